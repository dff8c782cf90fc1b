"""One source's new export in a standing warehouse: how long until the marts show it.

Compared, in the same run, with building everything anew.
"""

from __future__ import annotations

from typing import Any

from orchestration.lib.bench.county import County, count
from orchestration.lib.scratch.warehouse import scratch_warehouse

PEOPLE = 11_000
SMALL_PEOPLE = 1_000
# A texting tool's whole tables arrive: most of their records are unchanged.
SOURCE = "county_spoke"


def run(small: bool) -> dict[str, Any]:
    """Seconds from the export to published marts, by step, and as a share of a full build."""
    people = SMALL_PEOPLE if small else PEOPLE
    with scratch_warehouse() as home:
        county = County(home, people, 2)
        first, second = county.days
        full = county.arrive(first)
        interactions = count("marts.interactions")
        update = county.arrive(second, sources={SOURCE})
        return {
            "bench": "incremental",
            "people": people,
            "interactions": interactions,
            "source": SOURCE,
            "full_seconds": round(sum(full.values()), 2),
            "update_seconds": round(sum(update.values()), 2),
            **{f"update_{step}_seconds": round(taken, 2) for step, taken in update.items()},
            "update_to_full": round(sum(update.values()) / sum(full.values()), 3),
        }
