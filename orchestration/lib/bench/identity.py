"""Who finds the same people: Kith, Splink alone and the naive join, on the same records in one run.

The sets: FEBRL 1 to 4 and Splink's fake_1000 (published, with their truth), planted junk values,
and simulated counties of unseen seeds at two rates of noise. Kith is measured twice: by its
rules alone, which is what plain `dbt build` does, and with the probabilistic tier. Kith's line is
drawn without labels; Splink's is the best one that the truth can find, and 0.95 beside it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from orchestration.lib import settings
from orchestration.lib.bench import identity_data, identity_kith, identity_naive
from orchestration.lib.bench.county import say
from orchestration.lib.bench.identity_data import DataMissing, DataSet
from orchestration.lib.bench.identity_kith import Resolved
from orchestration.lib.bench.identity_splink import FIXED_THRESHOLD
from orchestration.lib.identity.accuracy import fairness, score
from orchestration.lib.identity.accuracy.score import Score
from orchestration.lib.scratch.warehouse import scratch_warehouse

# Counties as name: people, seed, noise. About three records a person.
COUNTIES = {
    "county_100k": (33_000, 20_011, 1.0),
    "county_100k_noisy": (33_000, 20_012, 3.0),
    "county_1m": (330_000, 20_013, 1.0),
}
SMALL_COUNTIES = {"county_2k": (600, 20_021, 1.0)}
_SHOWN = ("precision", "recall", "f1", "mixed_clusters", "largest_mixed", "seconds")

Figures = dict[str, Any]


def run(small: bool) -> Figures:
    """Every set's figures: set -> system -> figure. Shares are 0 to 1, times seconds."""
    results: Figures = {"bench": "identity"}
    for name, figures in _published(small).items():
        results[name] = figures
    for name, (people, seed, noise) in (SMALL_COUNTIES if small else COUNTIES).items():
        say(f"{name}: {people:,} people")
        with scratch_warehouse() as home:
            results[name] = _county(home, people, seed, noise)
        _show(name, results[name])
    return results


def _published(small: bool) -> Figures:
    sets, results = [], {}
    wanted = [lambda number=number: identity_data.febrl(number) for number in (1, 2, 3, 4)]
    for get in [*(wanted[:1] if small else wanted), identity_data.fake_1000, identity_data.junk]:
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


def _county(home: Path, people: int, seed: int, noise: float) -> Figures:
    data, rules, whole, truth = identity_kith.county(home, people, seed, noise)
    figures = _compared(data, rules, whole, home)
    origins = fairness.origins(truth / "people.csv")
    scored = fairness.by_origin(_keyed(whole.found), _keyed(data.truth), origins)
    for line in fairness.table(scored):
        say(line)
    figures["kith"]["fairness"] = fairness.figures(scored)
    return figures


def _compared(data: DataSet, rules: Resolved, whole: Resolved, home: Path) -> Figures:
    """All systems on one set, Kith's results being there already."""
    say(f"{data.name}: Splink alone, the naive join; {whole.told}")
    splink = _splink(data, home)
    naive, seconds = identity_naive.resolve(data.records)
    return {
        "records": len(data.records),
        "kith": _kith(data, whole),
        "kith_rules": _kith(data, rules),
        **splink,
        "naive": {**_figures(data, naive), "seconds": round(seconds, 2)},
    }


def _kith(data: DataSet, resolved: Resolved) -> Figures:
    return {
        **_figures(data, resolved.found),
        "seconds": round(resolved.seconds, 2),
        "memory_mb": round(resolved.memory_mb),
    }


def _splink(data: DataSet, home: Path) -> Figures:
    """Splink in a process of its own, at the threshold that turns out best and at a fixed one."""
    file = home / f"{data.name}.parquet"
    pq.write_table(data.records, file)
    finished = subprocess.run(
        [sys.executable, "-m", "orchestration.lib.bench.identity_splink", str(file)],
        check=True, stdout=subprocess.PIPE, cwd=settings.PROJECT_ROOT,
    )
    cost = json.loads(finished.stdout.splitlines()[-1])
    cost = {name: round(value, 2) for name, value in cost.items()}
    clusters = json.loads(file.with_suffix(".splink.json").read_text())
    scored = {float(at): _figures(data, found) for at, found in clusters.items()}
    best = max(scored, key=lambda threshold: scored[threshold]["f1"])
    return {
        "splink": {**scored[best], "threshold": best, **cost},
        "splink_fixed": {**scored[FIXED_THRESHOLD], "threshold": FIXED_THRESHOLD},
    }


def _figures(data: DataSet, found: Mapping[str, str]) -> Figures:
    known = {record: person for record, person in data.truth.items() if person is not None}
    scored: Score = score.of(_keyed(found), _keyed(known))
    exact, whole = scored.cluster_precision, scored.cluster_recall
    cluster_f1 = 2 * exact * whole / (exact + whole) if exact + whole else 0.0
    told = {**scored.figures(), "cluster_f1": cluster_f1}
    return {
        name: round(value, 4) if isinstance(value, float) else value for name, value in told.items()
    }


def _keyed(found: Mapping[str, str]) -> dict[score.RecordKey, str]:
    return {("", "", record): str(person) for record, person in found.items()}


def _show(name: str, figures: Figures) -> None:
    """A table of the set on standard error."""
    say(f"{name:20}" + "".join(f"{column:>15}" for column in _SHOWN))
    for system, told in figures.items():
        if isinstance(told, dict):
            say(f"{system:20}" + "".join(f"{told.get(column, ''):>15}" for column in _SHOWN))
