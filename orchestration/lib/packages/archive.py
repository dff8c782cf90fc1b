"""A folder of files as a zip archive that is the same, byte for byte, wherever it is written."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from pathlib import Path

from orchestration.lib.errors import KithError

# The earliest day a zip entry can have: a package's age is in its data and not in its archive.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6
_REGULAR_FILE = 0o100644
_CHUNK = 1 << 20


class AlreadyThere(KithError):
    """There is a file under that name, which may be somebody else's."""


def checksums(folder: Path) -> str:
    """The sha256 of every file below, as ``sha256sum -c`` reads it, by path."""
    return "".join(f"{_sha256(folder / name)}  {name}\n" for name in sorted(names(folder)))


def names(folder: Path) -> list[str]:
    """Every file below a folder, with ``/`` between its parts."""
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def refuse_what_is_there(target: Path) -> None:
    """Raise ``AlreadyThere`` where something is under that name."""
    if os.path.lexists(target):
        raise AlreadyThere(f"{target} is there already. Name another file, or move that one away.")


def pack(folder: Path, target: Path, is_in_place_of: bool = False) -> None:
    """Write the files below ``folder`` into one archive at ``target``, whole or not at all.

    Only its owner may read it (mode 0600). ``is_in_place_of``: whether a file under that name gives
    way; else it is let be, and ``AlreadyThere`` raised.
    """
    making = target.with_name(f".{target.name}.{os.getpid()}.making")
    descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with (
            os.fdopen(descriptor, "wb") as handle,
            zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive,
        ):
            for name in names(folder):
                _add(archive, folder / name, name)
        if not is_in_place_of:
            _claim(target)
        making.replace(target)
    finally:
        making.unlink(missing_ok=True)


def _claim(target: Path) -> None:
    """Take the name where nothing has it, however many try at once."""
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        refuse_what_is_there(target)


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    # Said aloud, since it is another on each system: made on Unix, an ordinary file.
    entry.create_system = 3
    entry.external_attr = _REGULAR_FILE << 16
    entry.file_size = path.stat().st_size
    with path.open("rb") as source, archive.open(entry, "w") as sink:
        shutil.copyfileobj(source, sink, _CHUNK)


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
