"""Whether people are found equally well whatever their names' origin, in the simulated county."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orchestration.lib.identity.accuracy import score
from orchestration.lib.identity.accuracy.score import RecordKey, Score


def by_origin(
    found: Mapping[RecordKey, str], truth: Mapping[RecordKey, str], origins: Mapping[str, str]
) -> dict[str, Score]:
    """Score each name origin's records by themselves, the commonest origin first.

    ``origins``: the origin of each true person's name; people without one are left out.
    """
    shared: dict[str, dict[RecordKey, str]] = {}
    for record, person in truth.items():
        if record in found and person in origins:
            shared.setdefault(origins[person], {})[record] = person
    largest_first = sorted(shared, key=lambda origin: (-len(shared[origin]), origin))
    return {origin: score.of(found, shared[origin]) for origin in largest_first}


def figures(scores: Mapping[str, Score]) -> dict[str, Any]:
    """What a benchmark's JSON holds: recall, precision and records by origin, and the widest gap.

    The gap is the best origin's recall less the worst one's.
    """
    recalls = [scored.recall for scored in scores.values()]
    return {
        "recall_gap": round(max(recalls) - min(recalls), 4) if recalls else 0.0,
        "by_origin": {
            origin: {
                "recall": round(scored.recall, 4),
                "precision": round(scored.precision, 4),
                "records": scored.records,
            }
            for origin, scored in scores.items()
        },
    }


def origins(people_csv: Path) -> dict[str, str]:
    """The origin of each true person's name: the simulated county's truth/people.csv holds it."""
    with people_csv.open(newline="", encoding="utf-8") as lines:
        return {row["person"]: row["culture"] for row in csv.DictReader(lines)}


def table(scores: Mapping[str, Score]) -> list[str]:
    """The scores as lines of a table."""
    return [
        f"{'origin of names':20}{'records':>10}{'recall':>9}{'precision':>11}",
        *(
            f"{origin:20}{scored.records:>10,}{scored.recall:>9.3f}{scored.precision:>11.4f}"
            for origin, scored in scores.items()
        ),
    ]
