"""Finds the records in JSON: a document, a collection page, an array, or one document a line.

Only the extent of each record is found here, byte by byte, so that a broken record can be set
aside alone and a file of any size needs little memory. ``parse`` then reads one record strictly.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

LONGEST_RECORD = 8 << 20
DEEPEST = 64
_PIECE = 1 << 16
_SPACE = b" \t\r\n"
# A lone quote is a string whose end has not been read yet.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[{}\[\]:,]|"|[^\s"{}\[\]:,]++', re.DOTALL)
_BRACKET = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[{}\[\]]|"', re.DOTALL)


@dataclass(slots=True)
class JsonRecord:
    """The bytes of one record. ``rule`` is set where they are no record."""

    line: int
    start: int
    end: int
    raw: bytes
    rule: str | None = None


def is_one_document_a_line(head: bytes) -> bool:
    """Whether the text is JSON Lines: a first line that is whole, with another after it.

    A line that can't be read may be JSON Lines' too, where it doesn't plainly go on in the next.
    """
    lines = [line for line in head.split(b"\n")[:3] if line.strip()]
    if len(lines) < 2:
        return False
    try:
        json.loads(lines[0])
    except (ValueError, RecursionError):
        first, second = lines[0].strip(_SPACE), lines[1].strip(_SPACE)
        goes_on = first[-1:] in (b"[", b",", b":", b"{")
        return first[:1] == b"{" and not goes_on and second[:2] in (b'{"', b"{}", b"{ ")
    return True


def records(
    stream: BinaryIO, records_at: str | None, by_line: bool, offset: int = 0
) -> Iterator[JsonRecord]:
    """The records of a stream that stands at ``offset``; what lies between is structure."""
    if by_line:
        yield from _line_by_line(stream, records_at, offset)
    else:
        yield from _Document(stream, records_at, offset, 1).records()


def _line_by_line(stream: BinaryIO, records_at: str | None, offset: int) -> Iterator[JsonRecord]:
    for number, start, line in _lines(stream, offset):
        content = line.strip(_SPACE)
        if not content:
            continue
        begin = start + line.index(content[:1])
        found = list(_Document(io.BytesIO(content), records_at, begin, number).records())
        whole_end = begin + len(content)
        if any(record.rule in ("cut_off", "bad_json") for record in found):
            # One line is one document: what is broken in it spoils the line and nothing else.
            is_last = not line.endswith(b"\n")
            found = [
                JsonRecord(number, begin, whole_end, content, "cut_off" if is_last else "bad_json")
            ]
        for record in found:
            record.line = number
            yield record


def _lines(stream: BinaryIO, offset: int) -> Iterator[tuple[int, int, bytes]]:
    waiting, number = b"", 1
    while True:
        piece = stream.read(_PIECE)
        lines = (waiting + piece).split(b"\n") if piece else [waiting]
        waiting = lines.pop() if piece else b""
        for line in lines:
            ended = line + b"\n" if piece else line
            if ended:
                yield number, offset, ended
            offset += len(ended)
            number += 1
        if not piece:
            return


class _Document:
    """Walks the values of a stream, one after the other."""

    def __init__(self, stream: BinaryIO, records_at: str | None, offset: int, line: int) -> None:
        self._stream = stream
        self._path = records_at.split(".") if records_at else None
        self._buffer = b""
        self._at = 0
        self._offset = offset
        self._line = line
        self._counted = 0
        self._is_end = False
        self._is_given_up = False

    def records(self) -> Iterator[JsonRecord]:
        while (token := self._token(_TOKEN)) is not None:
            kind = token[0]
            if kind == b"{":
                yield from self._page(token.start())
            elif kind == b"[":
                yield from self._elements()
            else:
                yield self._rest("bad_json", token.start())
                return

    # A value that is not wanted is walked over; `hold` is where the bytes kept must begin.
    def _page(self, start: int) -> Iterator[JsonRecord]:
        """An object: a page whose records are at the path, else a record itself."""
        held = self._offset + start
        if self._path is None:
            yield self._value_from(start)
            return
        keys: list[bytes | None] = [None]
        depth_in_arrays = 0
        previous = b"{"
        while (token := self._token(_TOKEN, hold=held - self._offset)) is not None:
            kind = token[0]
            if kind == b'"':
                break
            if kind == b"{":
                keys.append(None)
            elif kind == b"[":
                if depth_in_arrays == 0 and self._is_at_path(keys) and previous == b":":
                    yield from self._elements()
                    yield from self._after_page(keys)
                    return
                depth_in_arrays += 1
                keys.append(b"[")
            elif kind in (b"}", b"]"):
                if keys.pop() == b"[":
                    depth_in_arrays -= 1
                if not keys:
                    begin = held - self._offset
                    yield self._record(begin, token.end())
                    return
            elif kind.startswith(b'"') and keys[-1] != b"[" and previous in (b"{", b","):
                keys[-1] = kind
            if self._at - (held - self._offset) > LONGEST_RECORD:
                break
            previous = kind
        yield self._rest("cut_off", held - self._offset)

    def _is_at_path(self, keys: list[bytes | None]) -> bool:
        if self._path is None or len(keys) != len(self._path):
            return False
        for key, wanted in zip(keys, self._path, strict=True):
            if key is None or not key.startswith(b'"'):
                return False
            try:
                if json.loads(key) != wanted:
                    return False
            except ValueError:
                return False
        return True

    def _after_page(self, keys: list[bytes | None]) -> Iterator[JsonRecord]:
        """What follows the list inside its page is structure."""
        depth = 0 if self._is_given_up else len(keys)
        while depth and (token := self._token(_BRACKET)) is not None:
            if token[0] == b'"':
                break
            depth += {b"{": 1, b"[": 1, b"}": -1, b"]": -1}.get(token[0], 0)
        if depth:
            yield self._rest("cut_off", self._at)

    def _elements(self) -> Iterator[JsonRecord]:
        """The elements of an array whose bracket was just read."""
        while (token := self._token(_TOKEN)) is not None:
            kind = token[0]
            if kind == b"]":
                return
            if kind == b",":
                continue
            if kind in (b"{", b"["):
                record = self._value_from(token.start())
                yield record
                if self._is_given_up:
                    return
            elif kind in (b"}", b":", b'"'):
                yield self._rest("bad_json", token.start())
                return
            else:
                found = self._record(token.start(), token.end())
                found.rule = "not_an_object"
                yield found
        yield self._rest("cut_off", self._at)

    def _value_from(self, start: int) -> JsonRecord:
        """The object or array whose bracket, at ``start``, was just read."""
        held = self._offset + start
        depth, deepest = 1, 1
        while (token := self._token(_BRACKET, hold=held - self._offset)) is not None:
            kind = token[0]
            if kind in (b"{", b"["):
                depth += 1
                deepest = max(deepest, depth)
            elif kind in (b"}", b"]"):
                depth -= 1
                if not depth:
                    record = self._record(held - self._offset, token.end())
                    if deepest > DEEPEST:
                        record.rule = "too_deep"
                    elif not record.raw.startswith(b"{"):
                        record.rule = "not_an_object"
                    return record
            elif kind == b'"':
                break
            if self._at - (held - self._offset) > LONGEST_RECORD:
                return self._rest("too_long", held - self._offset)
        return self._rest("cut_off", held - self._offset)

    def _record(self, start: int, end: int) -> JsonRecord:
        return JsonRecord(
            self._line_at(start), self._offset + start, self._offset + end, self._buffer[start:end]
        )

    def _rest(self, rule: str, start: int) -> JsonRecord:
        """Everything from ``start`` to the end of the stream, of which the beginning is kept."""
        self._is_given_up = True
        line = self._line_at(start)
        kept = self._buffer[start : start + _PIECE]
        begin, end = self._offset + start, self._offset + len(self._buffer)
        while piece := self._stream.read(_PIECE):
            end += len(piece)
            kept = (kept + piece)[:_PIECE]
        self._buffer, self._at, self._is_end = b"", 0, True
        self._offset = end
        self._counted = 0
        return JsonRecord(line, begin, end, kept, rule)

    def _line_at(self, position: int) -> int:
        self._line += self._buffer.count(b"\n", self._counted, position)
        self._counted = max(self._counted, position)
        return self._line

    def _token(self, pattern: re.Pattern[bytes], hold: int | None = None) -> re.Match[bytes] | None:
        """The next token; reads on until it is whole, forgetting what lies before ``hold``."""
        while True:
            found = pattern.search(self._buffer, self._at)
            is_whole = found is not None and (
                self._is_end or (found.end() < len(self._buffer) and found[0] != b'"')
                or found[0] in (b"{", b"}", b"[", b"]", b":", b",")
            )
            if is_whole and found is not None:
                self._at = found.end()
                return found
            if self._is_end:
                return None
            if found is None:
                self._at = len(self._buffer)
            else:
                self._at = found.start()
            self._read_on(self._at if hold is None else min(hold, self._at))
            if hold is not None:
                hold = 0

    def _read_on(self, keep_from: int) -> None:
        self._line_at(keep_from)
        piece = self._stream.read(max(_PIECE, len(self._buffer) // 2))
        self._is_end = not piece
        self._buffer = self._buffer[keep_from:] + piece
        self._offset += keep_from
        self._at -= keep_from
        self._counted = max(0, self._counted - keep_from)


class Number(str):
    """A JSON number, in the very digits it was sent in."""


class _Refused(ValueError):
    pass


def parse(raw: bytes) -> dict[str, tuple[Any, str]] | str:
    """Each member's value and its JSON text as sent; or the rule the record breaks."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return "undecodable"
    if "\0" in text:
        return "nul_byte"
    try:
        members = _members(text)
    except _Refused as refused:
        return str(refused)
    except (ValueError, RecursionError):
        return "bad_json"
    if "\\u" in text or "\\U" in text:
        for key, (value, _) in members.items():
            if rule := _unstorable(key) or _unstorable(value):
                return rule
    return members


