"""What is inside a file: itself, or what a gzip, zip, XLSX or Parquet holds, opened with care.

Names inside an archive are labels and never paths. Sizes are checked against what really comes
out, not against what the archive claims.
"""

from __future__ import annotations

import gzip
import io
import os
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from orchestration.lib.landing.problems import FileRefused

_MOST_ENTRIES = 1000
# Deflate can't exceed 1032; honest exports stay far below this, bombs don't.
_MOST_INFLATION = 200
_INFLATION_COUNTS_FROM = 16 << 20

_UNREADABLE = {
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls), or a protected one",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"PARE": "an encrypted Parquet file",
}


@dataclass(frozen=True)
class Part:
    """One table-like thing in a file. ``name`` is '' where the file itself is the part.

    ``is_columnar``: a record's place is its row, and not a line.
    """

    name: str
    file_name: str
    _open: Callable[[], BinaryIO]
    is_columnar: bool = False

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The part's unpacked bytes. Damage found while reading raises ``FileRefused``."""
        stream = self._open()
        try:
            yield stream
        except (zlib.error, gzip.BadGzipFile, EOFError, zipfile.BadZipFile) as damage:
            raise FileRefused(
                "damaged_archive",
                "The compressed file is damaged or was cut off before its end.",
                "Fetch the export again; nothing of it was landed.",
            ) from damage
        finally:
            stream.close()

    def head(self, size: int) -> bytes:
        """The first ``size`` bytes, fewer only at the part's end."""
        with self.open() as stream:
            pieces = []
            while size and (piece := stream.read(size)):
                pieces.append(piece)
                size -= len(piece)
            return b"".join(pieces)


def parts(path: Path, file_name: str, companions: Collection[str] = ()) -> list[Part]:
    """The parts of the file at ``path``, in the order of their names.

    ``companions``: shell patterns of what an archive may hold beside them; see ``Tool``.
    """
    magic = _magic(path)
    for mark, what in _UNREADABLE.items():
        if magic.startswith(mark):
            raise FileRefused(
                "not_an_export",
                f"This is {what}, which Kith can't read.",
                "Export the data as CSV, JSON, XLSX or Parquet.",
            )
    if magic.startswith(b"\x1f\x8b"):
        return [Part("", _without(file_name, ".gz"), lambda: _limited_gzip(path))]
    if magic.startswith(b"PK"):
        return _zip_parts(path, file_name, companions)
    if magic.startswith(b"PAR1"):
        # The declarations name text files; the same table in another form has the same name.
        named = f"{_without(file_name, '.parquet')}.csv"
        return [Part("", named, lambda: _limited_parquet(path), is_columnar=True)]
    return [Part("", file_name, lambda: path.open("rb"))]


def is_package(path: Path) -> bool:
    """Whether the file is a zip that says it is signed, as a volunteer's package is."""
    if not _magic(path).startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(path) as opened:
            return {"signature.json", "checksums.sha256"} <= {*opened.namelist()}
    except zipfile.BadZipFile:
        return False


def _magic(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(8)


def _without(name: str, ending: str) -> str:
    return name[: -len(ending)] if name.lower().endswith(ending) else name


class _Limited(io.RawIOBase):
    """A decompressing stream that refuses to inflate beyond reason."""

    def __init__(self, stream: BinaryIO, packed_size: int) -> None:
        self._stream = stream
        self._most = max(_INFLATION_COUNTS_FROM, packed_size * _MOST_INFLATION)
        self._size = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size if size >= 0 else self._most + 1)
        self._size += len(piece)
        if self._size > self._most:
            raise _bomb()
        return piece

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._stream.close()
        super().close()


def _bomb() -> FileRefused:
    return FileRefused(
        "inflates_too_far",
        f"The compressed file grows more than {_MOST_INFLATION} times when unpacked.",
        "If it is honest, unpack it yourself and land what was inside.",
    )


def _limited_gzip(path: Path) -> BinaryIO:
    stream = cast(BinaryIO, gzip.open(path, "rb"))  # noqa: SIM115 - the caller closes it
    return cast(BinaryIO, _Limited(stream, path.stat().st_size))


def _limited_parquet(path: Path) -> BinaryIO:
    # Imported late: the reader of Parquet is big, and most files are not Parquet.
    from orchestration.lib.landing import parquet_records

    stream = parquet_records.open_as_csv(path)
    return cast(BinaryIO, _Limited(stream, path.stat().st_size))


