"""A simulated county in a warehouse of its own, for benchmarks: made, measured, thrown away."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg import sql

from orchestration.lib import gates
from orchestration.lib.dbt_process import Dbt
from orchestration.lib.errors import KithError
from orchestration.lib.landing.lander import land_path
from orchestration.lib.warehouse import connect, embedded, prepare
from simulation import simulate

_ENVIRONMENT = ("KITH_HOME", "KITH_LANDING", "KITH_DATABASE_URL", "DBT_TARGET_PATH")


def say(words: str) -> None:
    """Tell how far the benchmark is, on standard error; the result alone is printed."""
    print(f"  {words}", file=sys.stderr, flush=True)


@contextmanager
def warehouse() -> Iterator[Path]:
    """A fresh embedded warehouse with a home of its own; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="kith-bench-"))
    folder.chmod(0o755)
    before = {name: os.environ.pop(name, None) for name in _ENVIRONMENT}
    os.environ["KITH_HOME"] = str(folder / "home")
    try:
        prepare()
        yield folder
    finally:
        embedded.stop()
        shutil.rmtree(embedded.folder(), ignore_errors=True)
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        shutil.rmtree(folder, ignore_errors=True)


class County:
    """A simulated county whose days are landed and built one after another, each step timed."""

    def __init__(self, folder: Path, people: int, days: int) -> None:
        say(f"simulating a county of {people:,} people")
        self._world = folder / "world"
        simulate(people, 1, self._world, days=days)
        self._dbt = Dbt()
        self._dbt.manifest()

    @property
    def days(self) -> list[Path]:
        """The folders of the exports, oldest first."""
        return sorted((self._world / "days").iterdir())

    def arrive(self, *days: Path) -> dict[str, float]:
        """Land the days' exports, gate them and build everything; seconds for each step."""
        say(f"{len(days)} day(s) of exports arrive")
        seconds = {"land": 0.0, "gate": 0.0, "build": 0.0}
        for source in sorted({source.name for day in days for source in day.iterdir()}):
            started = time.monotonic()
            for day in days:
                land_path(str(day / source), source)
            landed = time.monotonic()
            verdict = gates.check_source(source)
            if not verdict.is_passed:
                raise KithError(f"The benchmark's own exports were held: {verdict.told()}")
            seconds["land"] += landed - started
            seconds["gate"] += time.monotonic() - landed
        started = time.monotonic()
        outcome = self._dbt.build(["*"])
        if not outcome.is_ok:
            names = ", ".join(node.name for node in outcome.failed)
            raise KithError(f"The build failed: {names or outcome.error}")
        seconds["build"] = time.monotonic() - started
        for step, taken in seconds.items():
            say(f"{step}: {taken:.1f} s")
        return seconds


def count(relation: str) -> int:
    """How many rows a relation, named with its schema, holds."""
    query = sql.SQL("select count(*) from {}").format(sql.Identifier(*relation.split(".")))
    with connect("kith_builder") as connection:
        row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
