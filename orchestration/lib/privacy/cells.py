"""Where in the bytes of a record each of its columns stands, and other words in their place.

A word gives way to its pseudonym in the columns that tell it and in no other: an id may be short,
and a date, an address or another table's id may well say the same. The record keeps its length and
can be read as before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from orchestration.lib.privacy import keys
from orchestration.lib.privacy.words import Words

# A string or a number of JSON.
_VALUE = re.compile(rb'"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*', re.DOTALL)
_SPACE = " \t\r\n"
_QUOTES = 2


@dataclass(frozen=True)
class Told:
    """A word that tells an author. ``column``: where; None for wherever it is all that is said.

    ``is_within``: the column says other things, too.
    """

    word: str
    column: str | None = None
    is_within: bool = False

    def is_in(self, column: str | None, text: str) -> bool:
        """Whether it gives way in a column that says this."""
        if self.column is not None and self.column != column:
            return False
        return self.is_within or text == self.word


@dataclass(frozen=True)
class Cell:
    """What a column says, and from which byte of the record to which. ``column``: as declared."""

    column: str | None
    text: str
    start: int
    end: int


def of_csv(
    raw: bytes, delimiter: bytes, columns: Sequence[str | None], texts: Sequence[str]
) -> Iterator[Cell]:
    """The cells of a record of delimited text, quotation marks among their bytes."""
    rest = rb"[^" + re.escape(delimiter) + rb"\r\n]*"
    field = re.compile(rb'"(?:[^"]|"")*"' + rest + rb"|" + rest)
    at = 0
    for column, text in zip(columns, texts, strict=True):
        found = field.match(raw, at)
        end = found.end() if found else at
        yield Cell(column, text, at, end)
        at = end + len(delimiter)


def of_json(raw: bytes, column_of: Callable[[str], str | None]) -> Iterator[Cell]:
    """The members of a JSON object, and of those within it.

    ``column_of``: which column a key is, or the keys that lead to it, with points between.
    """
    # In this encoding each byte is a character, and all that gives JSON its form is ASCII.
    text, decoder = raw.decode("latin-1"), json.JSONDecoder(strict=False)
    at = _next(text, text.index("{") + 1)
    while text[at] == '"':
        _, end = decoder.raw_decode(text, at)
        key = json.loads(raw[at:end], strict=False)
        start = _next(text, _next(text, end) + 1)
        _, end = decoder.raw_decode(text, start)
        said = raw[start:end]
        yield Cell(
            column_of(key), json.loads(said, strict=False) if said[:1] == b'"' else said.decode(),
            start, end,
        )
        if said.startswith(b"{"):
            for cell in of_json(said, partial(_deeper, column_of, key)):
                yield replace(cell, start=start + cell.start, end=start + cell.end)
        at = _next(text, end)
        if text[at] != ",":
            break
        at = _next(text, at + 1)


def _deeper(column_of: Callable[[str], str | None], key: str, inner: str) -> str | None:
    return column_of(f"{key}.{inner}")


def _next(text: str, at: int) -> int:
    while text[at] in _SPACE:
        at += 1
    return at


def renamed_csv(raw: bytes, cells: Iterable[Cell], told: Sequence[Told]) -> bytes:
    """A record of delimited text with pseudonyms in the place of what tells its author."""
    made = bytearray(raw)
    for cell in cells:
        for each in told:
            if each.is_in(cell.column, cell.text):
                place = bytes(made[cell.start : cell.end])
                made[cell.start : cell.end] = _csv(place, each, cell.text)
    return bytes(made)


def _csv(raw: bytes, told: Told, text: str) -> bytes:
    if text != told.word:
        return _put(raw, told.word)
    instead = keys.pseudonym(text)
    for old, new in (
        (text.replace('"', '""'), instead.replace('"', '""')), (text, instead),
    ):
        if old.encode() in raw:
            return raw.replace(old.encode(), new.encode(), 1)
    # It is said in another encoding, or over several lines.
    return re.sub(rb"[\w\x80-\xff]", b"x", raw)


def renamed_json(raw: bytes, cells: Iterable[Cell], told: Sequence[Told]) -> bytes:
    """A JSON record with pseudonyms in the place of what tells its author."""
    made = bytearray(raw)
    for cell in cells:
        for each in told:
            if each.is_in(cell.column, cell.text):
                place = bytes(made[cell.start : cell.end])
                made[cell.start : cell.end] = _VALUE.sub(partial(_json, told=each), place)
    return bytes(made)


def _json(found: re.Match[bytes], told: Told) -> bytes:
    value = found[0]
    if not value.startswith(b'"'):
        return nobody(value, told.word) if value == told.word.encode() else value
    if json.loads(value, strict=False) != told.word:
        return _put(value, told.word) if told.is_within else value
    # An escape takes more bytes than what it stands for; between values space means nothing.
    instead = json.dumps(keys.pseudonym(told.word), ensure_ascii=False)
    return instead.encode().ljust(len(value))


def nobody(number: bytes, word: str) -> bytes:
    """A JSON value of as many bytes as a number, which names nobody; 0 where no word fits."""
    if len(number) <= _QUOTES:
        return b"0".ljust(len(number))
    letters = keys.pseudonym(re.sub(r"\W", "0", word))[: len(number) - _QUOTES]
    return b'"%b"' % letters.encode().ljust(len(number) - _QUOTES, b"x")


def masked_json(raw: bytes, words: Words) -> bytes:
    """A JSON record with the words blanked out: in numbers, too, and JSON as before."""
    made = bytearray(words.masked(raw))
    for found in _VALUE.finditer(raw):
        start, end = found.span()
        if not found[0].startswith(b'"') and made[start:end] != found[0]:
            made[start:end] = b'"%b"' % (b"x" * (end - start - _QUOTES))
    return bytes(made)


def _put(raw: bytes, word: str) -> bytes:
    """The bytes with a pseudonym in the place of a whole word."""
    said = re.escape(word.encode())
    alone = rb"(?<![\w\x80-\xff-])" + said + rb"(?![\w\x80-\xff-])"
    return re.sub(alone, keys.pseudonym(word).encode(), raw)
