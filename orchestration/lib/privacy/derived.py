"""Takes forgotten people out of what is made of raw rows, and of what people noted of them.

Models come out without them by being built again. What is only ever added to has its rows deleted:
identity's ledger of ids, what held of links once, stewards' decisions, grants and the like.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib.privacy import passed_on
from orchestration.lib.warehouse.connection import connect

# A person's in the schema landing: by the key of a record of theirs, or by their person id.
_NOTED = r"""
    select relname, array_agg(attname::text) from pg_class
    inner join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
    where relnamespace = 'landing'::regnamespace and relkind = 'r' and relname not like '%\_\_%'
        and (attname ~ 'record_key$' or attname = 'person_id') and atttypid = 'text'::regtype
    group by 1 order by 1
"""
_NOTED_BY_RECORD = """
    select relname from pg_class
    inner join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
    where relnamespace = 'landing'::regnamespace and relkind = 'r' and relname <> 'absences'
        and attname in ('source_id', 'record_type', 'record_id')
    group by 1 having count(*) = 3 order by 1
"""
OF_IDENTITY = {
    "person_id_history": ("record_key",),
    "assertions__ended": ("left_record_key", "right_record_key"),
}


def delete_notes(
    record_keys: Sequence[str], person_ids: Sequence[str],
    records: Sequence[tuple[str, str, str]] = (),
) -> int:
    """Delete what was noted of these records and people beside what landed; how many rows."""
    count = 0
    with connect() as connection:
        for table, columns in noted(connection):
            name = sql.Identifier("landing", table)
            held = sql.SQL(" or ").join(
                sql.SQL("{} = any(%(people)s)" if column == "person_id" else "{} = any(%(keys)s)")
                .format(sql.Identifier(column)) for column in columns
            )
            # What is appended to and never changed gives way to this alone.
            connection.execute(sql.SQL("alter table {} disable trigger user").format(name))
            count += connection.execute(
                sql.SQL("delete from {} where {}").format(name, held),
                {"keys": list(record_keys), "people": list(person_ids)},
            ).rowcount
            # References that are looked at last are looked at now: the table changes once more.
            connection.execute("set constraints all immediate")
            connection.execute(sql.SQL("alter table {} enable trigger user").format(name))
        for (table,) in noted_by_record(connection):
            count += connection.execute(
                sql.SQL(
                    "delete from {} where (source_id, record_type, record_id) in"
                    " (select * from unnest(%s::text[], %s::text[], %s::text[]))"
                ).format(sql.Identifier("landing", table)),
                [[each[at] for each in records] for at in range(3)],
            ).rowcount
        count += passed_on.clear(connection, records, person_ids)
        # What a volunteer was given stays written down, and no longer to whom.
        count += connection.execute(
            "update landing.shares set receiver = 'a volunteer who was forgotten'"
            " where receiver = any(%s)", [[f"volunteer {each}" for each in person_ids]],
        ).rowcount
        # Whom to tell is noted before.
        count += connection.execute(
            "delete from landing.share_records where record_hash in"
            " (select landing.subject_key(key) from unnest(%s::text[]) as told (key))",
            [list(record_keys)],
        ).rowcount
    return count


def noted(connection: psycopg.Connection[Any]) -> list[tuple[str, list[str]]]:
    """The tables of notes in the schema landing, and which of their columns say whose they are."""
    return connection.execute(_NOTED).fetchall()


def noted_by_record(connection: psycopg.Connection[Any]) -> list[tuple[str]]:
    """The tables of notes of single records."""
    return connection.execute(_NOTED_BY_RECORD).fetchall()


def delete_history(record_keys: Sequence[str]) -> int:
    """Delete the story of these records' ids and links; how many rows."""
    count = 0
    with connect("kith_builder") as connection:
        for table, columns in OF_IDENTITY.items():
            if not exists(connection, f"identity.{table}"):
                continue
            held = sql.SQL(" or ").join(
                sql.SQL("{} = any(%(keys)s)").format(sql.Identifier(name)) for name in columns
            )
            count += connection.execute(
                sql.SQL("delete from {} where {}").format(
                    sql.Identifier("identity", table), held
                ),
                {"keys": list(record_keys)},
            ).rowcount
    return count


def empty_announcements() -> int:
    """Empty the notes by which kept tables tell each other what changed; how many tables.

    Only after a build without a failure: then everybody has read them.
    """
    with connect("kith_builder") as connection:
        names = [row[0] for row in connection.execute(
            "select relname from pg_class where relnamespace = 'identity'::regnamespace"
            " and relkind = 'r' and relname like '%\\_\\_touched'"
        )]
        for name in names:
            connection.execute(
                sql.SQL("truncate {}").format(sql.Identifier("identity", name))
            )
    return len(names)


def exists(connection: psycopg.Connection[Any], name: str) -> bool:
    """Whether there is such a table."""
    return connection.execute("select to_regclass(%s)", [name]).fetchone() != (None,)
