"""Feeds COPY in small writes, so that hashing here overlaps parsing in the server."""

from __future__ import annotations

from typing import Protocol

from orchestration.lib.landing.crashpoints import crashpoint

_LARGEST_WRITE = 1 << 16


class Taker(Protocol):
    """Takes whole rows: PostgreSQL's COPY, or whatever else is to read what would land."""

    def write(self, block: bytes, /) -> object:
        """Take the rows of a block, each with its line end."""


class CopyWriter:
    """Collects rows of COPY text format and writes them at most 64 kB at a time."""

    def __init__(self, copy: Taker) -> None:
        self._copy = copy
        self._rows: list[bytes] = []
        self._size = 0

    def write(self, row: bytes) -> None:
        """Take one row, with its line end."""
        self._rows.append(row)
        self._size += len(row)
        if self._size >= _LARGEST_WRITE:
            self.flush()

    def write_all(self, rows: list[bytes], size: int) -> None:
        """Take rows that together are about ``size`` bytes, in pieces of the right size."""
        self.flush()
        count = max(1, len(rows) * _LARGEST_WRITE // max(size, 1))
        for first in range(0, len(rows), count):
            self._copy.write(b"".join(rows[first : first + count]))
        crashpoint("amid_copy")

    def flush(self) -> None:
        """Write what is waiting."""
        if self._rows:
            self._copy.write(b"".join(self._rows))
            self._rows, self._size = [], 0
            crashpoint("amid_copy")
