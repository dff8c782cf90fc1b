"""Blanks the records of forgotten people in a file, and the words that name them in others'.

What is blanked keeps its length, so that every other record stands where it stood: of delimited
text a record becomes a blank line, of JSON the mark that landing passes over. A compressed file is
packed anew, a workbook becomes the CSV that landing reads it as, a Parquet file lacks the rows. Two
files that differed only in what was blanked still differ: the ledger knows a file by its bytes.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO, cast

from orchestration.lib import settings
from orchestration.lib.landing import containers, record_ids
from orchestration.lib.landing.csv_records import Rows, Trouble, unescape
from orchestration.lib.landing.csv_rows import BLANK, CsvRows
from orchestration.lib.landing.declarations import RecordType, Tool, header_key
from orchestration.lib.landing.decode import readable
from orchestration.lib.landing.json_records import JsonRecord
from orchestration.lib.landing.json_rows import FORGOTTEN, JsonRows
from orchestration.lib.landing.matching import Match, match
from orchestration.lib.landing.part_landing import read_part
from orchestration.lib.landing.problems import FileRefused
from orchestration.lib.landing.writer import CopyWriter
from orchestration.lib.privacy import cells, keys, parquet, points
from orchestration.lib.privacy.cells import Told
from orchestration.lib.privacy.screen import Screen
from orchestration.lib.privacy.words import Words

_ENVELOPE = 4
_EPOCH = (1980, 1, 1, 0, 0, 0)
Place = Callable[[], tuple[int, bytes]]
Renamed = Callable[[bytes, Sequence[Told]], bytes]
_LINE = re.compile(rb"[^\r\n]")


@dataclass
class Found:
    """What was found in one part of a file, and what stands in its place.

    ``forgotten``: row number and record id of each record that was blanked; ``broken``: how many
    more that can't be read; ``starts``: at which byte each of them began. ``changed``: the rows of
    others in which a word was, and what they say now. ``patches``: from which byte of the part on
    which bytes.
    """

    part: str
    record_type: str | None
    forgotten: list[tuple[int, str]] = field(default_factory=list)
    broken: int = 0
    starts: list[int] = field(default_factory=list)
    changed: dict[int, bytes] = field(default_factory=dict)
    patches: list[tuple[int, bytes]] = field(default_factory=list)

    @property
    def records(self) -> int:
        """How many records were blanked."""
        return len(self.forgotten) + self.broken


@dataclass(frozen=True)
class Redaction:
    """A file without them. ``path`` is gone after the ``with`` that made it."""

    path: Path
    found: tuple[Found, ...]


@contextmanager
def redacted(
    path: Path, file_name: str, tool: Tool, encoding: str, screen: Screen,
    words: Words | None = None,
) -> Iterator[Redaction | None]:
    """The file without the forgotten; None where none of them is in it.

    ``words``: what else names them, known only while they are being forgotten.
    """
    try:
        parts = containers.parts(path, file_name)
        matches = [match(part, tool, encoding) for part in parts]
        found = [look(each, screen, words) for each in matches]
    except FileRefused:
        matches, found = [], [_look_at_bytes(path, screen, words)]
    if not any(each.patches for each in found):
        yield None
        return
    folder = settings.folder("work")
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as made:
        place = Path(made.name)
    try:
        _write(path, place, matches, found)
        yield Redaction(place, tuple(each for each in found if each.patches))
    finally:
        place.unlink(missing_ok=True)


def look(matched: Match, screen: Screen, words: Words | None = None) -> Found:
    """What of a part is forgotten people's, and what is to stand in its place."""
    if matched.record_type is None or matched.is_empty:
        return Found(matched.part.name, None)
    seen = _Seen(matched.record_type, screen, words, Found(matched.part.name,
                                                           matched.record_type.name))
    rows: _ScreenedCsv | _ScreenedJson
    if matched.layout is not None:
        rows = _ScreenedCsv(matched, seen)
    else:
        rows = _ScreenedJson(matched.record_type, seen)
    read_part(matched, rows, CopyWriter(_Nowhere()))
    return seen.found


def _look_at_bytes(path: Path, screen: Screen, words: Words | None) -> Found:
    """Of a file that no reader takes: the words that name somebody, wherever they stand."""
    found, raw = Found("", None), path.read_bytes()
    spans = points.merged([*(words.spans(raw) if words else ()), *screen.words.spans(raw)])
    found.patches = [(start, b"x" * (end - start)) for start, end in spans]
    return found


class _Nowhere:
    """Takes what COPY would and keeps nothing."""

    def write(self, block: bytes, /) -> None:
        pass


