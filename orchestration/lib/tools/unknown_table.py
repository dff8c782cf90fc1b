"""An export nobody has declared, as a table: its headers, and its rows as text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from orchestration.lib.landing import csv_layout
from orchestration.lib.landing.containers import Part, parts
from orchestration.lib.landing.decode import encoding_of, readable
from orchestration.lib.landing.json_records import is_one_document_a_line
from orchestration.lib.landing.problems import FileRefused
from orchestration.lib.landing.rendering import text
from orchestration.lib.tools.errors import ToolError

_READ = 8 << 20
_PACKED = (b"\x1f\x8b", b"PK")
_MOST_ROWS = 20_000
_DEEPEST_LIST = 3

Rows = list[list[str]]


@dataclass(frozen=True)
class UnknownTable:
    """One table of a file. ``form`` says in words how it was read; ``records_at`` is JSON's path.

    ``is_cut``: only its beginning was read.
    """

    file_name: str
    form: str
    headers: list[str]
    rows: Rows
    is_cut: bool = False
    records_at: str | None = None


def tables(path: Path) -> list[UnknownTable]:
    """The tables of a file: one, or those of an archive or workbook. Raises ``ToolError``."""
    if not path.is_file():
        raise ToolError(f"There is no file {path}.")
    with path.open("rb") as stream:
        is_packed = stream.read(4).startswith(_PACKED)
    try:
        return [table(part, is_packed) for part in parts(path, path.name)]
    except FileRefused as refused:
        raise ToolError(f"{path.name}: {refused}") from None


def table(part: Part, is_packed: bool = False) -> UnknownTable:
    """One part as a table. Raises ``ToolError``, and ``FileRefused`` where landing would.

    ``is_packed``: then it is unpacked to its end, since only that shows damage and bombs.
    """
    with part.open() as stream:
        found = encoding_of(stream.read(1 << 18), "utf-8")
    with part.open() as stream:
        raw = readable(stream, found).read(_READ + 1)
        while is_packed and stream.read(_READ):
            pass
    is_cut = len(raw) > _READ
    body = raw[0 if found.is_recoded else found.mark :]
    # Only shapes are told of values, so a byte that is no UTF-8 may stand for any other.
    said = body.decode("utf-8" if found.is_recoded else found.name, "replace")
    if not said.strip():
        raise ToolError(f"{part.file_name} is empty.")
    if said.lstrip()[:1] in "{[":
        return _json(part.file_name, said, is_one_document_a_line(body[: 1 << 18]), is_cut)
    return _delimited(part.file_name, said, is_cut)


def _delimited(file_name: str, said: str, is_cut: bool) -> UnknownTable:
    def read(delimiter: str) -> Iterator[list[str]]:
        return csv.reader(io.StringIO(said, newline=""), delimiter=delimiter)

    def width(delimiter: str) -> int:
        return max((len(row) for row in islice(read(delimiter), 10)), default=0)

    delimiter = max(csv_layout.DELIMITERS, key=width)
    lines = list(islice(read(delimiter), _MOST_ROWS))
    widest = width(delimiter)
    # Titles above a header are narrower than it is.
    place = next(at for at, row in enumerate(lines) if sum(map(bool, row)) * 2 > widest)
    headers = [field.strip() for field in lines[place]]
    # The last row of a file that was cut may be half of one.
    rows = [row for row in lines[place + 1 : -1 if is_cut else None] if len(row) == len(headers)]
    name = {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "bars"}[delimiter]
    form = f"fields divided by {name}, header on line {place + 1}"
    return UnknownTable(file_name, form, headers, rows, is_cut or len(lines) == _MOST_ROWS)


def _json(file_name: str, said: str, is_by_line: bool, is_cut: bool) -> UnknownTable:
    try:
        if is_by_line:
            lines = [line for line in said.split("\n") if line.strip()]
            documents = [json.loads(line) for line in (lines[:-1] if is_cut else lines)]
        else:
            documents = [json.loads(said)]
    except (ValueError, RecursionError) as broken:
        raise ToolError(
            f"{file_name} is no JSON that can be read whole. Give a smaller file, or one document "
            "a line."
        ) from broken
    found = [record for document in documents for record in _records(document)]
    records = [record for _, record in found][:_MOST_ROWS]
    if not records:
        raise ToolError(f"{file_name} holds no JSON objects that could be records.")
    headers = list(dict.fromkeys(key for record in records for key in record))
    rows = [[text(record.get(header)) for header in headers] for record in records]
    form = "JSON, one document a line" if is_by_line else "JSON"
    return UnknownTable(file_name, form, headers, rows, is_cut, found[0][0] or None)


def _records(document: Any, path: str = "") -> list[tuple[str, dict[str, Any]]]:
    """The records of a document with the path to them: its longest list of objects, or itself."""
    if isinstance(document, list):
        return [(path, each) for each in document if isinstance(each, dict)]
    if not isinstance(document, dict):
        return []
    lists = [
        _records(value, f"{path}.{key}" if path else key)
        for key, value in document.items()
        if isinstance(value, list) or (isinstance(value, dict) and path.count(".") < _DEEPEST_LIST)
    ]
    inside = max((each for each in lists if each and each[0][0]), key=len, default=[])
    return inside or ([(path, document)] if not path else [])
