"""The stages somebody's doings take them to, worked out apart from the warehouse's SQL.

The rules are the seeds an organization edits. Whoever does as many of a stage's things as it asks
for, within its window, enters it; whoever does none for longer than it is kept has left, and begins
anew with the next.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from orchestration.lib import settings
from orchestration.lib.journeys.doings import Doing


@dataclass(frozen=True)
class Rule:
    """What a stage asks for. ``within`` and ``kept`` are None where it doesn't matter."""

    stage: str
    needed: int
    within: timedelta | None
    kept: timedelta | None
    counts: frozenset[tuple[str, str]]

    def takes(self, doing: Doing) -> bool:
        """Whether a doing counts towards the stage, in any role or in the one it had."""
        return (doing.kind, "") in self.counts or (doing.kind, doing.role) in self.counts


def rules() -> list[Rule]:
    """The stages, as the seeds of the registry have them."""
    counts: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in _seed("journey_stage_interactions"):
        counts[row["stage_code"]].add((row["interaction_type_code"], row["role_code"]))
    return [
        Rule(
            row["stage_code"],
            int(row["required_count"]),
            _days(row["window_days"]),
            _days(row["kept_days"]),
            frozenset(counts[row["stage_code"]]),
        )
        for row in _seed("journey_stages")
    ]


def entries(rule: Rule, doings: Iterable[Doing]) -> list[datetime]:
    """When somebody entered a stage: the first time, and each time they came back to it."""
    found: list[datetime] = []
    spell: list[datetime] = []
    has_entered = False
    for at in sorted(doing.at for doing in doings if rule.takes(doing)):
        if spell and rule.kept is not None and at - spell[-1] > rule.kept:
            spell, has_entered = [], False
        spell.append(at)
        if not has_entered and len(spell) >= rule.needed:
            took = at - spell[-rule.needed]
            if rule.within is None or took <= rule.within:
                found.append(at)
                has_entered = True
    return found


def _days(text: str) -> timedelta | None:
    return timedelta(days=int(text)) if text else None


def _seed(name: str) -> list[dict[str, str]]:
    path = settings.PROJECT_ROOT / "seeds" / "registry" / f"{name}.csv"
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))