def _members(text: str) -> dict[str, tuple[Any, str]]:
    members: dict[str, tuple[Any, str]] = {}
    at = _skip_space(text, 1)
    if text[at : at + 1] == "}":
        return members
    while True:
        if text[at : at + 1] != '"':
            raise ValueError
        key, at = json.decoder.scanstring(text, at + 1, True)  # type: ignore[attr-defined]
        at = _skip_space(text, at)
        if text[at : at + 1] != ":":
            raise ValueError
        start = _skip_space(text, at + 1)
        try:
            value, at = _DECODER.raw_decode(text, start)
        except StopIteration:
            raise ValueError from None
        if key in members:
            raise _Refused("duplicate_key")
        members[key] = (value, text[start:at])
        at = _skip_space(text, at)
        if text[at : at + 1] == "}" and not text[at + 1 :].strip():
            return members
        if text[at : at + 1] != ",":
            raise ValueError
        at = _skip_space(text, at + 1)


def _skip_space(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t", "\r", "\n"):
        at += 1
    return at


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Refused("duplicate_key")
    return found


def _no_constant(_: str) -> Any:
    raise _Refused("not_a_number")


def _number(digits: str) -> Number:
    """PostgreSQL's numeric ends at 131,072 digits before the point and 16,383 after it."""
    _, _, exponent = digits.lower().partition("e")
    if len(digits) > 16000 or len(exponent) > 5 or (exponent and abs(int(exponent)) > 10000):
        raise _Refused("number_too_large")
    return Number(digits)


_DECODER = json.JSONDecoder(
    parse_int=_number, parse_float=_number, parse_constant=_no_constant,
    object_pairs_hook=_no_duplicates,
)


def _unstorable(value: Any) -> str | None:
    if isinstance(value, str):
        if "\0" in value:
            return "nul_character"
        return None if value.isascii() or _has_utf8(value) else "lone_surrogate"
    children: list[Any] = []
    if isinstance(value, dict):
        children = [*value.keys(), *value.values()]
    elif isinstance(value, list):
        children = value
    return next((rule for child in children if (rule := _unstorable(child))), None)


def _has_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def value_rule(text: str) -> str | None:
    """The rule that a JSON value inside another format breaks; None where it is fine."""
    try:
        value = json.loads(
            text, parse_int=_number, parse_float=_number, parse_constant=_no_constant,
            object_pairs_hook=_no_duplicates,
        )
    except _Refused as refused:
        return str(refused)
    except (ValueError, RecursionError):
        return "bad_json"
    return _unstorable(value)
