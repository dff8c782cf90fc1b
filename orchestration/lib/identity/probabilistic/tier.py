"""The probabilistic tier: Splink's links as one more source of evidence, beside the rules'.

It runs between two layers of identity's models, on what the rules have guarded and weighed, and
writes ``landing.probabilistic_runs`` and ``landing.probabilistic_links``, which the models below
read. Nothing leaves the machine: DuckDB runs in this process, and PostgreSQL is read and written
by COPY. What it needs of a warehouse (weights, calibration, whether birth dates can be trusted) it
learns from that warehouse; nobody labels anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import duckdb
import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.lib import settings
from orchestration.lib.identity.probabilistic import records as given
from orchestration.lib.identity.probabilistic.clusters import (
    HELD,
    RIVALS,
    TOO_THIN,
    Clusters,
    components,
    resolved,
)
from orchestration.lib.identity.probabilistic.model import NothingToLearn, Scored, scored_pairs
from orchestration.lib.identity.probabilistic.threshold import Curve, calibrated
from orchestration.lib.warehouse import connect

# Raised when the comparisons or keys change; the run's row keeps it.
MODEL_VERSION = f"splink {version('splink')}, comparisons 1"
# Binary logarithm of the odds of a thousand to one.
_STRONG = 10.0
# An id or e-mail in common and the same name, by the weights of the rules, is certain enough to
# measure slips by; with fewer such pairs than these nothing is measured.
_CERTAIN = {"identifiers": 14, "emails": 8}
_FEWEST_CERTAIN = 50
# What DuckDB may hold, at least and for each million records; beyond it, it uses the disk.
_MEGABYTES = 768
_RECORDS = """
create table records as
select
    given.* exclude (record_key) replace (
        string_split(emails, chr(31)) as emails,
        string_split(phones, chr(31)) as phones,
        string_split(identifiers, chr(31)) as identifiers
    ),
    split_part(emails, chr(31), 1) as email,
    split_part(phones, chr(31), 1) as phone,
    split_part(identifiers, chr(31), 1) as identifier,
    clusters.*
