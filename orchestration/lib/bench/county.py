"""A simulated county for benchmarks, whose exports arrive day by day, each step timed."""

from __future__ import annotations

import sys
import time
from collections.abc import Collection
from pathlib import Path

from psycopg import sql

from orchestration.lib import registry
from orchestration.lib.build import gates, run
from orchestration.lib.errors import KithError
from orchestration.lib.landing.lander import land_path
from orchestration.lib.warehouse import connect, lease
from simulation import simulate


def say(words: str) -> None:
    """Tell how far the benchmark is, on standard error; the result alone is printed."""
    print(f"  {words}", file=sys.stderr, flush=True)


class County:
    """A simulated county whose days are landed and built one after another, each step timed."""

    def __init__(self, folder: Path, people: int, days: int) -> None:
        say(f"simulating a county of {people:,} people")
        self._world = folder / "world"
        simulate(people, 1, self._world, days=days)
        run.dbt().manifest()

    @property
    def days(self) -> list[Path]:
        """The folders of the exports, oldest first."""
        return sorted((self._world / "days").iterdir())

    @property
    def truth(self) -> Path:
        """The folder that says who everybody truly is."""
        return self._world / "truth"

    def arrive(self, *days: Path, sources: Collection[str] | None = None) -> dict[str, float]:
        """Land the days' exports, gate them and build what they change; seconds for each step.

        ``sources``: only these sources' exports, and only what their tools and later layers make.
        """
        found = sorted({source.name for day in days for source in day.iterdir()})
        chosen = [source for source in found if sources is None or source in sources]
        say(f"{len(days)} day(s) of exports of {len(chosen)} source(s) arrive")
        seconds = {"land": 0.0, "gate": 0.0, "build": 0.0}
        for source in chosen:
            started = time.monotonic()
            for day in days:
                land_path(day / source, source)
            landed = time.monotonic()
            verdict = gates.check_source(source)
            if not verdict.is_passed:
                raise KithError(f"The benchmark's own exports were held: {verdict.told()}")
            seconds["land"] += landed - started
            seconds["gate"] += time.monotonic() - landed
        started = time.monotonic()
        tools = {registry.source(source).tool for source in chosen} | {"landing"}
        with lease.hold(lease.own_token(), "kith bench"):
            if problems := run.update_models(None if sources is None else tools):
                raise KithError(f"The build failed: {'; '.join(problems)}")
        seconds["build"] = time.monotonic() - started
        return seconds


def count(relation: str) -> int:
    """How many rows a relation, named with its schema, holds."""
    query = sql.SQL("select count(*) from {}").format(sql.Identifier(*relation.split(".")))
    with connect("kith_builder") as connection:
        row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
