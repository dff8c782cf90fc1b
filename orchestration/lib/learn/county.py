"""The simulated county that is practised on: its exports, and who everybody in it truly is."""

from __future__ import annotations

import csv
from pathlib import Path

from orchestration.lib import settings
from orchestration.lib.commands import demo
from orchestration.lib.errors import KithError


class NoCounty(KithError):
    """There is nothing to practise on here; the message says how it is made."""


def folder() -> Path:
    """The county's folder. Raises ``NoCounty`` where it was never simulated in this home."""
    path = demo.world_folder()
    if not (path / "finished.json").exists():
        raise NoCounty(
            "There is no simulated county in this home. Make one of its own to practise in: "
            "export KITH_HOME=~/kith-practice && ./kith demo"
        )
    return path


def newest_export(source_id: str) -> Path:
    """The folder with a source's newest export. Raises ``NoCounty``."""
    return max((folder() / "days").iterdir()) / source_id


def truth(name: str) -> list[dict[str, str]]:
    """The rows of a table of the truth: records, people, merges, broken_records."""
    with (folder() / "truth" / f"{name}.csv").open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def material(number: int, name: str, content: str) -> Path:
    """A file that an exercise hands out, written below the home's ``learn`` folder."""
    place = settings.folder("learn") / str(number)
    place.mkdir(exist_ok=True)
    path = place / name
    if not path.exists() or path.read_text(encoding="utf-8") != content:
        path.write_text(content, encoding="utf-8")
    return path