class _Seen:
    """Judges records, whatever form they have, and notes what is to stand in their place."""

    def __init__(
        self, record_type: RecordType, screen: Screen, words: Words | None,
        found: Found,
    ) -> None:
        self.found = found
        self._screen = screen
        self._type = screen.of(record_type)
        self._words = words

    def suspects(
        self, ids: Sequence[bytes], column: Callable[[str], Sequence[bytes]]
    ) -> Sequence[int]:
        """Which records of a block, by place, are to be looked at: all where words are sought."""
        return self._type.suspects(ids, column) if self._words is None else range(len(ids))

    def record(
        self, number: int, place: Place, record_id: str, get: Callable[[str], str],
        texts: Callable[[], Iterable[str]], form: _Form,
    ) -> None:
        """Look at a record that can be read.

        ``place``: where it begins, and its bytes. ``get``: a column's text; ``texts``: all it says.
        """
        if self._type.is_forgotten(record_id, get):
            start, raw = place()
            self.found.forgotten.append((number, record_id))
            self.found.starts.append(start)
            self.found.patches.append((start, form.blank(raw)))
            return
        authored = self._type.authored(get, texts)
        if not authored and self._words is None:
            return
        start, old = place()
        new = form.masked(form.renamed(old, authored), self._screen.words) if authored else old
        if self._words is not None:
            new = form.masked(new, self._words)
        if new != old:
            self.found.changed[number] = new
            self.found.patches.append((start, new))

    def trouble(self, start: int, raw: bytes, blank: Callable[[bytes], bytes]) -> None:
        """Look at what can't be read: it is theirs where it says what only they are reached by."""
        if self._screen.words.are_in(raw) or (self._words and self._words.are_in(raw)):
            self.found.broken += 1
            self.found.starts.append(start)
            self.found.patches.append((start, blank(raw)))


@dataclass(frozen=True)
class _Form:
    """What stands in the place of a record, of a word that tells its author, of other words."""

    blank: Callable[[bytes], bytes]
    renamed: Renamed
    masked: Callable[[bytes, Words], bytes]


def _blank_line(raw: bytes) -> bytes:
    """Nothing, and as many bytes."""
    return _blank(raw, 0, BLANK[1])


def _blank_document(raw: bytes) -> bytes:
    """Nobody, and as many bytes."""
    if len(raw) < len(FORGOTTEN):
        return raw
    return FORGOTTEN + _blank(raw, len(FORGOTTEN), ord("\t"))


def _blank(raw: bytes, start: int, other: int) -> bytes:
    """Spaces from a place on; others among them keep two files that told of nobody else apart."""
    marks = int.from_bytes(keys.keyed("blank", hashlib.sha256(raw).hexdigest()))
    blank = bytearray(_LINE.sub(b" ", raw)[start:])
    for place, byte in enumerate(blank):
        if byte == ord(" ") and marks >> place & 1:
            blank[place] = other
    return bytes(blank)


class _ScreenedCsv(CsvRows):
    """Delimited text: each record is looked at, none is written."""

    def __init__(self, matched: Match, seen: _Seen) -> None:
        if matched.record_type is None or matched.layout is None:
            raise ValueError("Delimited text has a record type and a layout.")
        super().__init__(0, matched.record_type, matched.layout, lambda _: None, is_strict=False)
        self._seen = seen
        self._places = {
            column.name: at for at, column in enumerate(matched.layout.columns) if column
        }
        self._columns = [column.name if column else None for column in matched.layout.columns]
        self._delimiter = matched.layout.header.delimiter.encode()

    def write(self, events: Iterable[Rows | Trouble], writer: CopyWriter) -> None:
        for event in events:
            if isinstance(event, Trouble):
                self._seen.trouble(event.start, event.raw, _blank_line)
                continue
            for index in self._suspects(event.lines):
                self._look(event, index, event.lines[index])

    def _suspects(self, lines: Sequence[bytes]) -> Sequence[int]:
        """Which of a block's lines have to be looked at one by one: all, where one is no record."""
        rows = [line.split(b"\t") for line in lines]
        if {len(row) for row in rows} != {self._width} or self._header in lines:
            return range(len(lines))

        def column(name: str) -> list[bytes]:
            at = self._places.get(name)
            return [_said(row[at]) for row in rows] if at is not None else [b""] * len(rows)

        if len(self._id) == 1 and self._id_pattern is None:
            at = self._id[0][0]
            return self._seen.suspects([_said(row[at]) for row in rows], column)
        return self._seen.suspects([self._record_id(row).encode() for row in rows], column)

    def _look(self, event: Rows, index: int, line: bytes) -> None:
        fields = line.split(b"\t")
        if not line.strip(BLANK):
            return

        def place() -> tuple[int, bytes]:
            start, end = event.range(index)
            return event.offset + start, event.raw[start:end]

        if len(fields) != self._width or line == self._header:
            self._seen.trouble(*place(), _blank_line)
            return

        def get(column: str) -> str:
            at = self._places.get(column)
            return unescape(fields[at].decode()) if at is not None and fields[at] else ""

        def texts() -> list[str]:
            return [unescape(field.decode()) for field in fields]

        def renamed(raw: bytes, told: Sequence[Told]) -> bytes:
            found = cells.of_csv(raw, self._delimiter, self._columns, texts())
            return cells.renamed_csv(raw, found, told)

        self._seen.record(
            event.number(index), place, self._record_id(fields), get, texts,
            _Form(_blank_line, renamed, lambda raw, words: words.masked(raw)),
        )

    def _record_id(self, fields: list[bytes]) -> str:
        if self._id:
            own = [self._own_id(fields[at]) for at, _ in self._id]
            return unescape(record_ids.joined(own).decode())
        return record_ids.minted({name: fields[at] for name, at in self._minted_from}).decode()


