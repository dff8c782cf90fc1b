"""Where addresses and phone numbers stand in any bytes, each whole: never a part of a longer one.

Whatever stands around them counts: quotes, the escapes of JSON and of COPY (``\\n`` before an
address is no letter of it), a country's prefix before a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

Span = tuple[int, int]
PHONE = 10
_ADDRESS = re.compile(rb"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_DIGITS = re.compile(rb"\d(?:[ ().-]{0,2}\d){9,}")
_GOES_ON = re.compile(rb"[\w+%-]")
_GOES_ON_BEHIND = re.compile(rb"[\w-]|\.[\w-]")
_ESCAPE = re.compile(rb"(?:\\(?:[nrtbfv]|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2})|%[0-9a-fA-F]{2})\Z")
# Behind a plus or two zeros a country's number; a bare 1 before ten digits is one, too.
_PREFIX = re.compile(rb"(?:1|\+\d{1,3}|00\d{1,3})\Z")
_LONGEST_PREFIX = 6


def addresses(raw: bytes) -> Iterator[Span]:
    """Where e-mail addresses begin and end; also where one may begin behind an escape or quote."""
    for found in _ADDRESS.finditer(raw):
        start, end = found.span()
        for at in range(start, raw.index(b"@", start)):
            if begins(raw, at):
                yield at, end
                if raw[at : at + 1] not in b"nrtbfvux'.%+-":
                    break


def begins(raw: bytes, at: int) -> bool:
    """Whether an address may begin here: what stands before it is no part of one."""
    before = raw[at - 1 : at] if at else b""
    if before in (b".", b"'"):
        # The end of a sentence or a quotation mark, or a part of somebody's name.
        return at < 2 or not _GOES_ON.match(raw, at - 2)
    return not _GOES_ON.match(before) or _ESCAPE.search(raw[max(0, at - 6) : at]) is not None


def ends(raw: bytes, at: int) -> bool:
    """Whether an address may end here."""
    return not _GOES_ON_BEHIND.match(raw, at)


def numbers(raw: bytes) -> Iterator[tuple[Span, bytes, bool]]:
    """Where ten digits stand, however they are written, the digits, and whether they are whole."""
    for run in _DIGITS.finditer(raw):
        places = [at for at in range(*run.span()) if 48 <= raw[at] <= 57]
        digits = bytes(raw[at] for at in places)
        for first in range(len(digits) - PHONE + 1):
            start, end = places[first], places[first + PHONE - 1] + 1
            yield (start, end), digits[first : first + PHONE], is_whole_number(raw, start, end)


def is_whole_number(raw: bytes, start: int, end: int) -> bool:
    """Whether no digit goes on before or behind, but a country's prefix before."""
    if raw[end : end + 1].isdigit():
        return False
    at = start
    while at > 0 and start - at < _LONGEST_PREFIX and raw[at - 1 : at].isdigit():
        at -= 1
    before = raw[max(0, at - 1) : start] if raw[max(0, at - 1) : at] == b"+" else raw[at:start]
    return not before or _PREFIX.fullmatch(before) is not None


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in their order, those that overlap or touch made one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
