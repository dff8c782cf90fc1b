"""Splink alone, set up as its guides advise, on the same records as Kith.

Values that more than 50 records share are nulled first: without that, a placeholder links
thousands. Its thresholds are both the best one, which only the truth can tell, and 0.95.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import splink.comparison_level_library as levels
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.blocking_rule_creator import BlockingRuleCreator
from splink.internals.exceptions import EMTrainingException

FIXED_THRESHOLD = 0.95
THRESHOLDS = (
    1e-4, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, FIXED_THRESHOLD, 0.99, 0.999, 0.9999, 0.99999, 0.999999,
)
_SHARED_BY = 50
_SMALL = 5_000
_SHARED = ("email", "phone", "identifier")


def resolve(records: pa.Table) -> dict[str, Any]:
    """Train, predict and cluster. Seconds by step, and ``clusters``: threshold -> record -> label.

    ``seconds`` counts one clustering, as a user would run it; the other thresholds are free.
    """
    connection = duckdb.connect()
    connection.register("given", records)
    connection.execute(f"create table records as {_unshared()}").fetchall()
    api = DuckDBAPI(connection)
    linker = Linker(
        api.register("records"),
        _settings(_present(connection), is_small=len(records) <= _SMALL),
        log_level="ERROR",
    )
    started = time.monotonic()
    _train(linker, connection)
    trained = time.monotonic()
    predicted = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
    done = time.monotonic()
    clusters, seconds = {}, 0.0
    for threshold in THRESHOLDS:
        began = time.monotonic()
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predicted, threshold_match_probability=threshold
        )
        seconds = max(seconds, time.monotonic() - began)
        columns = found.as_duckdbpyrelation().select("record_id, cluster_id").fetchall()
        clusters[threshold] = dict(columns)
    return {
        "train_seconds": trained - started,
        "predict_seconds": done - trained,
        "cluster_seconds": seconds,
        "seconds": done - started + seconds,
        "clusters": clusters,
    }


def _unshared() -> str:
    """The records, values that a crowd shares left out, with the columns Splink compares."""
    kept = ", ".join(
        f"case when count(*) over (partition by {name}) <= {_SHARED_BY} then {name} end as {name}"
        for name in _SHARED
    )
    return (
        f"select * exclude (person, {', '.join(_SHARED)}), {kept},"
        " first_name || ' ' || last_name as full_name from given"
    )


def _present(connection: duckdb.DuckDBPyConnection) -> set[str]:
    names = [row[0] for row in connection.execute("describe records").fetchall()]
    counts = connection.execute(
        f"select {', '.join(f'count({name})' for name in names)} from records"
    ).fetchall()[0]
    return {name for name, count in zip(names, counts, strict=True) if count}


def _settings(present: set[str], is_small: bool) -> SettingsCreator:
    every = {
        "first_name": compare.NameComparison("first_name"),
        "last_name": compare.NameComparison("last_name"),
        "birth_date": compare.DateOfBirthComparison("birth_date", input_is_string=True),
        "email": compare.EmailComparison("email"),
        "phone": compare.LevenshteinAtThresholds("phone", 1),
        "identifier": compare.LevenshteinAtThresholds("identifier", [1, 2]),
        "street_address": compare.CustomComparison(
            output_column_name="street_address",
            comparison_levels=[
                levels.NullLevel("street_address"),
                levels.ExactMatchLevel("street_address", term_frequency_adjustments=True),
                levels.JaroWinklerLevel("street_address", 0.9),
                levels.ElseLevel(),
            ],
        ),
        "postal_code": compare.LevenshteinAtThresholds("postal_code", 1),
        "city": compare.JaroWinklerAtThresholds("city", [0.9]).configure(
            term_frequency_adjustments=True
        ),
    }
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        comparisons=[each for column, each in every.items() if column in present],
        blocking_rules_to_generate_predictions=[
            block_on(*columns)
            for columns in (*_blocks(), *(_blocks_of_small_sets() if is_small else ()))
            if present.issuperset(columns)
        ],
        retain_matching_columns=False,
    )


def _blocks() -> Iterator[tuple[str, ...]]:
    yield ("email",)
    yield ("phone",)
    yield ("identifier",)
    yield ("birth_date",)
    yield ("first_name", "last_name")
    yield ("first_name", "last_name", "postal_code")
    yield ("first_name", "last_name", "city")
    yield ("street_address", "postal_code")
    yield ("birth_date", "postal_code")
    yield ("birth_date", "city")


def _blocks_of_small_sets() -> Iterator[tuple[str, ...]]:
    """What would be too many pairs beyond some thousand records."""
    yield ("last_name",)
    yield ("first_name", "city")


def _train(linker: Linker, connection: duckdb.DuckDBPyConnection) -> None:
    present = _present(connection)
    certain: list[str | BlockingRuleCreator] = [
        block_on(*columns)
        for columns in (
            ("first_name", "birth_date"), ("last_name", "birth_date"), ("first_name", "email"),
            ("last_name", "email"), ("first_name", "phone"), ("identifier",),
        )
        if present.issuperset(columns)
    ]
    if certain:
        linker.training.estimate_probability_two_random_records_match(certain, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for columns in (("first_name", "last_name"), ("birth_date",), ("email",)):
        if present.issuperset(columns):
            with suppress(EMTrainingException):
                linker.training.estimate_parameters_using_expectation_maximisation(
                    block_on(*columns), estimate_without_term_frequencies=True, max_pairs=2e6
                )


def main() -> None:
    """Resolve a Parquet file of records; clusters go beside it, the seconds to standard output.

    A process of its own, so that its peak memory is its own.
    """
    import resource

    file = Path(sys.argv[1])
    found = resolve(pq.read_table(file))
    found["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    clusters = found.pop("clusters")
    file.with_suffix(".splink.json").write_text(
        json.dumps({str(threshold): labels for threshold, labels in clusters.items()})
    )
    print(json.dumps(found))


if __name__ == "__main__":
    main()