def _zip_parts(path: Path, file_name: str, companions: Collection[str]) -> list[Part]:
    try:
        with zipfile.ZipFile(path) as opened:
            entries = [
                entry for entry in opened.infolist()
                if not (_is_clutter(entry) or _is_any_of(companions, entry))
            ]
    except zipfile.BadZipFile as damage:
        raise FileRefused(
            "damaged_archive",
            "The zip file is damaged or was cut off before its end.",
            "Fetch the export again; nothing of it was landed.",
        ) from damage
    if any(
        entry.file_size > max(_INFLATION_COUNTS_FROM, entry.compress_size * _MOST_INFLATION)
        for entry in entries
    ):
        raise _bomb()
    names = [entry.filename for entry in entries]
    if "[Content_Types].xml" in names:
        return _workbook_parts(path, file_name, names)
    _check(entries)
    found = []
    for entry in sorted(entries, key=lambda entry: entry.filename):
        label = PurePosixPath(entry.filename.replace("\\", "/")).name
        found.append(Part(label, label, _opener(path, entry)))
        with found[-1].open() as stream:
            if stream.read(4).startswith((b"PK\x03\x04", b"\x1f\x8b", b"PAR1")):
                raise FileRefused(
                    "nested_archive",
                    "The zip file holds another compressed file.",
                    "Unpack it and land what is inside.",
                )
    return found


def _workbook_parts(path: Path, file_name: str, names: list[str]) -> list[Part]:
    if "xl/workbook.xml" not in names:
        raise FileRefused(
            "not_an_export",
            "This is an office document without sheets, which Kith can't read.",
            "Export the data as CSV, JSON or XLSX.",
        )
    # Imported late: the reader of workbooks is big, and most files are not workbooks.
    from orchestration.lib.landing import xlsx_records

    sheets = xlsx_records.sheet_names(path)
    return [
        Part(
            "" if len(sheets) == 1 else sheet,
            file_name if len(sheets) == 1 else sheet,
            lambda sheet=sheet: xlsx_records.open_as_csv(path, sheet),  # type: ignore[misc]
        )
        for sheet in sheets
    ]


def _is_clutter(entry: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(entry.filename)
    return entry.is_dir() or "__MACOSX" in name.parts or name.name in (".DS_Store", "Thumbs.db")


def _is_any_of(patterns: Collection[str], entry: zipfile.ZipInfo) -> bool:
    return any(fnmatchcase(entry.filename, pattern) for pattern in patterns)


def _check(entries: list[zipfile.ZipInfo]) -> None:
    advice = "Unpack it, look at what is inside, and land the exports themselves."
    if not entries:
        raise FileRefused("empty_archive", "The zip file holds no file.", advice)
    if len(entries) > _MOST_ENTRIES:
        raise FileRefused(
            "too_many_entries", f"The zip file holds more than {_MOST_ENTRIES} files.", advice
        )
    labels = [PurePosixPath(entry.filename.replace("\\", "/")).name for entry in entries]
    if len(set(labels)) < len(labels):
        raise FileRefused("repeated_entry", "The zip file holds one name twice.", advice)
    for entry in entries:
        if entry.flag_bits & 1:
            raise FileRefused(
                "encrypted", "The zip file is protected by a password.", "Unpack it, then land it."
            )
        if (entry.external_attr >> 16) & 0o170000 == 0o120000:
            raise FileRefused("symbolic_link", "The zip file holds a symbolic link.", advice)


def _opener(path: Path, entry: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    def open_entry() -> BinaryIO:
        opened = zipfile.ZipFile(path)
        try:
            stream = _Limited(cast(BinaryIO, opened.open(entry)), entry.compress_size)
        except NotImplementedError as unknown:
            opened.close()
            raise FileRefused(
                "not_an_export",
                "The zip file is compressed in a way Kith can't read.",
                "Unpack it, then land what is inside.",
            ) from unknown
        return cast(BinaryIO, stream)

    return open_entry


def is_regular(path: Path) -> bool:
    """Whether reading the path can't hang: a plain file, not a pipe, a device or a link."""
    return not path.is_symlink() and path.is_file() and os.access(path, os.R_OK)