def _said(field: bytes) -> bytes:
    """What a field of a row for COPY says."""
    return unescape(field.decode()).encode() if b"\\" in field else field


class _ScreenedJson(JsonRows):
    """JSON: each record is looked at, none is written."""

    def __init__(self, record_type: RecordType, seen: _Seen) -> None:
        super().__init__(0, record_type, lambda _: None, is_strict=False)
        self._seen = seen
        self._form = _Form(_blank_document, self._renamed, cells.masked_json)

    def _renamed(self, raw: bytes, told: Sequence[Told]) -> bytes:
        return cells.renamed_json(raw, cells.of_json(raw, self._column_of), told)

    def _column_of(self, key: str) -> str | None:
        _, column = self._by_key.get(header_key(key), (0, None))
        return column.name if column else None

    def write(self, records: Iterable[JsonRecord], writer: CopyWriter, first: int = 1) -> None:
        for ordinal, record in enumerate(records, start=first):
            if record.raw == FORGOTTEN:
                continue
            row = self._row(record, ordinal)
            if row is None:
                self._seen.trouble(record.start, record.raw, _blank_document)
                continue
            fields = row.rstrip("\n").split("\t")
            told = dict(zip(self.columns, fields[_ENVELOPE:], strict=True))

            def get(column: str, told: dict[str, str] = told) -> str:
                return unescape(told.get(column, ""))

            def place(record: JsonRecord = record) -> tuple[int, bytes]:
                return record.start, record.raw

            def texts(told: dict[str, str] = told) -> Iterable[str]:
                extra = json.loads(unescape(told.get("_extra", "")) or "{}")
                return [*map(unescape, told.values()), *map(str, extra.values())]

            self._seen.record(ordinal, place, unescape(fields[2]), get, texts, self._form)


def _write(path: Path, place: Path, matches: Sequence[Match], found: Sequence[Found]) -> None:
    """Write the file anew, with the patches, in a form that landing reads as it read this one."""
    with path.open("rb") as stream:
        magic = stream.read(4)
    if not matches or not magic.startswith((b"\x1f\x8b", b"PK", b"PAR1")):
        _write_plain(path, place, matches[0] if matches else None, found[0])
    elif magic.startswith(b"\x1f\x8b"):
        # Without a name or a time, the same file comes out the same.
        with _bytes_of(matches[0]) as text, place.open("wb") as plain, gzip.GzipFile(
            "", "wb", mtime=0, fileobj=plain
        ) as packed:
            _copy(text, cast(IO[bytes], packed), found[0].patches)
    elif magic == b"PAR1":
        parquet.without(
            path, place, {row for row, _ in found[0].forgotten},
            {row: _fields(line) for row, line in found[0].changed.items()},
        )
    elif len(matches) == 1 and matches[0].part.name == "":
        # A workbook of one sheet, as it is read.
        with _bytes_of(matches[0]) as text, place.open("wb") as plain:
            _copy(text, plain, found[0].patches)
    else:
        _write_zip(place, matches, found)


def _fields(line: bytes) -> list[str]:
    return next(csv.reader([line.decode("utf-8", "surrogatepass")]))


def _write_plain(path: Path, place: Path, matched: Match | None, found: Found) -> None:
    if matched is not None and matched.encoding.is_recoded:
        text = io.BytesIO()
        with _bytes_of(matched) as stream:
            _copy(stream, text, found.patches)
        with path.open("rb") as stream:
            mark = stream.read(matched.encoding.mark)
        told = text.getvalue().decode("utf-8", "surrogatepass")
        place.write_bytes(mark + told.encode(matched.encoding.name, "surrogatepass"))
        return
    with path.open("rb") as plain, place.open("wb") as made:
        _copy(plain, made, found.patches)


def _write_zip(place: Path, matches: Sequence[Match], found: Sequence[Found]) -> None:
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as packed:
        for matched, own in zip(matches, found, strict=True):
            entry = zipfile.ZipInfo(matched.part.name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with _bytes_of(matched) as text, packed.open(entry, "w") as stream:
                _copy(text, stream, own.patches)


@contextmanager
def _bytes_of(matched: Match) -> Iterator[BinaryIO]:
    """The part as it is read: unpacked or rendered, and as UTF-8 where it is recoded."""
    with matched.part.open() as stream:
        yield readable(stream, matched.encoding)


def _copy(source: BinaryIO, target: IO[bytes], patches: Sequence[tuple[int, bytes]]) -> None:
    """Copy a stream, with these bytes in the place of its own."""
    at = 0
    for start, piece in sorted(patches):
        _pass(source, target, start - at)
        _pass(source, io.BytesIO(), len(piece))
        target.write(piece)
        at = start + len(piece)
    while rest := source.read(1 << 20):
        target.write(rest)


def _pass(source: BinaryIO, target: IO[bytes], size: int) -> None:
    while size > 0 and (piece := source.read(min(size, 1 << 20))):
        target.write(piece)
        size -= len(piece)
