"""A package: a folder or a zip of plain files, each with its checksum in ``checksums.sha256``.

Under its own name there is only ever a whole one: it is written beside, and renamed at the end.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from orchestration.lib.landing.crashpoints import crashpoint
from orchestration.lib.leaving.errors import CannotLeave, DamagedPackage

CHECKSUMS, MANIFEST = "checksums.sha256", "manifest.json"
SUPPRESSION_KEY = "rebuild/secrets/suppression"
FORMAT = "kith-organization/1"
_PIECE = 1 << 20
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
# The same files give the same zip.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
# Packed already; to pack it again takes time and saves nothing.
_PACKED = (".parquet", ".zip", ".gz", ".xlsx")
Progress = Callable[[int, int], None]


class Package:
    """A package to be read."""

    def __init__(self, path: Path) -> None:
        """Raises ``DamagedPackage`` where there is none at the path."""
        self.path = path
        self._zip = None
        if not path.exists():
            raise DamagedPackage(f"{path} is not there. Name a folder or zip of ./kith export-all.")
        try:
            if path.is_file():
                self._zip = zipfile.ZipFile(path)
            self._checksums = self._read_checksums()
            self.manifest: dict[str, Any] = json.loads(self._bytes(MANIFEST))
            if self.manifest["format"] != FORMAT:
                raise DamagedPackage(
                    f"{path.name} is of the format {self.manifest['format']}; this Kith reads "
                    f"{FORMAT}."
                )
        except (OSError, KeyError, ValueError, zipfile.BadZipFile):
            raise DamagedPackage(
                f"{path.name} is no package of ./kith export-all, or not a whole one."
            ) from None

    @property
    def package_id(self) -> str:
        """The sha256 of its checksums: the same package, the same id."""
        return hashlib.sha256(self._bytes(CHECKSUMS)).hexdigest()

    def names(self, below: str = "") -> list[str]:
        """The files it vouches for, below a folder."""
        return sorted(name for name in self._checksums if name.startswith(below))

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """One of its files."""
        if name not in self._checksums and name != CHECKSUMS:
            raise DamagedPackage(f"{self.path.name} has no {name}.")
        with self._open(name) as stream:
            yield stream

    def text(self, name: str) -> str:
        """One of its small files, as text."""
        with self.open(name) as stream:
            return stream.read().decode("utf-8")

    def has(self, name: str) -> bool:
        """Whether it vouches for a file of that name."""
        return name in self._checksums

    def check(self, progress: Progress) -> None:
        """Read all of it once. Raises ``DamagedPackage`` naming the first file that isn't right."""
        there = set(self._there()) - {CHECKSUMS}
        for name in sorted(there | set(self._checksums)):
            if name not in there:
                raise DamagedPackage(f"{self.path.name} lacks {name}.")
            if name not in self._checksums:
                raise DamagedPackage(f"{self.path.name} holds {name}, which it doesn't vouch for.")
        for number, name in enumerate(self.names(), start=1):
            digest = hashlib.sha256()
            with self._open(name) as stream:
                try:
                    while block := stream.read(_PIECE):
                        digest.update(block)
                    found = digest.hexdigest()
                except (zipfile.BadZipFile, OSError, EOFError):
                    found = ""
            if found != self._checksums[name]:
                raise DamagedPackage(f"{self.path.name}: {name} is not what was written.")
            progress(number, len(self._checksums))

    def _read_checksums(self) -> dict[str, str]:
        found = {}
        for line in self._bytes(CHECKSUMS).decode("utf-8").splitlines():
            told = _LINE.fullmatch(line)
            if told is None or not _is_below(told[2]):
                raise DamagedPackage(f"{self.path.name}: {CHECKSUMS} can't be read.")
            found[told[2]] = told[1]
        return found

    def _there(self) -> Iterator[str]:
        if self._zip is not None:
            names = [each.filename for each in self._zip.infolist()]
            if len(names) != len(set(names)):
                raise DamagedPackage(f"{self.path.name} holds a file twice.")
            yield from names
            return
        for place, folders, files in os.walk(self.path):
            for name in (*folders, *files):
                path = Path(place) / name
                if path.is_symlink() or not (path.is_file() or path.is_dir()):
                    raise DamagedPackage(f"{self.path.name} holds a link; none is followed.")
            yield from (Path(place, name).relative_to(self.path).as_posix() for name in files)

    def _open(self, name: str) -> BinaryIO:
        if self._zip is not None:
            return cast(BinaryIO, self._zip.open(name))
        return (self.path / name).open("rb")

    def _bytes(self, name: str) -> bytes:
        with self._open(name) as stream:
            return stream.read()


@contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """A folder beside the target to write into; gone afterwards, whatever becomes of it.

    What a killed export left there is removed first. Raises ``CannotLeave`` where the target is
    there already, or its folder isn't.
    """
    if target.exists():
        raise CannotLeave(f"{target.name} is there already; nothing is written over.")
    if not target.parent.is_dir():
        raise CannotLeave(f"There is no folder {target.parent} to write into.")
    beside = target.with_name(f".{target.name}.partial")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(mode=0o700)
    try:
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def seal(folder: Path) -> str:
    """Write the checksums of all files in the folder; the package's id."""
    (folder / CHECKSUMS).unlink(missing_ok=True)
    lines = []
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
        if path.is_file():
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    text = "".join(sorted(lines, key=lambda line: line[66:]))
    (folder / CHECKSUMS).write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def deliver(folder: Path, target: Path, progress: Progress) -> None:
    """Give the sealed folder, or a zip of it where the target's name ends in .zip, its name."""
    crashpoint("package_sealed")
    if target.suffix.lower() != ".zip":
        folder.rename(target)
        return
    packed = folder / "packed"
    names = sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
        for number, name in enumerate(names, start=1):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.external_attr = 0o600 << 16
            is_packed = name.endswith(_PACKED)
            entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            entry.file_size = (folder / name).stat().st_size
            with (folder / name).open("rb") as read, made.open(entry, "w") as written:
                shutil.copyfileobj(read, written, _PIECE)
            progress(number, len(names))
    packed.chmod(0o600)
    descriptor = os.open(packed, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    packed.rename(target)


def _is_below(name: str) -> bool:
    """Whether the name is of a file below the package, written in one way only."""
    path = PurePosixPath(name)
    return (
        not path.is_absolute() and ".." not in path.parts and "\\" not in name
        and path.as_posix() == name and all(letter.isprintable() for letter in name)
    )
