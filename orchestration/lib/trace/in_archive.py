"""Reads single records out of an archived file again, and says which bytes they stand in.

Landing's own readers do it, so what they give is what would land today.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from orchestration.lib import registry
from orchestration.lib.landing import containers, declarations
from orchestration.lib.landing.csv_records import Rows, Trouble, unescape
from orchestration.lib.landing.csv_rows import CsvRows
from orchestration.lib.landing.json_records import JsonRecord
from orchestration.lib.landing.json_rows import JsonRows
from orchestration.lib.landing.matching import Match, match
from orchestration.lib.landing.part_landing import read_part
from orchestration.lib.landing.writer import CopyWriter

_PIECE = 1 << 20
_ENVELOPE = 4


@dataclass(frozen=True)
class Reading:
    """One record as the archive has it: where it begins and ends, and what would land of it.

    ``start`` and ``end``: bytes of the part in this ``form``, which is empty where they are the
    file's own.
    ``record_id`` and ``record_hash`` are empty, and ``columns`` too, where it is no record.
    ``columns``: COPY text of each declared column the part has; empty text is null.
    ``undeclared``: headers or keys that no column of today's declaration answers to.
    """

    part: str
    start: int
    end: int
    raw: bytes
    form: str
    record_id: str = ""
    record_hash: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    undeclared: tuple[str, ...] = ()


def sha256(path: Path) -> str:
    """The hash of a file's bytes, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def read(
    path: Path,
    file_name: str,
    source_id: str,
    record_type: str,
    parts: Collection[str],
    rows: Collection[int],
) -> dict[int, list[Reading]]:
    """The records of these row numbers, of each of the parts, which hold that type.

    Reads each part to the last row asked for. Raises ``FileRefused`` where the file can't be read,
    ``UnknownSource`` where nobody registered its source.
    """
    source = registry.source(source_id)
    whole = declarations.tools().get(source.tool)
    if whole is None:
        raise declarations.DeclarationError(f"Nobody declares the tool '{source.tool}' any more.")
    # What the file holds is known: nothing else need be thought of.
    tool = replace(
        whole, record_types=tuple(k for k in whole.record_types if k.name == record_type)
    )
    found: dict[int, list[Reading]] = {row: [] for row in rows}
    for part in containers.parts(path, file_name, whole.companions):
        if part.name not in parts:
            continue
        matched = match(part, tool, source.encoding)
        if matched.record_type and matched.record_type.name == record_type:
            form = "as UTF-8" if matched.encoding.is_recoded else _form(path)
            for row, reading in _read_part(matched, frozenset(rows), form).items():
                found[row].append(reading)
    return found


def _form(path: Path) -> str:
    """What a file's bytes are turned into to be read, where that is anything."""
    with path.open("rb") as stream:
        magic = stream.read(4)
    if magic == b"PAR1":
        return "rendered as CSV"
    if magic.startswith(b"PK"):
        with zipfile.ZipFile(path) as opened:
            is_workbook = "xl/workbook.xml" in opened.namelist()
        return "rendered as CSV" if is_workbook else "unpacked"
    return "unpacked" if magic.startswith(b"\x1f\x8b") else ""


def _read_part(matched: Match, wanted: frozenset[int], form: str) -> dict[int, Reading]:
    rows: _PickedCsv | _PickedJson
    if matched.layout is not None:
        rows = _PickedCsv(matched, wanted)
    else:
        rows = _PickedJson(matched, wanted)
    taken = _Taken()
    writer = CopyWriter(taken)
    try:
        read_part(matched, rows, writer)
    except _AllFound:
        writer.flush()
    landing = {int(row[1]): row for row in taken.rows()}
    found = {}
    for number, (start, end, raw) in rows.places.items():
        place = Reading(matched.part.name, start, end, raw, form)
        row = landing.get(number)
        if row:
            place = replace(
                place, record_id=row[2], record_hash=row[3],
                columns=tuple(zip(rows.columns, row[_ENVELOPE:], strict=True)),
                undeclared=tuple(rows.undeclared),
            )
        found[number] = place
    return found


class _AllFound(Exception):
    """Everything asked for has been read."""


class _Taken:
    """Takes what COPY would."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []

    def write(self, block: bytes, /) -> None:
        self._blocks.append(block)

    def rows(self) -> list[list[str]]:
        """The fields of each row, as text: an id without escapes, a hash in hex."""
        found = []
        for line in b"".join(self._blocks).decode().split("\n")[:-1]:
            fields = line.split("\t")
            fields[2], fields[3] = unescape(fields[2]), fields[3].removeprefix("\\\\x")
            found.append(fields)
        return found


class _PickedCsv(CsvRows):
    """Those rows of delimited text that are wanted, and where they stand."""

    def __init__(self, matched: Match, wanted: frozenset[int]) -> None:
        if matched.record_type is None or matched.layout is None:
            raise ValueError("Delimited text has a record type and a layout.")
        super().__init__(0, matched.record_type, matched.layout, lambda _: None, is_strict=False)
        self._wanted = wanted
        self.places: dict[int, tuple[int, int, bytes]] = {}

    def write(self, events: Iterable[Rows | Trouble], writer: CopyWriter) -> None:
        for event in events:
            if isinstance(event, Trouble):
                if event.line in self._wanted:
                    self.places[event.line] = (event.start, event.end, event.raw)
            else:
                self._pick(event, writer)
            if len(self.places) == len(self._wanted):
                raise _AllFound

    def _pick(self, event: Rows, writer: CopyWriter) -> None:
        numbers = event.numbers or range(event.line, event.line + len(event.lines))
        for number in sorted(self._wanted.intersection(numbers)):
            index = numbers.index(number)
            start, end = event.range(index)
            raw = event.raw[start:end]
            begin = event.offset + start
            self.places[number] = (begin, event.offset + end, raw)
            alone = Rows(raw, begin, number, [event.lines[index]], [len(raw)], [number])
            super().write([alone], writer)


class _PickedJson(JsonRows):
    """Those records of JSON that are wanted, and where they stand."""

    def __init__(self, matched: Match, wanted: frozenset[int]) -> None:
        if matched.record_type is None:
            raise ValueError("JSON that has records has a record type.")
        super().__init__(0, matched.record_type, lambda _: None, is_strict=False)
        self._wanted = wanted
        self.places: dict[int, tuple[int, int, bytes]] = {}

    def write(self, records: Iterable[JsonRecord], writer: CopyWriter, first: int = 1) -> None:
        for ordinal, record in enumerate(records, start=first):
            if ordinal in self._wanted:
                self.places[ordinal] = (record.start, record.end, record.raw)
                super().write([record], writer, ordinal)
            if len(self.places) == len(self._wanted):
                raise _AllFound


def texts(columns: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The columns as the warehouse would show them: null where nothing was said."""
    return {name: unescape(text) if text else None for name, text in columns}
