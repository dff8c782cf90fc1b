"""What the standard asks: the seeds ``standard_levels`` and ``standard_requirements``, as rows."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from orchestration.lib import settings

# Raised as docs/standard/README.md promises; a level is always told with it.
VERSION = "1.0"


@dataclass(frozen=True)
class Level:
    """A level: ``rank`` 0 to 4, and what an export that reaches it can be trusted for."""

    rank: int
    name: str
    meaning: str


@dataclass(frozen=True)
class Requirement:
    """One thing the standard asks.

    ``applies_to``: the kind of tables it is asked of. ``check``: how it is judged. ``columns``: the
    standard's columns it is about, as the seed writes them. ``required_share``: the part of the
    records, 0 to 1, that must pass. ``points``: of 100 in all.
    """

    code: str
    level: int
    block: str
    applies_to: str
    check: str
    columns: tuple[str, ...]
    required_share: float
    points: int
    meaning: str
    advice: str


@cache
def levels() -> tuple[Level, ...]:
    """The levels, lowest first."""
    return tuple(
        Level(int(row["level_rank"]), row["level_name"], row["meaning"])
        for row in rows("standard_levels")
    )


@cache
def requirements() -> tuple[Requirement, ...]:
    """Everything that is asked, lowest level first."""
    found = [
        Requirement(
            code=row["requirement_code"],
            level=int(row["level_rank"]),
            block=row["block_code"],
            applies_to=row["applies_to"],
            check=row["check_code"],
            columns=tuple(row["column_names"].split()),
            required_share=float(row["required_share"]),
            points=int(row["points"]),
            meaning=row["meaning"],
            advice=row["advice"],
        )
        for row in rows("standard_requirements")
    ]
    return tuple(sorted(found, key=lambda each: each.level))


@cache
def rows(seed: str) -> list[dict[str, str]]:
    """The rows of a seed."""
    (path,) = (settings.PROJECT_ROOT / "seeds").glob(f"*/{seed}.csv")
    with path.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))
