"""Finds the landed row behind a record, and compares it with the bytes the archive has of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from orchestration.lib.errors import KithError
from orchestration.lib.landing import archive, declarations
from orchestration.lib.landing.declarations import RecordType
from orchestration.lib.landing.never import Guard
from orchestration.lib.landing.problems import FileRefused
from orchestration.lib.trace import in_archive
from orchestration.lib.trace.in_archive import Reading

_LOADS = (
    "select load_id, source_id, file_id, file_name, method, status, extracted_at, loaded_at,"
    " size_bytes from landing.loads"
)
_ENVELOPE = ("_load_id", "_row", "_record_id", "_record_hash")


@dataclass(frozen=True)
class Place:
    """Where a record says it stands: a row of a file that a source sent."""

    source_id: str
    tool: str
    file_id: str
    row: int
    record_type: str
    record_id: str
    method: str


@dataclass(frozen=True)
class Load:
    """A file in the ledger, and in the archive."""

    load_id: int
    source_id: str
    file_id: str
    file_name: str
    method: str
    status: str
    extracted_at: datetime
    loaded_at: datetime
    size_bytes: int

    @property
    def path(self) -> Path:
        """Where the archive keeps it."""
        return archive.place(self.file_id)


@dataclass(frozen=True)
class Row:
    """A landed row, all of it, with the bytes it was read from where they are found.

    ``problems``: what doesn't agree, in plain words without values; empty where all does.
    ``notes``: what explains a difference that is none.
    """

    load: Load
    table: str
    number: int
    record_id: str
    record_hash: str
    columns: dict[str, Any]
    reading: Reading | None
    problems: tuple[str, ...]
    notes: tuple[str, ...] = ()


class Landed:
    """Looks landed rows up, each file of the archive once."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._sums: dict[str, tuple[str, ...]] = {}

    def file_problems(self, file_id: str) -> tuple[str, ...]:
        """Whether the archive still has the file's own bytes; reads them once."""
        if file_id not in self._sums:
            path = archive.place(file_id)
            if not path.is_file():
                told: tuple[str, ...] = ("The archive has no file of that sha256.",)
            elif in_archive.sha256(path) != file_id:
                told = (
                    "The archive's file has changed since it landed: its sha256 isn't its name.",
                )
            else:
                told = ()
            self._sums[file_id] = told
        return self._sums[file_id]

    def loads(self, source_id: str, file_id: str) -> list[Load]:
        """The loads of a file: the file's own, and those of records landed again."""
        rows = self._connection.execute(
            f"{_LOADS} where source_id = %s and file_id = %s and status = 'landed'"
            " order by load_id",
            [source_id, file_id],
        )
        return [Load(*row) for row in rows]

    def load(self, load_id: int) -> Load:
        """The load of that number. Raises ``LookupError``."""
        row = self._connection.execute(f"{_LOADS} where load_id = %s", [load_id]).fetchone()
        if row is None:
            raise LookupError(f"There is no load {load_id}.")
        return Load(*row)

    def rows(self, places: Iterable[Place]) -> dict[Place, list[Row]]:
        """The landed row of each place; several where the file has that row in several parts."""
        asked = list(places)
        candidates: dict[tuple[int, str], set[int]] = defaultdict(set)
        loads: dict[int, Load] = {}
        types: dict[int, set[str]] = {}
        of_file: dict[tuple[str, str], list[Load]] = {}
        for place in asked:
            key = (place.source_id, place.file_id)
            if key not in of_file:
                of_file[key] = self.loads(*key)
                for load in of_file[key]:
                    loads[load.load_id] = load
                    types[load.load_id] = self._record_types(load.load_id)
            for load in of_file[key]:
                for record_type in types[load.load_id]:
                    candidates[load.load_id, f"{place.tool}__{record_type}"].add(place.row)
        found = self._read(candidates)
        readings = self._readings(loads, found)
        return {
            place: [
                self._compared(loads[row["_load_id"]], table, row, readings)
                for table, row in _of_place(place, of_file[place.source_id, place.file_id], found)
            ]
            for place in asked
        }

    def _record_types(self, load_id: int) -> set[str]:
        rows = self._connection.execute(
            "select distinct record_type from landing.load_parts"
            " where load_id = %s and record_type is not null",
            [load_id],
        )
        return {str(row[0]) for row in rows}

    def _read(
        self, candidates: dict[tuple[int, str], set[int]]
    ) -> dict[tuple[int, int], list[tuple[str, dict[str, Any]]]]:
        """By load and row number: the table and the row."""
        of_table: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for (load_id, table), numbers in candidates.items():
            of_table[table] += [(load_id, number) for number in numbers]
        found: dict[tuple[int, int], list[tuple[str, dict[str, Any]]]] = defaultdict(list)
        for table, wanted in of_table.items():
            statement = sql.SQL(
                "select {} from {} as landed inner join unnest(%s::bigint[], %s::integer[])"
                " as wanted (load_id, number)"
                " on landed._load_id = wanted.load_id and landed._row = wanted.number"
            ).format(self._as_text(table), sql.Identifier("landing", table))
            with self._connection.cursor(row_factory=dict_row) as cursor:
                cursor.execute(
                    statement, [[load for load, _ in wanted], [row for _, row in wanted]]
                )
                for row in cursor:
                    found[row["_load_id"], row["_row"]].append((table, row))
        return found

    def _as_text(self, table: str) -> sql.Composable:
        """The columns of a landing table: what it holds as text, its hash in hex."""
        rows = self._connection.execute(
            "select attname from pg_attribute where attnum > 0 and not attisdropped"
            " and attrelid = to_regclass(format('landing.%%I', %s::text)) order by attnum",
            [table],
        ).fetchall()
        if not rows:
            raise KithError(f"The table landing.{table} is gone. Make it again with: ./kith up")
        shown = [
            sql.SQL("landed.{0}::text as {0}").format(sql.Identifier(name))
            for (name,) in rows
            if name not in _ENVELOPE
        ]
        own = "landed._load_id, landed._row, landed._record_id, encode(_record_hash, 'hex') as hash"
        return sql.SQL(", ").join([sql.SQL(own), *shown])

    def _readings(
        self,
        loads: dict[int, Load],
        found: dict[tuple[int, int], list[tuple[str, dict[str, Any]]]],
    ) -> dict[tuple[int, str, int], list[Reading] | str]:
        wanted: dict[tuple[int, str], set[int]] = defaultdict(set)
        for (load_id, number), rows in found.items():
            for table, _ in rows:
                wanted[load_id, table].add(number)
        readings: dict[tuple[int, str, int], list[Reading] | str] = {}
        for (load_id, table), numbers in wanted.items():
            read = self._read_again(loads[load_id], table, numbers)
            for number in numbers:
                readings[load_id, table, number] = (
                    read if isinstance(read, str) else read.get(number, [])
                )
        return readings

    def _read_again(
        self, load: Load, table: str, numbers: set[int]
    ) -> dict[int, list[Reading]] | str:
        """What the archive's file has on these rows, or why it can't be read."""
        record_type = table.split("__", 1)[1]
        parts = self._connection.execute(
            "select part from landing.load_parts where load_id = %s and record_type = %s",
            [load.load_id, record_type],
        )
        names = {row[0] for row in parts}
        try:
            return in_archive.read(
                load.path, load.file_name, load.source_id, record_type, names, numbers
            )
        except FileRefused as refused:
            return f"The archive's file can't be read any more: {refused.message}"
        except KithError as failure:
            return f"The archive's file can't be read: {failure}"
        except FileNotFoundError:
            return "So its bytes can't be read."

    def _compared(
        self,
        load: Load,
        table: str,
        row: dict[str, Any],
        readings: dict[tuple[int, str, int], list[Reading] | str],
    ) -> Row:
        columns = {
            name: value for name, value in row.items() if name not in {*_ENVELOPE, "hash"}
        }
        problems = [*self.file_problems(load.file_id)]
        notes: list[str] = []
        told = readings[row["_load_id"], table, row["_row"]]
        reading = None
        if isinstance(told, str):
            problems.append(told)
        else:
            # A zip may hold the row in several parts: the one of this hash, else the first.
            reading = next(
                (each for each in told if each.record_hash == row["hash"]), next(iter(told), None)
            )
            if load.method == "retry" and (reading is None or reading.record_hash != row["hash"]):
                reading = self._set_aside(load.load_id) or reading
                notes.append("A steward mended the record: the bytes are what had come instead.")
            elif reading is None:
                problems.append(f"The archive's file has no record on row {row['_row']}.")
            elif self._is_declared_otherwise(load.load_id, table, columns, reading):
                notes.append(
                    "Its declaration has changed since it landed: only its id can be compared."
                )
                problems += _other_id(table, row, reading)
            else:
                problems += _differences(table, row, columns, reading)
        return Row(
            load, f"landing.{table}", row["_row"], row["_record_id"], row["hash"], columns,
            reading, tuple(problems), tuple(notes),
        )

    def _is_declared_otherwise(
        self, load_id: int, table: str, columns: dict[str, Any], reading: Reading
    ) -> bool:
        """Whether a column was declared or retired since: then other columns and hashes come.

        Or what is in one may never be kept by now: then it is left out.
        """
        row = self._connection.execute(
            "select undeclared_columns from landing.load_parts where load_id = %s and part = %s",
            [load_id, reading.part],
        ).fetchone()
        then = set(row[0]) if row else set()
        kind = _declared(table)
        known = {header for column in kind.columns for header in column.headers}
        guard = Guard(kind)
        return (
            not then.issuperset(reading.undeclared)
            or any(kind.key(header) in known or guard.name_of(header) for header in then)
            or any(guard.in_text(value) for value in columns.values() if value)
        )

    def _set_aside(self, load_id: int) -> Reading | None:
        """Where the record stands that a steward landed again: its place in the quarantine."""
        row = self._connection.execute(
            "select part, byte_start, byte_end, raw_bytes from landing.quarantine"
            " where resolved_by_load_id = %s",
            [load_id],
        ).fetchone()
        return Reading(row[0], row[1], row[2], bytes(row[3]), "") if row else None


