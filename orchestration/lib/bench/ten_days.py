"""The ledger of person ids over ten simulated days, with a steward who mends what is wrong."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from orchestration.lib.bench.county import County, say
from orchestration.lib.identity.stewards import decisions
from orchestration.lib.warehouse import connect

PEOPLE, DAYS = 1_500, 10
DECISIONS_A_DAY = 4


def ten_days(home: Path) -> list[dict[str, Any]]:
    """A row a day: records, people, ids born, merged and split, and decisions made after it.

    ``home``: of a scratch warehouse. The steward knows the truth and looks at a few links a day.
    """
    county = County(home, PEOPLE, DAYS)
    truth = _truth(county)
    told: list[dict[str, Any]] = []
    for day in county.days:
        newest = "select max(run_number) from identity.person_id_history"
        run_number = _number(newest) if told else 0
        county.arrive(day)
        told.append(
            {
                "day": day.name,
                "records": _number("select count(*) from identity.record_persons"),
                "people": _number("select count(distinct person_id) from identity.record_persons"),
                **_events(run_number),
                "decisions": _decide(truth),
            }
        )
        say(", ".join(f"{name} {value}" for name, value in told[-1].items()))
    return told


def _truth(county: County) -> dict[str, str]:
    with (county.truth / "records.csv").open(newline="", encoding="utf-8") as lines:
        return {
            f"{row['source_id']}/{row['record_type']}/{row['record_id']}": row["person"]
            for row in csv.DictReader(lines)
        }


def _number(query: str) -> int:
    with connect("kith_builder") as connection:
        row = connection.execute(query.encode()).fetchone()
    return int(row[0] or 0) if row else 0


def _events(since_run: int) -> dict[str, int]:
    with connect("kith_builder") as connection:
        rows = connection.execute(
            "select event_type, count(*) from identity.person_id_events"
            " where run_number > %s group by event_type",
            [since_run],
        ).fetchall()
    happened = dict(rows)
    return {kind: happened.get(kind, 0) for kind in ("born", "merged", "split", "records_moved")}


def _decide(truth: dict[str, str]) -> int:
    """Part records that are wrongly linked, and join ones that were refused; how many."""
    with connect("kith_builder") as connection:
        linked = connection.execute(
            "select left_record_key, right_record_key from identity.links order by weight, 1, 2"
        ).fetchall()
        refused = connection.execute(
            "select left_record_key, right_record_key from identity.refused_links"
            " order by weight desc, 1, 2"
        ).fetchall()
    # Records that others only mention have no truth, so nothing is decided about them.
    linked, refused = (
        [pair for pair in pairs if truth.keys() >= set(pair)] for pairs in (linked, refused)
    )
    wrong = [pair for pair in linked if truth[pair[0]] != truth[pair[1]]]
    missed = [pair for pair in refused if truth[pair[0]] == truth[pair[1]]]
    for left, right in wrong[:DECISIONS_A_DAY]:
        decisions.record(left, right, "no", by="steward", reason="other people")
    for left, right in missed[:DECISIONS_A_DAY]:
        decisions.record(left, right, "yes", by="steward", reason="the same person")
    return len(wrong[:DECISIONS_A_DAY]) + len(missed[:DECISIONS_A_DAY])
