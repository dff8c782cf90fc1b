"""Where a pull keeps what it has received so far: beside its exports, hidden from landing."""

from __future__ import annotations

from pathlib import Path


def place_of(folder: Path, name: str) -> Path:
    """Where the file of that name waits until it is whole."""
    return folder / f".{name}.partial"


def drop(folder: Path, resource_name: str | None = None) -> int:
    """Throw away what waits in a source's landing folder, all of it or a resource's.

    Returns how many files there were. Their pulls find that and begin anew.
    """
    pattern = f".{resource_name}_2*.partial" if resource_name else ".*.partial"
    waiting = list(folder.glob(pattern))
    for path in waiting:
        path.unlink(missing_ok=True)
    return len(waiting)
