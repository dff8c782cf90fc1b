"""Notices that a vendor renamed or dropped a key of its JSON.

JSON has no header, and many tools leave out a key that has no value. So a column that no record of
a file says is held to be gone where the id can't be without it, where a key that no earlier export
had may stand in its place, or where so many records in a row, of this file and those before it,
would say it if they were as earlier ones are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib.landing import arrivals
from orchestration.lib.landing.declarations import RecordType
from orchestration.lib.landing.json_rows import JsonRows
from orchestration.lib.landing.missing import refusal
from orchestration.lib.landing.renamed import Undeclared, renamed

# A few new records that leave a key out are no drift. So many in a row would have to say it by the
# share of earlier records that do: then all leave it out by chance once in millions of files.
FEWEST_EXPECTED = 20
# What is older says little of how a tool exports now, and a look at it takes ever longer.
_PARTS_LOOKED_AT = 1000
# Of the newest, those are counted now of which nobody counted it when they landed.
_PARTS_COUNTED = 20

# Of an earlier part: how many records were read, and how many of them said each column.
Told = tuple[int, dict[str, int]]


def check(
    connection: psycopg.Connection[Any], source_id: str, record_type: RecordType, vendor: str,
    rows: JsonRows,
) -> None:
    """Raises ``FileRefused`` where the records that were just read lack what earlier ones had."""
    untold = [
        column.name
        for column in record_type.columns
        if not column.is_optional and column.name not in rows.told
    ]
    if not rows.parsed or not untold:
        return
    earlier = _earlier(connection, source_id, record_type, untold)
    expected = {name: _expected(earlier, rows.parsed, name) for name in untold}
    known = [name for name in untold if name in record_type.record_id or expected[name]]
    seen = arrivals.undeclared_headers(connection, source_id, record_type)
    new = [Undeclared("a key", name) for name in rows.undeclared if name not in seen]
    replaced = {found.column for found in renamed(known, new, len(rows.told))}
    missing = [
        name for name in known
        if name in record_type.record_id or name in replaced or expected[name] >= FEWEST_EXPECTED
    ]
    if missing:
        found = renamed(missing, new, len(rows.told))
        raise refusal(record_type, vendor, "No record has the", missing, found)


def _earlier(
    connection: psycopg.Connection[Any], source_id: str, record_type: RecordType,
    untold: Sequence[str],
) -> list[Told]:
    """What the source's earlier exports of this kind told, newest first."""
    parts = connection.execute(
        "select load_id, parts.records_read - parts.records_quarantined, parts.told_counts"
        " from landing.load_parts as parts inner join landing.loads using (load_id)"
        " where loads.source_id = %s and parts.record_type = %s and loads.status = 'landed'"
        " order by load_id desc limit %s",
        [source_id, record_type.name, _PARTS_LOOKED_AT],
    ).fetchall()
    uncounted = [load_id for load_id, _, told in parts[:_PARTS_COUNTED] if told is None]
    counted = _counted(connection, record_type, uncounted, untold) if uncounted else {}
    return [
        (records, told) if told is not None else counted[load_id]
        for load_id, records, told in parts if told is not None or load_id in counted
    ]


def _counted(
    connection: psycopg.Connection[Any], record_type: RecordType, load_ids: Sequence[int],
    columns: Sequence[str],
) -> dict[int, Told]:
    """What the rows that landed say, by load: nobody counted when they did, or it was no JSON."""
    rows = connection.execute(
        sql.SQL("select _load_id, count(*), {} from {} where _load_id = any(%s) group by 1").format(
            sql.SQL(", ").join(
                sql.SQL("count(nullif({}::text, ''))").format(sql.Identifier(name))
                for name in columns
            ),
            sql.Identifier("landing", record_type.table),
        ),
        [list(load_ids)],
    )
    return {
        load_id: (records, dict(zip(columns, counts, strict=True)))
        for load_id, records, *counts in rows
    }


def _expected(earlier: Sequence[Told], parsed: int, column: str) -> float:
    """How many records in a row, the ``parsed`` ones last, would say the column; 0: none ever did.

    They are those that came after the newest part in which any said it, and are judged by the share
    that did of it and those before it.
    """
    untold = 0
    for at, (records, told) in enumerate(earlier):
        if told.get(column):
            before = earlier[at:]
            said = sum(counts.get(column, 0) for _, counts in before)
            return (untold + parsed) * said / sum(records for records, _ in before)
        untold += records
    return 0.0
