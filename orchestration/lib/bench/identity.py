"""Who finds the same people: Kith, Splink alone and the naive join, on the same records in one run.

The sets: FEBRL 1 to 4 and Splink's fake_1000 (published, with their truth), planted junk values,
and simulated counties of unseen seeds at two rates of noise. Kith is measured twice: by its
rules alone, which is what plain `dbt build` does, and with the probabilistic tier. Kith's line is
drawn without labels; Splink's is the best one that the truth can find, and 0.95 beside it. Of each
county also what one new record in a hundred costs, and every system's cost as a ratio to Splink's.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from orchestration.lib.bench import (
    identity_data,
    identity_kith,
    identity_naive,
    identity_ratios,
    identity_splink,
)
from orchestration.lib.bench.county import say
from orchestration.lib.bench.identity_data import DataMissing, DataSet, keyed
from orchestration.lib.bench.identity_kith import Resolved
from orchestration.lib.identity.accuracy import fairness
from orchestration.lib.scratch.warehouse import scratch_warehouse

# Counties as name: people, seed, noise. About three records a person.
COUNTIES = {
    "county_100k": (33_000, 20_011, 1.0),
    "county_100k_noisy": (33_000, 20_012, 3.0),
    "county_1m": (330_000, 20_013, 1.0),
}
SMALL_COUNTIES = {"county_1k": (400, 20_021, 1.0)}
# Two counties of one noise, to see how cost grows.
GROWN = ("county_100k", "county_1m")
_SHOWN = ("precision", "recall", "f1", "mixed_clusters", "largest_mixed", "seconds")

Figures = dict[str, Any]


def run(small: bool) -> Figures:
    """Every set's figures: set -> system -> figure. Shares are 0 to 1, times seconds.

    A county also has ``ratios``; ``growth_exponent`` is by system. Raises ``KithError`` where new
    records end up as other people's than they would have been from the start.
    """
    results: Figures = {"bench": "identity"}
    for name, figures in _published(small).items():
        results[name] = figures
    for name, (people, seed, noise) in (SMALL_COUNTIES if small else COUNTIES).items():
        say(f"{name}: {people:,} people")
        with scratch_warehouse() as home:
            results[name] = _county(name, home, people, seed, noise, with_guarded=not small)
        _show(name, results[name])
    if results.keys() >= set(GROWN):
        results["growth_exponent"] = identity_ratios.growth(*(results[name] for name in GROWN))
        say(f"growth exponents: {results['growth_exponent']}")
    return results


def _published(small: bool) -> Figures:
    sets, results = [], {}
    for get in _sets()[:1] if small else _sets():
        try:
            sets.append(get())
        except DataMissing as reason:
            say(str(reason))
    with scratch_warehouse() as home:
        folder = home / "identity"
        folder.mkdir()
        for data, rules, whole in identity_kith.published(sets, folder, say):
            results[data.name] = _compared(data, rules, whole, home)
            _show(data.name, results[data.name])
    return results


def _sets() -> list[Callable[[], DataSet]]:
    return [
        *(lambda number=number: identity_data.febrl(number) for number in (1, 2, 3, 4)),
        identity_data.fake_1000,
        identity_data.junk,
    ]


def _county(
    name: str, home: Path, people: int, seed: int, noise: float, with_guarded: bool
) -> Figures:
    data, rules, whole, truth = identity_kith.county(name, home, people, seed, noise)
    figures = _compared(data, rules, whole, home)
    if with_guarded:
        say(f"{data.name}: Splink alone, told of households")
        figures["splink_guarded"], _ = identity_splink.compared(data, home, is_guarded=True)
    figures["ratios"] = identity_ratios.of(figures)
    say(f"ratios: {figures['ratios']}")
    origins = fairness.origins(truth / "people.csv")
    scored = fairness.by_origin(keyed(whole.found), keyed(data.truth), origins)
    for line in fairness.table(scored):
        say(line)
    figures["kith"]["fairness"] = fairness.figures(scored)
    return figures


def _compared(data: DataSet, rules: Resolved, whole: Resolved, home: Path) -> Figures:
    """All systems on one set, Kith's results being there already."""
    say(f"{data.name}: Splink alone, the naive join; {whole.told}")
    splink, at_fixed_line = identity_splink.compared(data, home)
    naive, seconds = identity_naive.resolve(data.records)
    return {
        "records": len(data.records),
        "kith": _kith(data, whole),
        "kith_rules": _kith(data, rules),
        "splink": splink,
        "splink_fixed": at_fixed_line,
        "naive": {**data.figures(naive), "seconds": round(seconds, 2)},
    }


def _kith(data: DataSet, resolved: Resolved) -> Figures:
    figures = {
        **data.figures(resolved.found),
        "seconds": round(resolved.seconds, 2),
        "memory_mb": round(resolved.memory_mb),
    }
    if resolved.new_records_seconds is not None:
        figures["new_records_seconds"] = round(resolved.new_records_seconds, 2)
    return figures


def _show(name: str, figures: Figures) -> None:
    """A table of the set on standard error."""
    say(f"{name:20}" + "".join(f"{column:>15}" for column in _SHOWN))
    for system, told in figures.items():
        if isinstance(told, dict) and "f1" in told:
            say(f"{system:20}" + "".join(f"{told.get(column, ''):>15}" for column in _SHOWN))
