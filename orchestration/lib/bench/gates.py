"""The first door at a million rows: what it costs, and whether that grows with history.

VAN's contact history lands and is judged; then a day of new attempts, once on that history and once
on a tenth of it. What Great Expectations adds is measured beside the same checks on the same rows
as one SQL query each, in turn.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.lib.bench import landing as exports
from orchestration.lib.bench.county import say
from orchestration.lib.build import gates
from orchestration.lib.build.gates import results
from orchestration.lib.errors import KithError
from orchestration.lib.landing import declarations
from orchestration.lib.landing.lander import land_file
from orchestration.lib.scratch.warehouse import scratch_warehouse
from orchestration.lib.standard import landed
from orchestration.lib.warehouse import connect

if TYPE_CHECKING:
    from expectations.suites.suite import Suite

RECORD_TYPE = "contactscontacts"
SIZES, SMALL_SIZES = (100_000, 1_000_000), (5_000, 50_000)
# A day brings so many new attempts, whatever the history.
DAY, SMALL_DAY = 10_000, 1_000
REPETITIONS = 3


@dataclass(frozen=True)
class Judged:
    """What judging a load took: by the standard, and by the gate without it; the gate's work."""

    standard_seconds: float
    gate_seconds: float
    gate_processor_seconds: float


def run(small: bool) -> dict[str, Any]:
    """Seconds of the gate by size; ``growth``: of a first load ten times as large.

    ``day_growth``: of the same day on ten times the history, by the processors' seconds, which
    other work on the machine disturbs less. ``overhead``: Great Expectations to plain SQL.
    """
    sizes, day = (SMALL_SIZES, SMALL_DAY) if small else (SIZES, DAY)
    found: dict[str, Any] = {"bench": "gates", "day": day}
    for rows in sizes:
        with scratch_warehouse() as home:
            found[str(rows)] = measure(home, rows, day)
        say(f"{rows:,} rows: {found[str(rows)]}")
    first, last = (found[str(rows)] for rows in sizes)
    return found | {
        "growth": round(last["first_processor_seconds"] / first["first_processor_seconds"], 2),
        "day_growth": round(last["day_processor_seconds"] / first["day_processor_seconds"], 2),
        "overhead": last["overhead"],
    }


def measure(home: Path, rows: int, day: int) -> dict[str, Any]:
    """Land so many rows and let them in, then days of new ones; seconds and ratios."""
    history = home / "contactscontacts_20260501.csv"
    exports.write(history, rows)
    landing = time.perf_counter()
    load = land_file(history, exports.SOURCE)
    landing = time.perf_counter() - landing
    _warm_up()
    first = _judged(load.load_id)
    with_expectations, plain = _beside_plain_sql(load.load_id)
    days = []
    for repetition in range(REPETITIONS):
        file = home / f"contactscontacts_2026060{repetition + 1}.csv"
        exports.write(file, day, first=rows + repetition * day)
        load = land_file(file, exports.SOURCE)
        if load.records_landed != day:
            raise KithError("The benchmark's own exports were not new.")
        days.append(_judged(load.load_id))
    # The first of them has its table's ids indexed, once and for all.
    later = days[1:]
    return {
        "landing_seconds": round(landing, 2),
        "first_load_seconds": round(first.gate_seconds, 2),
        "first_processor_seconds": round(first.gate_processor_seconds, 2),
        "gate_to_landing": round(first.gate_seconds / landing, 2),
        "standard_seconds": round(first.standard_seconds, 2),
        "day_seconds": round(_median(later, "gate_seconds"), 2),
        "day_processor_seconds": round(_median(later, "gate_processor_seconds"), 2),
        "day_standard_seconds": round(_median(later, "standard_seconds"), 2),
        "first_day_seconds": round(days[0].gate_seconds, 2),
        "expectations_seconds": round(with_expectations, 2),
        "plain_sql_seconds": round(plain, 2),
        "overhead": round(with_expectations / plain, 2),
    }


def _median(judged: Sequence[Judged], figure: str) -> float:
    return float(statistics.median(getattr(each, figure) for each in judged))


def _judged(load_id: int) -> Judged:
    started = time.perf_counter()
    landed.judge(landed.waiting(exports.SOURCE, [load_id]))
    standard = time.perf_counter() - started
    work, started = _work(), time.perf_counter()
    verdict = gates.check_source(exports.SOURCE)
    if not verdict.is_passed:
        raise KithError(f"The benchmark's own exports were held: {verdict.told()}")
    taken = time.perf_counter() - started
    return Judged(standard, taken, _work() - work)


def _work() -> float:
    """Processor seconds of this process and the server, so far."""
    return time.process_time() + exports.server_seconds()


def _warm_up() -> None:
    """Import Great Expectations and connect: a process does so once."""
    import great_expectations.expectations as gxe

    from expectations.suites.suite import Suite

    always = gxe.ExpectColumnValuesToNotBeNull(column="one")
    results.judge("bench", [Suite("nothing", "select 1 as one", [always])])


def _beside_plain_sql(load_id: int) -> tuple[float, float]:
    """Seconds of the rows' suite, and of one query for each of its expectations, in turn."""
    from expectations.suites import raw_records

    tool = declarations.tools()["van"]
    types = [each for each in tool.record_types if each.name == RECORD_TYPE]
    suite = raw_records.rows(exports.SOURCE, [load_id], types)
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(REPETITIONS):
        for seconds, work in zip(taken, (_with_expectations, _with_plain_sql), strict=True):
            started = time.perf_counter()
            work(suite)
            seconds.append(time.perf_counter() - started)
    return statistics.median(taken[0]), statistics.median(taken[1])


def _with_expectations(suite: Suite) -> None:
    results.judge("bench", [suite])


def _with_plain_sql(suite: Suite) -> None:
    with connect("kith_builder") as connection:
        for expectation in suite.expectations:
            kind, column = expectation.expectation_type, getattr(expectation, "column", "")
            connection.execute(
                f"select {_unexpected(kind, column)} from ({suite.query}) as examined".encode()  # noqa: S608
            )


def _unexpected(kind: str, column: str) -> str:
    """How many rows are not as the expectation of that kind has it."""
    counts = {
        "expect_column_values_to_not_be_null": f"count(*) filter (where {column} is null)",
        "expect_column_value_lengths_to_be_between": f"count(*) filter (where {column} = '')",
        "expect_column_values_to_be_in_set": f"count(*) filter (where not {column})",
        "expect_column_values_to_be_unique": f"count({column}) - count(distinct {column})",
    }
    return f"count(*), {counts[kind]}"

