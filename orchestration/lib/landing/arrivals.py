"""Which of the records that arrived say something new, and how they enter their table.

A record is left out ("unchanged") only where the newest landed version of it, among exports not
later than this one, has the same hash. An export that arrives late can break that: the version
it was compared with may no longer be the newest. So after a late arrival the later exports are
looked at again (``revisits``) and what they left out is landed where it now matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib.landing.declarations import RecordType

# Comparing a record in the warehouse costs about so many times what reading a landed one does.
_WORTH_READING_ALL = 4


def lock(connection: psycopg.Connection[Any], source_id: str, record_type: str) -> None:
    """One landing at a time per source and record type, until the transaction ends."""
    connection.execute(
        "select pg_advisory_xact_lock(hashtext('kith landing'), hashtext(%s))",
        [f"{source_id} {record_type}"],
    )


def lock_all(
    connection: psycopg.Connection[Any], source_id: str, record_types: Iterable[str]
) -> None:
    """``lock`` several, in the one order in which everybody does: two never wait for each other."""
    for record_type in sorted(set(record_types)):
        lock(connection, source_id, record_type)


def lock_loads(connection: psycopg.Connection[Any], load_ids: Sequence[int]) -> None:
    """Lock all that these loads hold records of, as ``lock`` does: before their verdict changes."""
    held = connection.execute(
        "select distinct source_id, record_type from landing.load_parts"
        " inner join landing.loads using (load_id)"
        " where load_id = any(%s) and record_type is not null",
        [list(load_ids)],
    ).fetchall()
    for source_id in sorted({row[0] for row in held}):
        lock_all(connection, source_id, (kind for of, kind in held if of == source_id))


def landed_before(
    connection: psycopg.Connection[Any], source_id: str, record_type: str, size: int
) -> tuple[int, bool]:
    """How many rows of this source and record type an export could be unchanged against.

    And whether a file of ``size`` bytes probably holds as many records as to be worth reading
    them all: a whole table exported again, and not a few new records.
    """
    found = connection.execute(
        "select coalesce(sum(parts.records_landed), 0)::bigint,"
        " coalesce(sum(parts.records_read) / nullif(sum(loads.size_bytes), 0), 0)::float"
        " from landing.load_parts as parts"
        " inner join landing.comparable_loads using (load_id)"
        " inner join landing.loads as loads using (load_id)"
        " where loads.source_id = %s and parts.record_type = %s",
        [source_id, record_type],
    ).fetchone()
    landed, records_a_byte = found or (0, 0.0)
    return landed, size * records_a_byte * _WORTH_READING_ALL > landed


def empty_anew(connection: psycopg.Connection[Any], record_type: RecordType) -> bool:
    """Empty an empty table in this transaction, so that a big first landing need not be logged.

    False, and nothing done, where the table holds rows or anybody else uses it: never waits.
    """
    table = sql.Identifier("landing", record_type.table)
    try:
        with connection.transaction():
            connection.execute(
                sql.SQL("lock table {} in access exclusive mode nowait").format(table)
            )
            found = connection.execute(
                sql.SQL("select exists (select from {})").format(table)
            ).fetchone()
            if found is None or found[0]:
                raise psycopg.Rollback
    except psycopg.errors.LockNotAvailable:
        return False
    if found is None or found[0]:
        return False
    connection.execute(sql.SQL("truncate {}").format(table))
    return True


def undeclared_headers(
    connection: psycopg.Connection[Any], source_id: str, record_type: RecordType
) -> frozenset[str]:
    """The headers nobody declared that exports of this kind had."""
    rows = connection.execute(
        "select distinct unnest(undeclared_columns) from landing.load_parts"
        " inner join landing.loads using (load_id) where source_id = %s and record_type = %s",
        [source_id, record_type.name],
    )
    return frozenset(row[0] for row in rows)


def make_table(connection: psycopg.Connection[Any], record_type: RecordType) -> None:
    """A temporary table for what arrives, where it must be compared or numbered first."""
    connection.execute("drop table if exists pg_temp.arrived")
    connection.execute(
        sql.SQL("create temporary table arrived (like {}) on commit drop").format(
            sql.Identifier("landing", record_type.table)
        )
    )


def number_the_minted(connection: psycopg.Connection[Any]) -> None:
    """Rows with the same minted id get their number; it doesn't depend on the file's order."""
    connection.execute("analyze pg_temp.arrived (_row, _record_id)")
    connection.execute(
        "update pg_temp.arrived set _record_id = arrived._record_id || ':' || numbered.occurrence"
        " from (select _row, row_number() over ("
        "   partition by _record_id order by _record_hash, _row) as occurrence"
        " from pg_temp.arrived) as numbered"
        " where numbered._row = arrived._row"
    )


def index_ids(connection: psycopg.Connection[Any], record_type: RecordType) -> None:
    """Have the earlier versions of a record found by its id: not before there are any."""
    connection.execute(
        sql.SQL("create index if not exists {} on {} (_record_id)").format(
            sql.Identifier(f"{record_type.table}_record_id"[-63:]),
            sql.Identifier("landing", record_type.table),
        )
    )


def summarize_loads(connection: psycopg.Connection[Any], record_type: RecordType) -> None:
    """Have the rows of a load found by it: what was just written is in no summary yet."""
    connection.execute(
        "select brin_summarize_new_values(format('landing.%%I', %s::text)::regclass)",
        [f"{record_type.table}_load_id"[-63:]],
    )


def insert_new(
    connection: psycopg.Connection[Any],
    record_type: RecordType,
    columns: list[str],
    source_id: str,
    extracted_at: datetime,
    revisited_load_id: int | None = None,
) -> int:
    """Move what is new from the temporary table into the landing table; how many rows."""
    table = sql.Identifier("landing", record_type.table)
    index_ids(connection, record_type)
    connection.execute("analyze pg_temp.arrived (_row, _record_id)")
    names = ["_load_id", "_row", "_record_id", "_record_hash", *columns]
    own: sql.Composable = sql.SQL("")
    if revisited_load_id is not None:
        # What this load wrote itself is not written again.
        own = sql.SQL(
            " and not exists (select from {table} as own where own._load_id = {load_id}"
            " and own._row = arrived._row and own._record_hash = arrived._record_hash"
            " and own._record_id = arrived._record_id)"
        ).format(table=table, load_id=sql.Literal(revisited_load_id))
    inserted = connection.execute(
        sql.SQL(
            "with newest as ("
            " select distinct on (arrived._row) arrived._row,"
            "   landed._record_hash = arrived._record_hash as is_the_same"
            " from pg_temp.arrived as arrived"
            " inner join {table} as landed on landed._record_id = arrived._record_id"
            " inner join landing.comparable_loads as loads on loads.load_id = landed._load_id"
            " where loads.source_id = %s and loads.extracted_at <= %s"
            " order by arrived._row, loads.extracted_at desc, landed._record_hash desc"
            ")"
            " insert into {table} ({names}) select {picked} from pg_temp.arrived as arrived"
            " left join newest on newest._row = arrived._row"
            " where newest.is_the_same is not true{own}"
        ).format(
            table=table,
            names=sql.SQL(", ").join(map(sql.Identifier, names)),
            picked=sql.SQL(", ").join(sql.Identifier("arrived", name) for name in names),
            own=own,
        ),
        [source_id, extracted_at],
    )
    return inserted.rowcount


def insert_all(
    connection: psycopg.Connection[Any], record_type: RecordType, columns: list[str]
) -> int:
    """Move everything from the temporary table into the landing table; how many rows."""
    names = sql.SQL(", ").join(
        map(sql.Identifier, ["_load_id", "_row", "_record_id", "_record_hash", *columns])
    )
    table = sql.Identifier("landing", record_type.table)
    statement = sql.SQL("insert into {} ({}) select {} from pg_temp.arrived")
    return connection.execute(statement.format(table, names, names)).rowcount
