"""Recall by name origin: each origin's records are scored by themselves."""

from __future__ import annotations

import csv
from pathlib import Path

from orchestration.lib.identity.accuracy import fairness
from simulation import simulate

TRUTH = {("s", "t", str(n)): person for n, person in enumerate("aaabbcc")}
ORIGINS = {"a": "spanish", "b": "english", "c": "english"}


def test_each_origin_has_its_own_recall_and_the_gap_is_told() -> None:
    found = {("s", "t", str(n)): person for n, person in enumerate("xxyzzww")}
    scores = fairness.by_origin(found, TRUTH, ORIGINS)
    assert list(scores) == ["english", "spanish"]
    assert (scores["english"].recall, scores["spanish"].recall) == (1, 1 / 3)
    told = fairness.figures(scores)
    assert told["recall_gap"] == 0.6667
    assert told["by_origin"]["spanish"] == {"recall": 0.3333, "precision": 1, "records": 3}
    assert len(fairness.table(scores)) == 3


def test_records_of_people_without_an_origin_are_left_out() -> None:
    assert fairness.by_origin(TRUTH, TRUTH, {}) == {}
    assert fairness.figures({}) == {"recall_gap": 0.0, "by_origin": {}}


def test_the_simulated_county_tells_everybodys_origin(tmp_path: Path) -> None:
    simulate(400, 3, tmp_path, days=1)
    known = fairness.origins(tmp_path / "truth" / "people.csv")
    with (tmp_path / "truth" / "records.csv").open(encoding="utf-8") as lines:
        people = {row["person"] for row in csv.DictReader(lines)}
    assert people <= known.keys()
    assert len(set(known.values())) >= 8
