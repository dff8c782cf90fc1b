"""When an export was made: read from its name or a folder's, else the file's own time."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

_STAMP = re.compile(
    r"(?<!\d)(20\d\d)([-_]?)(\d\d)\2(\d\d)(?:[T_ -]?(\d\d)[-:_]?(\d\d)(?:[-:_]?(\d\d))?Z?)?(?!\d)"
)
_FOLDERS_LOOKED_AT = 3


def named_time(path: Path) -> datetime | None:
    """The instant (UTC) in the file's name, else in the nearest parent folder's, else None."""
    for name in (path.name, *(folder.name for folder in list(path.parents)[:_FOLDERS_LOOKED_AT])):
        for found in _STAMP.finditer(name):
            year, _, month, day, hour, minute, second = found.groups(default="0")
            try:
                return datetime(
                    int(year), int(month), int(day), int(hour), int(minute), int(second), tzinfo=UTC
                )
            except ValueError:
                continue
    return None


def without_time(name: str) -> str:
    """A file's name but for the times in it: alike for the same table's exports of any day."""
    return _STAMP.sub("", name).lower()


def export_time(path: Path) -> datetime:
    """When the export was made, in UTC."""
    return named_time(path) or datetime.fromtimestamp(path.stat().st_mtime, UTC)