from given positional join clusters
"""


@dataclass(frozen=True)
class Outcome:
    """What the tier did.

    Attributes:
        told: in a person's words.
        has_run: whether the model ran; else identity rests on the rules alone.
        has_failed: whether something went wrong, so that it is worth asking again.
    """

    told: str
    has_run: bool
    has_failed: bool = False


@dataclass(frozen=True)
class _Verdicts:
    rows: list[tuple[str, str, float, str]]
    figures: dict[str, Any]


def update() -> Outcome:
    """Train and run the model on the warehouse as it is. Never raises: a failure is told.

    The last good run's links stay where this one fails; where there are too few records to learn
    from, none are left.
    """
    try:
        with connect("kith_builder") as connection:
            return _update(connection)
    except Exception as failure:  # whatever goes wrong here must not stop the build
        return Outcome(
            f"The probabilistic model failed ({type(failure).__name__}); people are resolved by "
            "the rules, and by what the model last found.",
            has_run=False, has_failed=True,
        )


def _update(connection: psycopg.Connection[Any]) -> Outcome:
    records = given.records(connection)
    fewest = given.limit(connection, "model_records")
    if len(records) < fewest:
        return _left_to_the_rules(
            connection, f"The probabilistic model needs {fewest:,.0f} records to learn from and "
            f"there are {len(records):,}",
        )
    record_count, rules = len(records), _Rules.read(connection, records)
    slips = rules.birth_date_slips()
    if slips > given.limit(connection, "claim_slips"):
        rules = rules.without_claim("birth_date_claim")
    cluster = rules.clusters()
    try:
        with _working_table(records, _numbered(cluster, rules)) as working:
            # A million records take 300 MB, and DuckDB has them now.
            del records
            scored = scored_pairs(working)
    except NothingToLearn:
        return _left_to_the_rules(connection, "The probabilistic model found nothing to learn from")
    odds, curves = calibrated(scored)
    verdicts = _judged(
        rules, cluster, scored, odds,
        accept=given.limit(connection, "model_odds"),
        density=given.limit(connection, "model_density"),
    )
    figures = {
        **verdicts.figures,
        "pairs": len(scored.weight),
        "curves": {name: asdict(curve) for name, curve in curves.items()},
    }
    _write(connection, record_count, slips, curves, figures, verdicts.rows)
    return Outcome(
        f"The probabilistic model compared {len(scored.weight):,} pairs of {record_count:,} "
        f"records and links {figures['links']:,} that the rules leave open.",
        has_run=True,
    )


def _left_to_the_rules(connection: psycopg.Connection[Any], reason: str) -> Outcome:
    """No links, and no verdict on birth dates: what an earlier run found holds no longer."""
    connection.execute("truncate landing.probabilistic_links")
    _insert_run(connection, 0, 0.0, 0.0, {"reason": reason})
    return Outcome(f"{reason}: people are resolved by the rules alone.", has_run=False)


class _Rules:
    """What the rules say: weighed pairs by node number, and exclusive claims."""

    def __init__(
        self, keys: pa.Array, birth_dates: pa.Array, pairs: pa.Table, claims: pa.Table,
        accept: float,
    ) -> None:
        self.keys, self._birth_dates, self._claims = keys, birth_dates, claims
        self._pairs, self._accept = pairs, accept
        self.one, self.other = pairs["one"].to_numpy(), pairs["other"].to_numpy()

    @classmethod
    def read(cls, connection: psycopg.Connection[Any], records: pa.Table) -> _Rules:
        keys, pairs = records["record_key"].combine_chunks(), given.ruled_pairs(connection)
        for place, name in enumerate(("one", "other")):
            numbers = pc.index_in(pairs[name].combine_chunks(), keys)
            pairs = pairs.set_column(place, name, numbers)
        return cls(
            keys, records["birth_date"].combine_chunks(), pairs,
            given.claims(connection), given.limit(connection, "accept_weight"),
        )

    def without_claim(self, kind: str) -> _Rules:
        kept = self._claims.filter(pc.not_equal(self._claims["claim_type"], kind))
        return _Rules(self.keys, self._birth_dates, self._pairs, kept, self._accept)

    def weight(self, without: str | None = None) -> np.ndarray:
        whole: np.ndarray = self._pairs["weight"].to_numpy()
        if without:
            whole = whole - self._pairs[without].to_numpy()
        return whole

    def claims(self) -> pa.Table:
        """Node, claim_type, claim_key."""
        nodes = pc.index_in(self._claims["record_key"].combine_chunks(), self.keys)
        return pa.table({"node": nodes, **{
            name: self._claims[name] for name in ("claim_type", "claim_key")
        }}).drop_null()

    def clusters(self) -> np.ndarray:
        chosen = self.weight() >= self._accept
        return resolved(
            len(self.keys), self.one[chosen], self.other[chosen], self.weight()[chosen],
            self.claims(),
        )

    def components(self, without: str) -> np.ndarray:
        chosen = self.weight(without) >= self._accept
        return components(len(self.keys), self.one[chosen], self.other[chosen])

    def birth_date_slips(self) -> float:
        """Of pairs that are certainly one person's and give two birth dates: the share that differ.

        0 where too few can be asked.
        """
        certain = np.logical_or.reduce([
            self._pairs[name].to_numpy() >= least for name, least in _CERTAIN.items()
        ])
        dates = np.asarray(self._birth_dates.to_numpy(zero_copy_only=False), dtype=object)
        one, other = dates[self.one[certain]], dates[self.other[certain]]
        said = np.array([a is not None and b is not None for a, b in zip(one, other, strict=True)])
        if said.sum() < _FEWEST_CERTAIN:
            return 0.0
        return float((one[said] != other[said]).mean())


def _numbered(cluster: np.ndarray, rules: _Rules) -> pa.Table:
    """Each record's number and whose the rules hold it to be, also without a field; in order."""
    without = {f"cluster_without_{name}": rules.components(name) for name in given.HELD_OUT}
    return pa.table({"number": np.arange(len(cluster)), "cluster": cluster, **without})


