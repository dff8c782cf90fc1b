"""Where records stand, as ranges: any number of them, in memory that stays flat.

Records that follow one another are one range. What is scattered goes to a file that has no name.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from struct import Struct

_IN_MEMORY = 1 << 20
_RANGE = Struct("<QQ")
_AT_ONCE = 4096 * _RANGE.size

Range = tuple[int, int]


class Places:
    """Takes places in the order in which they are found, and tells them as ranges."""

    def __init__(self, places: Iterable[int] = ()) -> None:
        self._done = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - as long as self
        self._open: Range | None = None
        self.add(places)

    def add(self, places: Iterable[int]) -> None:
        """Take some places; one that stands where the one before it does is no other place."""
        for place in places:
            if self._open and self._open[1] <= place <= self._open[1] + 1:
                self._open = (self._open[0], place)
            else:
                self._close()
                self._open = (place, place)

    def __iter__(self) -> Iterator[Range]:
        """First and last place of each range, in the order in which they came."""
        self._done.seek(0)
        while read := self._done.read(_AT_ONCE):
            yield from _RANGE.iter_unpack(read)
        if self._open:
            yield self._open

    def first(self, most: int) -> tuple[list[Range], int]:
        """The first ranges, at most so many, and how many places the others hold."""
        ranges = iter(self)
        shown = list(islice(ranges, most))
        return shown, sum(last - first + 1 for first, last in ranges)

    def _close(self) -> None:
        if self._open:
            self._done.seek(0, 2)
            self._done.write(_RANGE.pack(*self._open))
