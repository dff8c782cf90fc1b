"""How often a member's journey, built from the tools' exports, is the one that truly was."""

from __future__ import annotations

from typing import Any

from orchestration.lib.bench.county import County, count
from orchestration.lib.journeys import accuracy, authorship
from orchestration.lib.scratch.warehouse import scratch_warehouse

PEOPLE = 11_000
SMALL_PEOPLE = 1_000
DAYS = 5


def run(small: bool) -> dict[str, Any]:
    """Shares of true journeys in a county whose exports came day by day, and what was wrong."""
    people = SMALL_PEOPLE if small else PEOPLE
    with scratch_warehouse() as home:
        county = County(home, people, 2 if small else DAYS)
        for day in county.days:
            county.arrive(day)
        return {
            "bench": "journeys",
            "people_simulated": people,
            "interactions": count("marts.interactions"),
            **accuracy.against_truth(county.truth).figures(),
            "authorship": authorship.against_truth(county.truth).figures(),
        }