def _of_place(
    place: Place,
    loads: list[Load],
    found: dict[tuple[int, int], list[tuple[str, dict[str, Any]]]],
) -> list[tuple[str, dict[str, Any]]]:
    """The rows that are most likely meant: of the record's own type, load and id, where any is."""
    rows = [
        (load, table, row)
        for load in loads
        for table, row in found.get((load.load_id, place.row), [])
    ]
    for is_meant in (
        lambda load, table, row: (load.method == "retry") == (place.method == "retry"),
        lambda load, table, row: table == f"{place.tool}__{place.record_type}",
        lambda load, table, row: place.record_id == row["_record_id"],
        lambda load, table, row: place.record_id.startswith(row["_record_id"]),
    ):
        meant = [each for each in rows if is_meant(*each)]
        rows = meant or rows
    return [(table, row) for _, table, row in rows]


def _declared(table: str) -> RecordType:
    tool, record_type = table.split("__", 1)
    kinds = declarations.tools()[tool].record_types
    return next(kind for kind in kinds if kind.name == record_type)


def _other_id(table: str, row: dict[str, Any], reading: Reading) -> list[str]:
    landed_id = row["_record_id"]
    if not _declared(table).record_id:
        # The number of the occurrence was added in the warehouse.
        landed_id = landed_id.rsplit(":", 1)[0]
    if reading.record_id == landed_id:
        return []
    return ["The bytes give another record id than the landed row has."]


def _differences(
    table: str, row: dict[str, Any], columns: dict[str, Any], reading: Reading
) -> list[str]:
    if not reading.record_hash:
        return ["What stands there in the archive's file is no record."]
    problems = _other_id(table, row, reading)
    if reading.record_hash != row["hash"]:
        problems.append("The bytes give another hash than the landed row has.")
    is_json = {each.name for each in _declared(table).columns if each.data_type == "jsonb"}
    read = in_archive.texts(reading.columns)
    differing = sorted(
        name
        for name in {*columns, *read}
        if not _is_same(columns.get(name), read.get(name), name in is_json or name == "_extra")
    )
    if differing:
        problems.append(
            f"The landed row holds something else than the bytes say in: {', '.join(differing)}."
        )
    return problems


def _is_same(landed: str | None, read: str | None, is_json: bool) -> bool:
    if landed == read or not is_json or landed is None or read is None:
        return landed == read
    try:
        return bool(_value(landed) == _value(read))
    except ValueError:
        return False


def _value(text: str) -> Any:
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)
