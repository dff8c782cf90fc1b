"""How often what is pulled: ``seeds/registry/pulls.csv``, a line per source and resource."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from orchestration.lib import settings
from orchestration.lib.errors import KithError
from orchestration.lib.pulls.cursors import Cursor

_TRIED_AGAIN = timedelta(minutes=10)


class BadTempo(KithError):
    """A line of the seed says no number where one is needed; the message says which."""


@dataclass(frozen=True)
class Tempo:
    """When a resource is pulled, how far a pull reaches back before the last one, and when whole.

    ``full_every`` is None where it is never asked for whole after the first time.
    """

    source_id: str
    resource_name: str
    every: timedelta
    overlap: timedelta
    full_every: timedelta | None

    def is_due(self, cursor: Cursor, now: datetime) -> bool:
        """Whether the resource is to be pulled: its time has come, or a pull is half done.

        One that failed is tried again in ten minutes at the latest.
        """
        if cursor.tried_at is None:
            return True
        if cursor.failure:
            return now - cursor.tried_at >= min(self.every, _TRIED_AGAIN)
        return cursor.began_at is not None or now - cursor.tried_at >= self.every

    def is_full_due(self, cursor: Cursor, now: datetime) -> bool:
        """Whether all there is is to be asked for."""
        if cursor.full_at is None:
            return True
        return self.full_every is not None and now - cursor.full_at >= self.full_every


def seed_file() -> Path:
    """``$KITH_PULLS``, or the seed of the project."""
    chosen = os.environ.get("KITH_PULLS")
    return Path(chosen) if chosen else settings.PROJECT_ROOT / "seeds" / "registry" / "pulls.csv"


def tempos(source_id: str | None = None) -> list[Tempo]:
    """What is pulled, of all sources or one, in the seed's order. Raises ``BadTempo``."""
    with seed_file().open(newline="", encoding="utf-8") as handle:
        return [
            _tempo(line, row)
            for line, row in enumerate(csv.DictReader(handle), start=2)
            if source_id in (None, row["source_id"])
        ]


def _tempo(line: int, row: dict[str, str]) -> Tempo:
    try:
        return Tempo(
            row["source_id"], row["resource_name"],
            every=timedelta(minutes=float(row["every_minutes"])),
            overlap=timedelta(minutes=float(row["overlap_minutes"])),
            full_every=timedelta(days=float(row["full_every_days"]))
            if row["full_every_days"] else None,
        )
    except ValueError:
        raise BadTempo(
            f"{seed_file().name}, line {line}: every_minutes, overlap_minutes and full_every_days "
            "are numbers."
        ) from None
