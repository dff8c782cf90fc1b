"""What the records of a person say, and those about them: in canon, as each tool sent it, in order.

A row of canon is theirs where it names one of their records as whom it is about, or as somebody
whom another is tied to. Of the second kind nothing more is told than the row, without the other:
what is behind it is about that one. The raw rows are all versions of the records behind the others;
the tool's own columns, as they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from orchestration.lib.tools import variables

Row = dict[str, Any]
Record = tuple[str, str, str]
# Columns of canon that name another record than the one a row is about, each with what it is of.
OTHERS = {
    "collected_by_id": "collected_by_type", "related_record_id": "related_record_type",
    "host_record_id": "host_record_type",
}
# Those that name whom it is about: another, where the person is only tied to them.
SUBJECTS = {"person_record_id": "person_record_type", "about_record_id": "about_record_type"}
_RELATED = ("related_record_type", "related_record_id")
_ABOUT = [
    ("person_record_type", "person_record_id"), _RELATED,
    ("about_record_type", "about_record_id"), ("host_record_type", "host_record_id"),
]


@dataclass
class Held:
    """What is held of somebody.

    ``own``: the keys of their person records. ``canon``: rows by shape. ``raw``: rows by table,
    each ``(record, columns)``. ``journey``: what happened, in order. ``types``: the SQL type of
    each column of canon, by shape and column.
    """

    own: frozenset[str] = frozenset()
    canon: dict[str, list[Row]] = field(default_factory=dict)
    raw: dict[str, list[tuple[Record, Row]]] = field(default_factory=dict)
    journey: list[Row] = field(default_factory=list)
    types: dict[str, dict[str, str]] = field(default_factory=dict)

    def records(self) -> set[Record]:
        """The records that rows of canon come from."""
        return {
            (row["source_id"], row["record_type"], row["record_id"])
            for rows in self.canon.values() for row in rows
        }

    def about_them(self) -> list[Row]:
        """The rows of canon that are about them, and not about somebody tied to them."""
        return [
            row for rows in self.canon.values() for row in rows
            if not set(_RELATED) <= row.keys() or self._is_about(row)
        ]

    def _is_about(self, row: Row) -> bool:
        named = (row["source_id"], row["person_record_type"], row["person_record_id"])
        return "/".join(map(str, named)) in self.own


def read(connection: psycopg.Connection[Any], keys: Iterable[str]) -> Held:
    """All that is held by, or about, the person records of these keys."""
    people = connection.execute(
        "select source_id, record_type, record_id from identity.record_persons"
        " where record_key = any(%s)", [sorted(set(keys))],
    ).fetchall()
    held = Held(frozenset("/".join(record) for record in people))
    for shape in variables.read().shapes:
        rows, types = _of_shape(connection, shape, people)
        if rows:
            held.canon[shape], held.types[shape] = rows, types
    held.raw = _raw(connection, held)
    told = {(row["source_id"], row["record_type"], row["record_id"]) for row in held.about_them()}
    held.journey = _journey(connection, told)
    return held


def _of_shape(
    connection: psycopg.Connection[Any], shape: str, people: list[Record]
) -> tuple[list[Row], dict[str, str]]:
    types = _types(connection, "canon", shape)
    pairs = [pair for pair in _ABOUT if set(pair) <= types.keys()]
    if shape == "people":
        pairs = [("record_type", "record_id")]
    if not pairs:
        return [], types
    wanted = sql.SQL(" or ").join(
        sql.SQL(
            "(source_id, {}, {}) in (select * from"
            " unnest(%(sources)s::text[], %(kinds)s::text[], %(ids)s::text[]))"
        ).format(sql.Identifier(kind), sql.Identifier(of)) for kind, of in pairs
    )
    statement = sql.SQL(
        "select * from canon.{} where {} order by source_id, record_type, record_id"
    ).format(sql.Identifier(shape), wanted)
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(statement, _arrays(people))
        return cursor.fetchall(), types


def _raw(
    connection: psycopg.Connection[Any], held: Held
) -> dict[str, list[tuple[Record, Row]]]:
    """All versions of the raw records behind what is about them, by table, the oldest first.

    None of a record that is a person record of others and not of theirs.
    """
    places: dict[str, set[tuple[str, str, int]]] = {}
    for row in held.about_them():
        table = f"{row['tool']}__{row['record_type']}"
        places.setdefault(table, set()).add((row["source_id"], row["file_id"], row["file_row"]))
    found: dict[str, list[tuple[Record, Row]]] = {}
    for table, wanted in sorted(places.items()):
        columns = _types(connection, "raw", table)
        if not columns:
            continue
        name = sql.Identifier("raw", table)
        with connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(
                sql.SQL(
                    "with theirs as (select distinct told._source_id, told._record_id"
                    " from unnest(%s::text[], %s::text[], %s::integer[]) as place (s, f, r)"
                    " inner join {} as told on told._source_id = place.s"
                    "  and told._file_id = place.f and told._row = place.r),"
                    " of_others as (select told._source_id, told._record_id"
                    " from theirs inner join {} as told using (_source_id, _record_id)"
                    " inner join canon.people on people.source_id = told._source_id"
                    "  and people.file_id = told._file_id and people.file_row = told._row"
                    " group by told._source_id, told._record_id"
                    " having not bool_or(concat_ws('/', people.source_id, people.record_type,"
                    "  people.record_id) = any(%s)))"
                    " select told.* from theirs inner join {} as told"
                    " using (_source_id, _record_id)"
                    " where (told._source_id, told._record_id) not in (select * from of_others)"
                    " order by told._source_id, told._record_id, told._extracted_at, told._load_id"
                ).format(name, name, name),
                [*(list(part) for part in zip(*sorted(wanted), strict=True)), [*held.own]],
            )
            rows = cursor.fetchall()
        kind = table.split("__", 1)[1]
        found[table] = [((row["_source_id"], kind, row["_record_id"]), row) for row in rows]
    return {table: rows for table, rows in found.items() if rows}


def _journey(connection: psycopg.Connection[Any], records: set[Record]) -> list[Row]:
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            "select occurred_at, interaction_type_code, program_code, channel_code, result_code,"
            " topic_name, tool, source_id, record_type, record_id from marts.interactions"
            " where (source_id, record_type, record_id) in (select * from"
            "  unnest(%(sources)s::text[], %(kinds)s::text[], %(ids)s::text[]))"
            " order by occurred_at nulls last, source_id, record_type, record_id,"
            "  interaction_type_code",
            _arrays(sorted(records)),
        )
        return cursor.fetchall()


def _types(connection: psycopg.Connection[Any], schema: str, name: str) -> dict[str, str]:
    """The columns of a relation and their types; none where it isn't there."""
    rows = connection.execute(
        "select attname::text, format_type(atttypid, atttypmod) from pg_attribute"
        " where attrelid = to_regclass(format('%%I.%%I', %s::text, %s::text)) and attnum > 0"
        " and not attisdropped order by attnum", [schema, name],
    ).fetchall()
    return cast(dict[str, str], dict(rows))


def _arrays(records: Iterable[Record]) -> Mapping[str, list[str]]:
    parts = [list(part) for part in zip(*records, strict=True)] or [[], [], []]
    return dict(zip(("sources", "kinds", "ids"), parts, strict=True))
