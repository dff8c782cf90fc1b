"""Which line is the header, which character divides, and which field is which declared column."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from orchestration.lib.landing.csv_records import CsvRecords, Rows, unescape
from orchestration.lib.landing.declarations import Column, RecordType, header_key
from orchestration.lib.landing.missing import refusal
from orchestration.lib.landing.problems import FileRefused
from orchestration.lib.landing.renamed import Undeclared, renamed

DELIMITERS = (",", "\t", ";", "|")
_LINES_BEFORE_THE_HEADER = 10


@dataclass(frozen=True)
class Header:
    """A line that may be the header, as one delimiter cuts it."""

    delimiter: str
    line: int
    lines: int
    start: int
    end: int
    fields: tuple[str, ...]
    text: bytes

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(header_key(field) for field in self.fields)


@dataclass(frozen=True)
class Layout:
    """A header read as one record type: a declared column or None for each field."""

    header: Header
    columns: tuple[Column | None, ...]
    extra_names: tuple[str | None, ...]
    missing: tuple[str, ...]
    repeated: tuple[str, ...]

    @property
    def recognised(self) -> int:
        return sum(column is not None for column in self.columns)


def headers(head: bytes, encoding: str, mark: int) -> list[Header]:
    """Every reading of the first lines of a part."""
    found = []
    for delimiter in DELIMITERS:
        reader = CsvRecords(
            io.BytesIO(head[mark:]), delimiter, encoding=encoding, offset=mark
        )
        for position, header in enumerate(_records(reader, delimiter)):
            if position == _LINES_BEFORE_THE_HEADER:
                break
            if any(header.keys):
                found.append(header)
    return found


def _records(reader: CsvRecords, delimiter: str) -> Iterator[Header]:
    for event in reader:
        if not isinstance(event, Rows):
            continue
        for index, line in enumerate(event.lines):
            start, end = event.range(index)
            raw = event.raw[start:end]
            lines = max(1, len(raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")) - 1)
            yield Header(
                delimiter, event.number(index), lines, event.offset + start, event.offset + end,
                tuple(unescape(field) for field in line.decode().split("\t")), line,
            )


def read_as(header: Header, record_type: RecordType) -> Layout:
    """The header as that record type would have it."""
    keys = tuple(record_type.key(field) for field in header.fields)
    found: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        found.setdefault(key, []).append(place)
    columns: list[Column | None] = [None] * len(keys)
    missing, repeated = [], []
    for column in record_type.columns:
        for wanted in column.headers:
            places = found.get(wanted, [])
            if len(places) > 1:
                repeated.append(column.name)
            if places and columns[places[0]] is None:
                columns[places[0]] = column
                break
        else:
            if not column.is_optional:
                missing.append(column.name)
    return Layout(
        header, tuple(columns), tuple(_extra_names(header, columns)), tuple(missing),
        tuple(repeated),
    )


def _extra_names(header: Header, columns: list[Column | None]) -> Iterator[str | None]:
    """Undeclared columns keep their own header; a repeated or empty one gets a number."""
    taken: set[str] = set()
    for place, (field, column) in enumerate(zip(header.fields, columns, strict=True)):
        if column is not None:
            yield None
            continue
        base = field.replace("\0", "").strip() or f"column_{place + 1}"
        name, count = base, 1
        while name in taken:
            count += 1
            name = f"{base}_{count}"
        taken.add(name)
        yield name


def best(candidates: list[Header], record_type: RecordType) -> Layout | None:
    """The reading that fits the record type best: nothing missing, most recognised."""
    layouts = [read_as(header, record_type) for header in candidates]
    layouts = [layout for layout in layouts if layout.recognised]
    if not layouts:
        return None
    return max(layouts, key=lambda found: (not found.missing, found.recognised, -found.header.line))


def check(
    layout: Layout, record_type: RecordType, vendor: str, seen: Collection[str] = ()
) -> None:
    """Raises ``FileRefused`` where the header can't be landed as it is.

    ``seen``: the undeclared headers of this record type's earlier exports.
    """
    if layout.missing:
        new = [
            Undeclared(f"field {place}", field.strip())
            for place, (field, name) in enumerate(
                zip(layout.header.fields, layout.extra_names, strict=True), start=1
            )
            if name and name not in seen
        ]
        found = renamed(layout.missing, new, layout.recognised)
        raise refusal(record_type, vendor, "The header lacks", layout.missing, found)
    if layout.repeated:
        names = ", ".join(layout.repeated)
        raise FileRefused(
            "repeated_column",
            f"The header holds declared columns more than once: {names}.",
            f"Ask {vendor} which one counts, or take the other out and land the file again.",
        )
