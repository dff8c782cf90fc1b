"""Checks the tables of a package: every value against its schema, every id against the rest.

What is found is told with file, line and column, and never with the value.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import zip_longest
from typing import Any, NoReturn

from orchestration.lib.packages import layout
from orchestration.lib.packages.refusals import PackageRefused
from orchestration.lib.packages.unpack import Archive

# Characters of a value: more is no name, answer or title.
_LONGEST_VALUE = 1 << 16
_LONGEST_LINE = 1 << 22
_ENDED = object()

Row = dict[str, str]
Test = Callable[[str], bool]


def check(archive: Archive, volunteer_id: str, exported_at: str) -> dict[str, set[str]]:
    """The ids of each table's records. Raises ``PackageRefused`` at the first that isn't right."""
    ids: dict[str, set[str]] = {}
    for table in layout.TABLES:
        ids[table] = set()
        rows = _rows(archive, table, volunteer_id, exported_at, ids)
        if table in layout.WITH_LINES:
            _check_lines(archive, table, rows)
        elif next(rows, None) is not None:
            _refuse(table, 2, None, "a package tells of none.")
    if volunteer_id not in ids["people"]:
        raise PackageRefused("no_volunteer", "no person is the volunteer.", file=_path("people"))
    return ids


def _path(table: str, ending: str = "csv") -> str:
    return f"data/{table}.{ending}"


def _refuse(table: str, line: int, column: str | None, message: str) -> NoReturn:
    raise PackageRefused(
        "schema", message, file=_path(table), line=line, column=column,
        advice="See docs/standard/package.md for what may stand there.",
    )


def _rows(
    archive: Archive, table: str, volunteer_id: str, exported_at: str, ids: dict[str, set[str]]
) -> Iterator[Row]:
    columns, tests = layout.columns(table), _tests(table)
    for line, values in _cells(archive, table):
        row = dict(zip(columns, values, strict=True))
        for column, test in tests.items():
            if (row[column] or column in _required(table)) and not test(row[column]):
                _refuse(table, line, column, "not as the standard's schema has it.")
        for column, only in (
            ("source_instance", volunteer_id), ("collected_by_id", volunteer_id),
            ("exported_at", exported_at),
        ):  # fmt: skip
            if row.get(column, only) not in ("", only):
                _refuse(table, line, column, "it is of another package.")
        for column in ("person_record_id", "related_record_id"):
            if table != "people" and row.get(column) and row[column] not in ids["people"]:
                _refuse(table, line, column, "nobody in data/people.csv has that id.")
        is_volunteer = row["record_type"] == layout.VOLUNTEER
        if table == "people" and is_volunteer != (row["record_id"] == volunteer_id):
            _refuse(table, line, "record_id", "it is the volunteer's or it isn't.")
        if row["record_id"] in ids[table]:
            _refuse(table, line, "record_id", "the id stands twice.")
        ids[table].add(row["record_id"])
        yield row


def _cells(archive: Archive, table: str) -> Iterator[tuple[int, list[str]]]:
    """The records of a table with the lines they begin on."""
    columns, line = list(layout.columns(table)), 1
    reader = csv.reader(_lines(archive, _path(table)), strict=True)
    try:
        if next(reader, None) != columns:
            _refuse(table, 1, None, "the columns aren't the standard's, in its order.")
        line = reader.line_num + 1
        for values in reader:
            if len(values) != len(columns):
                _refuse(table, line, None, "it has not as many fields as there are columns.")
            if any(len(value) > _LONGEST_VALUE or "\0" in value for value in values):
                _refuse(table, line, None, "a value is too long, or holds a NUL.")
            yield line, values
            line = reader.line_num + 1
    except (csv.Error, UnicodeDecodeError):
        _refuse(table, line, None, "it can't be read as RFC 4180 in UTF-8.")


def _lines(archive: Archive, name: str) -> Iterator[str]:
    """The lines of a file, of which none may be longer than any table's."""
    with archive.text(name) as text:
        while line := text.readline(_LONGEST_LINE):
            if len(line) == _LONGEST_LINE:
                raise PackageRefused("schema", "a line is too long.", file=name)
            yield line


def _check_lines(archive: Archive, table: str, rows: Iterator[Row]) -> None:
    """Hold the JSON Lines against the same records as CSV."""
    lines = _lines(archive, _path(table, "jsonl"))
    try:
        for number, (row, line) in enumerate(zip_longest(rows, lines, fillvalue=_ENDED), start=1):
            told = _of_json(line) if isinstance(line, str) else None
            if not isinstance(row, dict) or told != {
                column: value or None for column, value in row.items()
            }:
                raise PackageRefused(
                    "schema", "not the record that the CSV has.", file=_path(table, "jsonl"),
                    line=number,
                )
    except UnicodeDecodeError:
        raise PackageRefused("schema", "not UTF-8.", file=_path(table, "jsonl")) from None


def _of_json(line: str) -> dict[str, str | None] | None:
    """The record, its values as CSV has them; None where it is none."""
    try:
        told = json.loads(line, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    return {key: None if value is None else str(value) for key, value in told.items()}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


@cache
def _required(table: str) -> frozenset[str]:
    return frozenset(layout.schema(table)["required"])


@cache
def _tests(table: str) -> Mapping[str, Test]:
    """What each column's schema asks of a value that is there, or has to be."""
    return {name: _test(told) for name, told in layout.schema(table)["properties"].items()}


def _test(told: dict[str, Any]) -> Test:
    pattern = re.compile(told.get("pattern", "").removesuffix("$") + r"\Z", re.ASCII) if (
        "pattern" in told
    ) else None
    words = frozenset(told["enum"]) if "enum" in told else None
    only, never = told.get("const"), frozenset(told.get("not", {}).get("enum", ()))
    most = told.get("maxLength", _LONGEST_VALUE)

    def is_right(value: str) -> bool:
        return (
            0 < len(value) <= most
            and (pattern is None or pattern.search(value) is not None)
            and (words is None or value in words)
            and (only is None or value == only)
            and value not in never
        )

    return is_right
