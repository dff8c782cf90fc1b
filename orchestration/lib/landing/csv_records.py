"""Splits delimited text into records without losing a byte.

Clean stretches (no quotation mark, line ends all alike, good encoding) are turned into lines of
PostgreSQL's COPY text format a block at a time; only the rest is read with care. After a quote
that never closes properly the reader goes on at the next physical line, so one bad line costs
one record.

What comes out, in order and without gaps, covers every byte: ``Rows`` and ``Trouble``.
A record is a *line*: its fields with backslash, tab and line ends escaped as COPY wants them,
joined by tabs. The same content gives the same line, however it was quoted.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import BinaryIO

LONGEST_RECORD = 8 << 20
# Small enough to stay in the processor cache while a block is worked on.
_PIECE = 1 << 16
_KEPT_OF_TOO_LONG = 1 << 16
_BELIEVABLE_LINES = 10
_LINE_END = re.compile(rb"\r\n|\n|\r")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_UNESCAPE = re.compile(r"\\(.)")
_MEANINGS = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}

csv.field_size_limit(1 << 30)


def unescape(field: str) -> str:
    """A field of a line as the text it stands for."""
    return _UNESCAPE.sub(lambda found: _MEANINGS[found[1]], field) if "\\" in field else field


def escape(text: str) -> str:
    """Text as a field of a line."""
    return text.translate(_ESCAPES)


@dataclass(slots=True)
class Rows:
    """Records that stand one after the other in ``raw``, which begins at ``offset``.

    ``ends``: where in ``raw`` each record ends, its line end included; None where every record
    is one physical line. ``numbers``: the physical line each begins on; None where consecutive.
    """

    raw: bytes
    offset: int
    line: int
    lines: list[bytes]
    ends: list[int] | None = None
    numbers: list[int] | None = None

    def number(self, index: int) -> int:
        """The physical line on which the record begins, counted from 1."""
        return self.line + index if self.numbers is None else self.numbers[index]

    def range(self, index: int) -> tuple[int, int]:
        """Where in ``raw`` the record begins and ends."""
        if self.ends is None:
            self.ends, end = [], 0
            for _ in self.lines:
                end = self.raw.index(b"\n", end) + 1
                self.ends.append(end)
        return (self.ends[index - 1] if index else 0, self.ends[index])


@dataclass(slots=True)
class Trouble:
    """A stretch of bytes that is no record, and the rule that says why."""

    rule: str
    line: int
    start: int
    end: int
    raw: bytes
    found: int = 0


class CsvRecords:
    """Iterates over the records of ``stream``, which stands at ``offset``, on ``line``.

    ``width``: how many fields a record must have for one that spans lines to be believed.
    ``is_numbered_by_record``: number the records, and not the physical lines they begin on.
    """

    def __init__(
        self,
        stream: BinaryIO,
        delimiter: str,
        width: int | None = None,
        *,
        encoding: str = "utf-8",
        offset: int = 0,
        line: int = 1,
        longest: int = LONGEST_RECORD,
        piece: int = _PIECE,
        is_numbered_by_record: bool = False,
    ) -> None:
        self._is_numbered_by_record = is_numbered_by_record
        self._stream = stream
        self._delimiter = delimiter
        self._byte = delimiter.encode()
        self._field_end = re.compile(re.escape(self._byte) + rb"|\r\n|\n|\r")
        self._width = width
        self._encoding = encoding
        self._offset = offset
        self._line = line
        self._longest = longest
        self._piece = piece

    def __iter__(self) -> Iterator[Rows | Trouble]:
        waiting = b""
        is_end = False
        while not is_end:
            piece = self._stream.read(self._piece)
            is_end = not piece
            raw = waiting + piece
            cut = len(raw) if is_end else _last_line_end(raw)
            if not cut:
                waiting = raw
                if len(raw) > self._longest:
                    waiting = yield from self._skip(raw)
                continue
            lines = self._clean_lines(raw[:cut]) if cut <= self._longest else None
            if lines is not None:
                yield Rows(raw[:cut], self._offset, self._line, lines)
                self._offset += cut
                self._line += len(lines)
                waiting = raw[cut:]
            else:
                used = yield from self._careful(raw[:cut], is_end)
                waiting = raw[used:]

    def _clean_lines(self, raw: bytes) -> list[bytes] | None:
        if b'"' in raw or b"\0" in raw or not raw.endswith(b"\n"):
            return None
        if b"\r" in raw:
            pairs = raw.count(b"\r\n")
            if pairs != raw.count(b"\r") or pairs != raw.count(b"\n"):
                return None
            raw = raw.replace(b"\r\n", b"\n")
        if not raw.isascii():
            try:
                text = raw.decode(self._encoding)
            except UnicodeDecodeError:
                return None
            if self._encoding != "utf-8":
                raw = text.encode()
        if b"\\" in raw:
            raw = raw.replace(b"\\", b"\\\\")
        if self._byte != b"\t":
            if b"\t" in raw:
                raw = raw.replace(b"\t", b"\\t")
            raw = raw.replace(self._byte, b"\t")
        lines = raw.split(b"\n")
        lines.pop()
        return lines

    def _careful(self, raw: bytes, is_end: bool) -> Generator[Rows | Trouble, None, int]:
        """Reads a block record by record; returns how much of it was used."""
        run = Rows(raw, self._offset, self._line, [], [], [])
        begun = position = 0
        while position < len(raw):
            found = self._record(raw, position, is_end)
            if found is None:
                break
            outcome, end = found
            number = self._line
            self._line += (
                1 if self._is_numbered_by_record else _count_lines(raw, position, end)
            )
            if isinstance(outcome, bytes):
                run.lines.append(outcome)
                run.ends.append(end - begun)  # type: ignore[union-attr]
                run.numbers.append(number)  # type: ignore[union-attr]
            else:
                if run.lines:
                    run.raw = raw[begun:position]
                    yield run
                start = self._offset + position
                yield Trouble(
                    outcome[0], number, start, self._offset + end,
                    raw[position : min(end, position + _KEPT_OF_TOO_LONG)]
                    if outcome[0] == "too_long" else raw[position:end],
                    outcome[1],
                )
                begun = end
                run = Rows(raw, self._offset + begun, self._line, [], [], [])
            position = end
        if run.lines:
            run.raw = raw[begun:position]
            yield run
        self._offset += position
        return position

    def _record(
        self, raw: bytes, position: int, is_end: bool
    ) -> tuple[bytes | tuple[str, int], int] | None:
        """The record at ``position``: its line, or the rule it breaks; and its end.

        None where more bytes are needed to tell.
        """
        found = _LINE_END.search(raw, position)
        if found is None or (found.end() == len(raw) and found[0] == b"\r" and not is_end):
            if not is_end:
                return None
            stop = end = len(raw)
            if found is not None:
                stop = found.start()
        else:
            stop, end = found.span()
        if stop - position > self._longest:
            return ("too_long", 0), end
        line = raw[position:stop]
        text = self._text(line)
        if text is None:
            return ("undecodable", 0), end
        if "\0" in text:
            return ("nul_byte", 0), end
        if '"' not in text:
            if not text.isascii() or "\\" in text or ("\t" in text and self._delimiter != "\t"):
                fields = text.split(self._delimiter)
                return "\t".join(map(escape, fields)).encode(), end
            return line.replace(self._byte, b"\t"), end
        try:
            fields = next(csv.reader((text,), delimiter=self._delimiter, strict=True))
        except csv.Error:
            return self._spanning_record(raw, position, end, is_end)
        return "\t".join(map(escape, fields)).encode(), end

    def _spanning_record(
        self, raw: bytes, position: int, first_line_end: int, is_end: bool
    ) -> tuple[bytes | tuple[str, int], int] | None:
        """A record with line ends inside quotes, or one that only looks like it."""
        fields: list[bytes] = []
        at = position
        limit = position + self._longest
        while True:
            if raw[at : at + 1] == b'"':
                close = at + 1
                while True:
                    close = raw.find(b'"', close, limit)
                    if close < 0:
                        if is_end or len(raw) >= limit:
                            return ("unclosed_quote", 0), first_line_end
                        return None
                    if close + 1 == len(raw) and not is_end:
                        return None
                    if raw[close + 1 : close + 2] != b'"':
                        break
                    close += 2
                fields.append(raw[at + 1 : close].replace(b'""', b'"'))
                found = self._field_end.match(raw, close + 1)
                if found is None and close + 1 < len(raw):
                    return ("text_after_quote", 0), first_line_end
            else:
                found = self._field_end.search(raw, at)
                fields.append(raw[at : found.start() if found else len(raw)])
            if found is None:
                if not is_end:
                    return None
                end = len(raw)
                break
            if found[0] == b"\r" and found.end() == len(raw) and not is_end:
                return None
            at = end = found.end()
            if found[0] != self._byte:
                break
        if end - position > self._longest:
            return ("unclosed_quote", 0), first_line_end
        if self._width is not None and len(fields) != self._width:
            # Over many lines it is rather two stray quotes than one long field.
            is_one = _count_lines(raw, position, end) <= _BELIEVABLE_LINES
            return ("wrong_width", len(fields)), end if is_one else first_line_end
        texts = [self._text(field) for field in fields]
        if any(text is None for text in texts):
            return ("undecodable", 0), end
        if any("\0" in text for text in texts if text):
            return ("nul_byte", 0), end
        return "\t".join(escape(text or "") for text in texts).encode(), end

    def _text(self, raw: bytes) -> str | None:
        try:
            return raw.decode(self._encoding)
        except UnicodeDecodeError:
            return None

    def _skip(self, raw: bytes) -> Generator[Trouble, None, bytes]:
        """Passes over a physical line beyond the limit; returns what was read after it."""
        kept, length = raw[:_KEPT_OF_TOO_LONG], len(raw)
        while True:
            piece = self._stream.read(self._piece)
            found = _LINE_END.search(piece)
            if not piece or found:
                break
            length += len(piece)
        used = found.end() if found else 0
        yield Trouble(
            "too_long", self._line, self._offset, self._offset + length + used, kept
        )
        self._offset += length + used
        self._line += 1
        return piece[used:]


def _last_line_end(raw: bytes) -> int:
    """Where the last whole physical line ends. A final CR may be half of a CRLF."""
    return raw.rfind(b"\n") + 1 or raw.rfind(b"\r", 0, max(len(raw) - 1, 0)) + 1


def _count_lines(raw: bytes, start: int, end: int) -> int:
    newlines = raw.count(b"\n", start, end)
    if raw.find(b"\r", start, end) < 0:
        return newlines or 1
    return newlines + raw.count(b"\r", start, end) - raw.count(b"\r\n", start, end) or 1
