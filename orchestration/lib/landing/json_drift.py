"""Notices that a vendor renamed or dropped a key of its JSON.

JSON has no header, and many tools leave out a key that has no value: only where no record of a
file says a required column that earlier exports said, the export is held to have changed.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib.landing import arrivals
from orchestration.lib.landing.declarations import RecordType
from orchestration.lib.landing.json_rows import JsonRows
from orchestration.lib.landing.missing import refusal
from orchestration.lib.landing.renamed import Undeclared, renamed


def check(
    connection: psycopg.Connection[Any], load_id: int, source_id: str, record_type: RecordType,
    vendor: str, rows: JsonRows,
) -> None:
    """Raises ``FileRefused`` where the records that were just read lack what earlier ones had."""
    if not rows.parsed:
        return
    missing = [
        column.name
        for column in record_type.columns
        if not column.is_optional and column.name not in rows.told
        and (
            column.name in record_type.record_id
            or _was_told(connection, load_id, source_id, record_type, column.name)
        )
    ]
    if missing:
        seen = arrivals.undeclared_headers(connection, source_id, record_type)
        new = [Undeclared("a key", name) for name in rows.undeclared if name not in seen]
        found = renamed(missing, new, len(rows.told))
        raise refusal(record_type, vendor, "No record has the", missing, found)


def _was_told(
    connection: psycopg.Connection[Any], load_id: int, source_id: str, record_type: RecordType,
    column: str,
) -> bool:
    """Whether an earlier load of the source has a value in the column."""
    query = sql.SQL(
        "select exists (select from {} as landed inner join landing.loads"
        " on loads.load_id = landed._load_id where loads.source_id = %s"
        " and loads.load_id <> %s and landed.{} is not null)"
    ).format(sql.Identifier("landing", record_type.table), sql.Identifier(column))
    row = connection.execute(query, [source_id, load_id]).fetchone()
    return bool(row and row[0])
