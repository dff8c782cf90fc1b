"""The archive keeps the original bytes of every file under their sha256, owner-only.

A name in the archive always holds the whole file: the bytes are written beside it, flushed to
the disk and then renamed.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import BinaryIO

from orchestration.lib import settings

_PIECE = 1 << 18


def place(file_id: str) -> Path:
    """Where the archive keeps the file of that sha256."""
    return settings.archive_folder() / file_id[:2] / file_id


@dataclass
class Arrival:
    """A file on its way into the archive: readable at ``path`` at once, safe after ``keep()``."""

    file_id: str
    size: int
    path: Path
    _flusher: Thread | None = None
    _failures: list[BaseException] | None = None

    def keep(self) -> None:
        """Wait until the bytes are on the disk, then give them their name in the archive."""
        if self._flusher is None:
            return
        self._flusher.join()
        if self._failures:
            raise self._failures[0]
        final = place(self.file_id)
        final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.rename(final)
        _flush_folder(final.parent)
        self.path, self._flusher = final, None

    def drop(self) -> None:
        """Forget a file that was not kept."""
        if self._flusher is not None:
            self._flusher.join()
            self.path.unlink(missing_ok=True)
            self._flusher = None


def receive(stream: BinaryIO, progress: Callable[[int], None] | None = None) -> Arrival:
    """Copy a stream next to the archive, hashing it; the flush to disk goes on meanwhile."""
    digest = hashlib.sha256()
    size = 0
    incoming = settings.archive_folder() / "incoming"
    incoming.mkdir(mode=0o700, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=incoming)  # mode 0600
    path = Path(name)
    try:
        while piece := stream.read(_PIECE):
            digest.update(piece)
            _write_all(descriptor, piece)
            size += len(piece)
            if progress:
                progress(size)
    except BaseException:
        os.close(descriptor)
        path.unlink(missing_ok=True)
        raise
    file_id = digest.hexdigest()
    if place(file_id).exists():
        os.close(descriptor)
        path.unlink()
        return Arrival(file_id, size, place(file_id))
    failures: list[BaseException] = []
    flusher = Thread(target=_flush, args=(descriptor, failures), name="archive flush")
    flusher.start()
    return Arrival(file_id, size, path, flusher, failures)


def sweep() -> None:
    """Delete what killed landings left half-written; leaves files younger than a day alone."""
    incoming = settings.archive_folder() / "incoming"
    for path in incoming.glob("*") if incoming.is_dir() else ():
        if path.stat().st_mtime < time.time() - 86400:
            path.unlink(missing_ok=True)


def _write_all(descriptor: int, piece: bytes) -> None:
    view = memoryview(piece)
    while view:
        view = view[os.write(descriptor, view) :]


def _flush(descriptor: int, failures: list[BaseException]) -> None:
    try:
        os.fsync(descriptor)
    except OSError as failure:
        failures.append(failure)
    finally:
        os.close(descriptor)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