@contextmanager
def _working_table(records: pa.Table, clusters: pa.Table) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB with the table ``records`` that the model works on."""
    with duckdb.connect(config={
        "memory_limit": f"{_MEGABYTES * max(1, len(records) / 1_000_000):.0f}MB",
        "temp_directory": str(settings.folder("duckdb")),
        "autoinstall_known_extensions": "false",
    }) as connection:
        connection.execute("set enable_progress_bar = false").fetchall()
        for name, table in (("given", records), ("clusters", clusters)):
            connection.register(name, table)
        connection.execute(_RECORDS).fetchall()
        for name in ("given", "clusters"):
            connection.unregister(name)
        # The generator lives as long as the model works; what it was given need not.
        del records, clusters, table
        yield connection


def _judged(
    rules: _Rules, cluster: np.ndarray, scored: Scored, odds: np.ndarray,
    accept: float, density: float,
) -> _Verdicts:
    """The links worth a word: those that join people, and those that nearly would."""
    asked = scored.is_open & (odds >= 0)
    one, other = scored.one[asked], scored.other[asked]
    weights = odds[asked]
    strong = weights >= accept
    ends = [
        (int(a), int(b), float(w))
        for a, b, w in zip(cluster[one], cluster[other], weights, strict=True)
    ]
    touched = np.unique(np.concatenate([cluster[one], cluster[other]]))
    labels, counts = np.unique(cluster, return_counts=True)
    sizes = dict(zip(labels.tolist(), counts.tolist(), strict=True))
    claims = rules.claims()
    claimed = cluster[claims["node"].to_numpy()]
    kept = claims.filter(pa.array(np.isin(claimed, touched)))
    told = zip(
        cluster[kept["node"].to_numpy()].tolist(),
        kept["claim_type"].to_pylist(), kept["claim_key"].to_pylist(), strict=True,
    )
    clusters = Clusters({int(each): sizes[int(each)] for each in touched}, told, density)
    places = np.flatnonzero(strong)
    joined = clusters.join([ends[place] for place in places])
    found = dict(zip(places.tolist(), joined, strict=True))
    rows, counted = [], {HELD: 0, TOO_THIN: 0, RIVALS: 0, "doubtful": 0}
    for place, (a, b, weight) in enumerate(ends):
        verdict = found.get(place, "doubtful")
        counted[verdict] += 1
        if verdict == HELD:
            verdict = "strong" if weight >= _STRONG else "likely"
        elif verdict == RIVALS or clusters.of(a) == clusters.of(b):
            continue
        keys = sorted((rules.keys[one[place]].as_py(), rules.keys[other[place]].as_py()))
        rows.append((keys[0], keys[1], round(weight, 2), verdict))
    return _Verdicts(rows, {"links": counted.pop(HELD), **counted})


def _write(
    connection: psycopg.Connection[Any], records: int, slips: float, curves: dict[str, Curve],
    figures: dict[str, Any], rows: list[tuple[str, str, float, str]],
) -> None:
    """One run and its links, in the place of the last run's, in one transaction."""
    accept = curves["agree"].middle if "agree" in curves else 0.0
    run = _insert_run(connection, records, accept, slips, figures)
    connection.execute("truncate landing.probabilistic_links")
    with connection.cursor().copy(
        "copy landing.probabilistic_links"
        " (run_number, left_record_key, right_record_key, weight, verdict_code) from stdin"
    ) as stream:
        for row in rows:
            stream.write_row([run, *row])


def _insert_run(
    connection: psycopg.Connection[Any], records: int, accept: float, slips: float,
    figures: dict[str, Any],
) -> int:
    row = connection.execute(
        "insert into landing.probabilistic_runs (model_version, record_count, accept_weight,"
        " birth_date_slip_share, figures) values (%s, %s, %s, %s, %s) returning run_number",
        [MODEL_VERSION, records, accept, round(slips, 4), json.dumps(figures)],
    ).fetchone()
    assert row is not None
    return int(row[0])
