"""Splink alone on the same records as Kith: what it costs, and what it finds at which line.

What it costs is measured in a process that does what a user's does: train, predict above one
threshold, cluster at one. Its best threshold, which only the truth can tell, is looked for in a
process of its own, with the model that the first one trained, and is free.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from splink import DuckDBAPI, Linker

from orchestration.lib.bench import identity_splink_model as model
from orchestration.lib.bench.identity_data import DataSet
from orchestration.lib.bench.memory import peak_mb
from orchestration.lib.settings import PROJECT_ROOT

FIXED_THRESHOLD = 0.95
_PREDICTED_FROM = 0.5
THRESHOLDS = (
    1e-4, 0.01, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, FIXED_THRESHOLD, 0.97, 0.98, 0.99, 0.995, 0.998,
    0.999, 0.9995, 0.9999, 0.99999, 0.999999,
)
# Below a half a large set's clusters are crowds, and their pairs would not fit into memory.
LARGE = 300_000
THRESHOLDS_OF_LARGE_SETS = tuple(each for each in THRESHOLDS if each >= _PREDICTED_FROM)[::2]


def compared(data: DataSet, folder: Path, is_guarded: bool = False) -> tuple[Any, Any]:
    """Splink's figures at the threshold that turns out best, with its cost, and at 0.95.

    ``is_guarded``: with blocks that know of households (see identity_splink_model).
    """
    file = folder / f"{data.name}.parquet"
    pq.write_table(data.records, file)
    cost = _asked("cost", file, is_guarded)
    scored = {float(line): found for line, found in _asked("lines", file, is_guarded).items()}
    best = max(scored, key=lambda line: scored[line]["f1"])
    return (
        {**scored[best], "threshold": best, **{name: round(cost[name], 2) for name in cost}},
        {**scored[FIXED_THRESHOLD], "threshold": FIXED_THRESHOLD},
    )


def resolve(records: pa.Table, is_guarded: bool, trained: Path) -> tuple[dict[str, float], Any]:
    """Train, predict and cluster as a user would; seconds by step, and each record's label.

    The model is written to ``trained``, which isn't counted.
    """
    connection = _loaded(records)
    started = time.monotonic()
    linker = _linker(connection, model.settings(connection, is_guarded))
    model.train(linker, connection)
    trained_at = time.monotonic()
    predicted = linker.inference.predict(threshold_match_probability=_PREDICTED_FROM)
    predicted_at = time.monotonic()
    found = _clustered(linker, predicted, FIXED_THRESHOLD)
    ended = time.monotonic()
    linker.misc.save_model_to_json(str(trained), overwrite=True)
    return {
        "train_seconds": trained_at - started,
        "predict_seconds": predicted_at - trained_at,
        "cluster_seconds": ended - predicted_at,
        "seconds": ended - started,
    }, found


def lines(data: DataSet, trained: Path) -> dict[float, Any]:
    """The figures of a trained model's clusters at each threshold."""
    thresholds = THRESHOLDS_OF_LARGE_SETS if len(data.records) > LARGE else THRESHOLDS
    linker = _linker(_loaded(data.records), trained)
    predicted = linker.inference.predict(threshold_match_probability=min(thresholds))
    return {
        line: data.figures(dict(_clustered(linker, predicted, line).fetchall()))
        for line in {*thresholds, FIXED_THRESHOLD}
    }


def _loaded(records: pa.Table) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.register("given", records)
    connection.execute(f"create table records as {model.unshared()}").fetchall()
    return connection


def _linker(connection: duckdb.DuckDBPyConnection, settings: Any) -> Linker:
    api = DuckDBAPI(connection)
    return Linker(api.register("records"), settings, log_level="ERROR")


def _clustered(linker: Linker, predicted: Any, threshold: float) -> duckdb.DuckDBPyRelation:
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_probability=threshold
    )
    return found.as_duckdbpyrelation().select("record_id, cluster_id")


def _asked(what: str, file: Path, is_guarded: bool) -> dict[str, Any]:
    finished = subprocess.run(
        [sys.executable, "-m", __name__, what, str(file), *(["guarded"] if is_guarded else [])],
        check=True, stdout=subprocess.PIPE, cwd=PROJECT_ROOT,
    )
    told: dict[str, Any] = json.loads(finished.stdout.splitlines()[-1])
    return told


def main() -> None:
    """``cost FILE [guarded]`` or ``lines FILE``: JSON of the one or the other as the last line.

    Each in a process of its own, so that its peak memory is its own.
    """
    what, name, *guarded = sys.argv[1:]
    file = Path(name)
    records, trained = pq.read_table(file), file.with_suffix(".model.json")
    told: dict[Any, Any]
    if what == "cost":
        told, _ = resolve(records, bool(guarded), trained)
        told["memory_mb"] = peak_mb()
    else:
        told = lines(DataSet(file.stem, records), trained)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
