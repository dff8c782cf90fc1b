"""The tables rows land in, and the views that show what staging may read.

``landing.<tool>__<record type>`` holds every version of every record, append-only.
``raw.<tool>__<record type>`` shows the released ones with the full envelope.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib import registry
from orchestration.lib.landing import declarations
from orchestration.lib.landing.declarations import RecordType
from orchestration.lib.warehouse.connection import connect

ENVELOPE = ("_load_id", "_row", "_record_id", "_record_hash")


def create_raw_tables(tools: Collection[str] | None = None) -> None:
    """Make each declared table and view, and add columns declared since. Never drops a column.

    ``tools``: only theirs, where the others' are known to be there.
    """
    with connect("kith_lander") as connection:
        # Two commands may start at once; the second waits for the first to finish here.
        connection.execute("select pg_advisory_xact_lock(hashtext('kith raw tables'))")
        _copy_registry(connection)
        for name, tool in declarations.tools().items():
            for record_type in tool.record_types if tools is None or name in tools else ():
                _create(connection, record_type)


def _copy_registry(connection: psycopg.Connection[Any]) -> None:
    sources = registry.sources().values()
    connection.execute(
        "delete from landing.sources where source_id <> all(%s)",
        [[source.source_id for source in sources]],
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into landing.sources (source_id, tool, organization_id, time_zone)"
            " values (%s, %s, %s, %s) on conflict (source_id) do update set tool = excluded.tool,"
            " organization_id = excluded.organization_id, time_zone = excluded.time_zone",
            [(s.source_id, s.tool, s.organization_id, s.time_zone) for s in sources],
        )


def _create(connection: psycopg.Connection[Any], record_type: RecordType) -> None:
    table = sql.Identifier("landing", record_type.table)
    connection.execute(
        sql.SQL(
            "create table if not exists {} (_load_id bigint not null, _row integer not null,"
            " _record_id text not null, _record_hash bytea not null, _extra jsonb)"
        ).format(table)
    )
    # Rows of one load stand together: a gate reads those, and not the table.
    connection.execute(
        sql.SQL("create index if not exists {} on {} using brin (_load_id)").format(
            sql.Identifier(f"{record_type.table}_load_id"[-63:]), table
        )
    )
    present = {
        row[0]
        for row in connection.execute(
            "select attname from pg_attribute where attrelid = format('landing.%%I', %s::text)"
            "::regclass and attnum > 0 and not attisdropped",
            [record_type.table],
        )
    }
    missing = [column for column in record_type.columns if column.name not in present]
    for column in missing:
        connection.execute(
            sql.SQL("alter table {} add column {} {}").format(
                table, sql.Identifier(column.name), sql.SQL(column.data_type)
            )
        )
    _create_view(connection, record_type)


def _create_view(connection: psycopg.Connection[Any], record_type: RecordType) -> None:
    declared = sql.SQL(", ").join(
        sql.SQL("landed.{}").format(sql.Identifier(column.name)) for column in record_type.columns
    )
    definition = sql.SQL(
        "select loads.source_id as _source_id, landed._record_id, landed._record_hash,"
        " {minted}::boolean as _is_record_id_minted,"
        " loads.extracted_at as _extracted_at, loads.loaded_at as _loaded_at,"
        " loads.method as _method, loads.file_id as _file_id, landed._load_id, landed._row,"
        " sources.time_zone as _time_zone, landed._extra, {declared}"
        " from {rows} as landed"
        " inner join landing.released_loads as loads on loads.load_id = landed._load_id"
        " inner join landing.sources as sources on sources.source_id = loads.source_id"
    ).format(
        declared=declared,
        rows=sql.Identifier("landing", record_type.table),
        minted=sql.Literal(not record_type.record_id),
    )
    view = sql.Identifier("raw", record_type.table)
    try:
        with connection.transaction():
            connection.execute(sql.SQL("create or replace view {} as {}").format(view, definition))
    except psycopg.errors.InvalidTableDefinition:
        # A column was declared in the middle or retired: PostgreSQL only appends to a view.
        connection.execute(sql.SQL("drop view {}").format(view))
        connection.execute(sql.SQL("create view {} as {}").format(view, definition))
