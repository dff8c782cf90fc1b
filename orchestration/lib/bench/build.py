"""Full builds of growing counties, and a day after each: what a build costs, and how it grows.

One simulated day of exports brings about 1 % new interactions.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from orchestration.lib.bench.county import County, count, say
from orchestration.lib.scratch.warehouse import scratch_warehouse

# People in the county, by how many interactions they have about.
SIZES = {"100k": 11_000, "1m": 110_000}
SMALL_SIZES = {"3k": 350, "9k": 1_000}


def run(small: bool) -> dict[str, Any]:
    """Build each size from nothing, then a day; seconds by step, ratios, growth exponent.

    ``day_share``: new interactions as a share of all. ``day_to_full``: the day's seconds as a
    share of the full build's. ``growth_exponent``: 1 where twice the rows cost twice the time.
    """
    results: dict[str, Any] = {"bench": "build"}
    sizes = SMALL_SIZES if small else SIZES
    for name, people in sizes.items():
        with scratch_warehouse() as home:
            results[name] = _measure(home, people)
        say(f"{name}: {results[name]}")
    first, *_, last = (results[name] for name in sizes)
    results["growth_exponent"] = round(
        math.log(last["full_seconds"] / first["full_seconds"])
        / math.log(last["interactions"] / first["interactions"]),
        3,
    )
    return results


def _measure(home: Path, people: int) -> dict[str, Any]:
    county = County(home, people, 2)
    first, second = county.days
    full = county.arrive(first)
    interactions = count("marts.interactions")
    day = county.arrive(second)
    new = count("marts.interactions") - interactions
    return {
        "people": people,
        "interactions": interactions,
        "full_seconds": round(sum(full.values()), 2),
        **{f"full_{step}_seconds": round(taken, 2) for step, taken in full.items()},
        "day_share": round(new / interactions, 4),
        "day_seconds": round(sum(day.values()), 2),
        **{f"day_{step}_seconds": round(taken, 2) for step, taken in day.items()},
        "day_to_full": round(sum(day.values()) / sum(full.values()), 3),
    }
