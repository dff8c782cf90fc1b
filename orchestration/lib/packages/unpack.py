"""Reads the archive of a package, written as docs/standard/package.md says and in no other way.

Nothing is unpacked to the disk, and no name in an archive is ever a path here. Every byte of the
archive that isn't the content of a file has one possible value, so that whatever else stands there
is found. Sizes are limited before anything is inflated, and again while it is.
"""

from __future__ import annotations

import io
import os
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from orchestration.lib.packages.refusals import PackageRefused

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# Bytes of an archive, of what is in it, and its files: far above a busy volunteer's ten years.
MOST_PACKED = 1 << 30
MOST_UNPACKED = 4 << 30
MOST_ENTRIES = 20_000
# Deflate can't exceed 1032; honest packages stay below this, bombs don't.
MOST_INFLATION = 200
_INFLATION_COUNTS_FROM = 16 << 20
_LONGEST_NAME = 100

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
_LOCAL = struct.Struct("<4s2B4H3L2H")
_VERSION, _UNIX, _DEFLATED, _FIRST_DAY, _REGULAR = 20, 3, 8, 0x21, 0o100644 << 16
_PIECE = 1 << 16
_WAYS_OUT = re.compile(r"\A(/|[A-Za-z]:)|\\|(\A|/)\.{1,2}(/|\Z)|[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Entry:
    """A file in the archive. Sizes are in bytes; ``start`` is where its deflated bytes begin."""

    name: str
    size: int
    packed_size: int
    crc: int
    start: int


class Archive:
    """A package's archive, its directory checked; see ``read``."""

    def __init__(self, path: Path, entries: dict[str, Entry]) -> None:
        self._path = path
        self.entries = entries

    def pieces(self, name: str) -> Iterator[bytes]:
        """The file's content, piece by piece, never more than its directory says."""
        entry = self.entries[name]
        inflate, size, crc, left = zlib.decompressobj(-zlib.MAX_WBITS), 0, 0, entry.packed_size
        with self._path.open("rb") as packed:
            packed.seek(entry.start)
            waiting = b""
            while not inflate.eof and (waiting or left):
                if not waiting:
                    waiting = packed.read(min(_PIECE, left))
                    left -= len(waiting)
                try:
                    piece = inflate.decompress(waiting, _PIECE)
                except zlib.error:
                    break
                waiting = inflate.unconsumed_tail
                size, crc = size + len(piece), zlib.crc32(piece, crc)
                if size > entry.size:
                    break
                if piece:
                    yield piece
        is_whole = inflate.eof and not inflate.unused_data and not left
        if not is_whole or (size, crc) != (entry.size, entry.crc):
            raise PackageRefused(
                "altered_file", "it can't be inflated to what the archive says.", file=name
            )

    def read(self, name: str, most: int) -> bytes:
        """A small file's whole content; one of more than ``most`` bytes is refused."""
        if self.entries[name].size > most:
            raise PackageRefused("too_large", f"it has more than {most:,} bytes.", file=name)
        return b"".join(self.pieces(name))

    def text(self, name: str) -> io.TextIOWrapper:
        """The file as text, read as it is inflated. Line ends stay as they are."""
        return io.TextIOWrapper(
            io.BufferedReader(_Stream(self.pieces(name)), _PIECE), encoding="utf-8", newline=""
        )


class _Stream(io.RawIOBase):
    """Pieces as a file that can be read once."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._waiting = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        place = memoryview(buffer).cast("B")
        self._waiting = self._waiting or next(self._pieces, b"")
        taken = min(len(place), len(self._waiting))
        place[:taken] = self._waiting[:taken]
        self._waiting = self._waiting[taken:]
        return taken


def read(path: Path) -> Archive:
    """The archive at ``path``, of which so far only the directory was read.

    Raises ``PackageRefused`` where it isn't one, or wants to be more than a package.
    """
    size = path.stat().st_size
    if size > MOST_PACKED:
        raise PackageRefused("too_large", f"It has more than {MOST_PACKED:,} bytes.")
    with path.open("rb") as packed:
        raw = _directory(packed, size)
        found = [_entry(packed, *each) for each in raw]
    end = 0
    for number, entry in enumerate(found, start=1):
        if entry.start - _LOCAL.size - len(entry.name) != end:
            raise _stray(f"entry {number} of the archive does not begin where the last one ends.")
        end = entry.start + entry.packed_size
    if end != size - _END.size - sum(_CENTRAL.size + len(entry.name) for entry in found):
        raise _stray("there are bytes between its files and its directory.")
    _check_names([entry.name for entry in found])
    _check_sizes(found)
    return Archive(path, {entry.name: entry for entry in found})


def _stray(message: str) -> PackageRefused:
    return PackageRefused(
        "not_a_package", f"It is no zip archive as the standard has one: {message}"
    )


def _directory(packed: BinaryIO, size: int) -> list[tuple[int, tuple[int, ...], bytes]]:
    """The number, the fields and the name of each line of the archive's directory."""
    if size < _END.size:
        raise _stray("it is too short.")
    packed.seek(-_END.size, os.SEEK_END)
    mark, *counts, length, start, comment = _END.unpack(packed.read(_END.size))
    if mark != b"PK\5\6" or comment or counts[:2] != [0, 0] or counts[2] != counts[3]:
        raise _stray("it does not end in a directory of a single volume without a comment.")
    if counts[2] > MOST_ENTRIES:
        raise PackageRefused("too_many_entries", f"It holds more than {MOST_ENTRIES:,} files.")
    if start + length + _END.size != size or length > MOST_ENTRIES * (
        _CENTRAL.size + _LONGEST_NAME
    ):
        raise _stray("its directory is not where it says.")
    packed.seek(start)
    directory, at, found = packed.read(length), 0, []
    for number in range(1, counts[2] + 1):
        if at + _CENTRAL.size > length:
            raise _stray("its directory ends too soon.")
        mark, *fields = _CENTRAL.unpack_from(directory, at)
        name = directory[at + _CENTRAL.size : at + _CENTRAL.size + fields[11]]
        if mark != b"PK\1\2" or len(name) != fields[11]:
            raise _stray(f"line {number} of its directory can't be read.")
        found.append((number, tuple(fields), name))
        at += _CENTRAL.size + len(name)
    if at != length:
        raise _stray("its directory has a line more than it says.")
    return found


def _entry(packed: BinaryIO, number: int, fields: tuple[int, ...], raw_name: bytes) -> Entry:
    """The file that a line of the directory is about, after both have been compared."""
    flags, attributes = fields[4], fields[16]
    if flags & 1:
        raise PackageRefused("encrypted", f"Entry {number} is protected by a password.")
    if attributes >> 28 == 0o12:
        raise PackageRefused("symbolic_link", f"Entry {number} is a link.")
    crc, packed_size, size, name_length = fields[8:12]
    expected = (
        _VERSION, _UNIX, _VERSION, 0, 0, _DEFLATED, 0, _FIRST_DAY, crc, packed_size, size,
        name_length, 0, 0, 0, 0, _REGULAR, fields[17],
    )  # fmt: skip
    local = _LOCAL.pack(
        b"PK\3\4", _VERSION, 0, 0, _DEFLATED, 0, _FIRST_DAY, crc, packed_size, size, name_length, 0
    )
    packed.seek(fields[17])
    if fields != expected or packed.read(len(local) + name_length) != local + raw_name:
        raise _stray(f"entry {number} is not a deflated plain file of 1980-01-01.")
    try:
        name = raw_name.decode()
    except UnicodeDecodeError:
        raise PackageRefused("unknown_file", f"The name of entry {number} isn't text.") from None
    return Entry(name, size, packed_size, crc, fields[17] + len(local) + name_length)


def _check_names(names: list[str]) -> None:
    """Refuse names that lead somewhere, and two that are one on some computer."""
    seen: dict[str, int] = {}
    for number, name in enumerate(names, start=1):
        if _WAYS_OUT.search(name):
            raise PackageRefused("path_traversal", f"Entry {number} is named like a way out.")
        folded = unicodedata.normalize("NFKC", name).casefold()
        if folded in seen:
            raise PackageRefused(
                "repeated_entry", f"Entries {seen[folded]} and {number} have the same name."
            )
        seen[folded] = number


def _check_sizes(entries: list[Entry]) -> None:
    if sum(entry.size for entry in entries) > MOST_UNPACKED:
        raise PackageRefused("too_large", f"It unpacks to more than {MOST_UNPACKED:,} bytes.")
    for number, entry in enumerate(entries, start=1):
        if entry.size > max(_INFLATION_COUNTS_FROM, entry.packed_size * MOST_INFLATION):
            raise PackageRefused(
                "inflates_too_far",
                f"Entry {number} grows more than {MOST_INFLATION} times when unpacked.",
            )
