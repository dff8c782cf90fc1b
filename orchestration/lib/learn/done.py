"""Which exercises have been done in this home, and when."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from orchestration.lib import settings


def done() -> dict[int, date]:
    """The exercises done, each with the day of its first right answer."""
    if not _file().exists():
        return {}
    kept = json.loads(_file().read_text())
    return {int(number): date.fromisoformat(day) for number, day in kept.items()}


def remember(number: int, day: date) -> None:
    """Write down that an exercise is done; the first time counts."""
    kept = {str(each): on.isoformat() for each, on in {number: day, **done()}.items()}
    _file().write_text(json.dumps(kept, indent=1, sort_keys=True))


def _file() -> Path:
    return settings.folder("learn") / "done.json"
