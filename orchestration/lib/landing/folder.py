"""What in a landing folder is new and whole.

A file is taken when nothing says that it is still being written:

- its name doesn't end as unfinished copies do (``.partial``, ``.tmp``, …) and isn't hidden;
- a marker ``<name>.done`` stands beside it, or a ``manifest.json`` names it with its size; or
- neither exists, and its size and time have not changed for the settle time.

No waiting is long enough for every stalled copy. A file that was taken too early is superseded
when the whole one arrives, see ``supersession``.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

from orchestration.lib import registry, settings

_UNFINISHED = (".partial", ".part", ".tmp", ".temp", ".filepart", ".crdownload", ".download")
_MARKER = ".done"
_MANIFEST = "manifest.json"
_MOST_NAMED = 10
_SETTLE_SECONDS = 5.0


def settle_seconds() -> float:
    """How long a file must have been left alone: ``$KITH_SETTLE_SECONDS``, or 5."""
    return float(os.environ.get("KITH_SETTLE_SECONDS") or _SETTLE_SECONDS)


def exports(folder: Path) -> list[Path]:
    """The files below ``folder`` that are exports by their names, in a fixed order."""
    return sorted(path for path in _walk(folder) if is_export(path))


def is_export(path: Path) -> bool:
    """Whether the name is that of a finished export, not of a marker or an unfinished copy."""
    name = path.name.lower()
    return not (
        name.startswith((".", "~$"))
        or name.endswith((*_UNFINISHED, _MARKER))
        or name == _MANIFEST
    )


def complete_files(
    folder: Path | None = None, *, settle: float | None = None, now: float | None = None
) -> list[tuple[str, Path]]:
    """Every whole file of the landing folder with its source's id, oldest first.

    ``folder``: holds one folder per source, by default the landing folder. ``settle``: seconds
    a file must have been left alone. Folders that are no source's are passed over.
    """
    root = folder or settings.landing_folder()
    patience = settle_seconds() if settle is None else settle
    moment = time.time() if now is None else now
    found = []
    for source_id in registry.sources():
        place = root / source_id
        if place.is_dir() and not place.is_symlink():
            for path in exports(place):
                if _is_whole(path, patience, moment):
                    found.append((source_id, path))
    return sorted(found, key=lambda pair: (pair[1].stat().st_mtime, str(pair[1])))


def fingerprint(path: Path) -> str:
    """Changes when the file does: its place, size and time. Cheap; reads nothing of it."""
    status = path.stat()
    return f"{path.name}:{status.st_size}:{status.st_mtime_ns}"


def source_of(path: Path) -> str | None:
    """The source whose landing folder the path is in, or None."""
    known = registry.sources()
    return next((part.name for part in path.absolute().parents if part.name in known), None)


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(place) / name
            if path.is_file() and not path.is_symlink():
                yield path


def shown_name(path: Path) -> str:
    """A file's name as it may be shown: nothing unprintable, at most 200 characters."""
    name = path.name.encode("utf-8", "replace").decode()
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name
    )[:200]


def told_of_links(folder: Path) -> list[str]:
    """Which links below the folder were skipped: a link may lead anywhere, so none is followed."""
    links = sorted(
        Path(place) / name
        for place, folders, names in os.walk(folder)
        for name in (*folders, *names)
        if (Path(place) / name).is_symlink() and is_export(Path(name))
    )
    lines = [
        f"{shown_name(link)}: skipped (a link). Land the file it points to."
        for link in links[:_MOST_NAMED]
    ]
    return [*lines, f"{len(links):,} links were skipped."] if len(links) > 1 else lines


def _is_whole(path: Path, settle: float, now: float) -> bool:
    try:
        if path.with_name(path.name + _MARKER).exists():
            return True
        promised = _manifest(path.parent).get(path.name)
        if promised is not None:
            return path.stat().st_size == promised
        return now - path.stat().st_mtime >= settle
    except FileNotFoundError:
        return False


def _manifest(folder: Path) -> dict[str, int]:
    """Sizes in bytes by file name, from ``{"files": [{"name": …, "size": …}]}``."""
    try:
        listed = json.loads((folder / _MANIFEST).read_text())["files"]
        return {str(entry["name"]): int(entry["size"]) for entry in listed}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
