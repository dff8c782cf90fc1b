"""What the first door let in is judged out of the archive as `./kith conform` judges a file."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from orchestration.lib.build import gates, run
from orchestration.lib.landing import archive, promises
from orchestration.lib.landing.lander import land_path
from orchestration.lib.standard import landed
from orchestration.lib.standard.conform import conform
from orchestration.lib.standard.verdict import share_of
from orchestration.tests.orchestration.exports import CANARY, mobilize_users

pytestmark = pytest.mark.usefixtures("empty_landing")
SOURCE = "county_mobilize"


def _let_in(export: Path) -> None:
    land_path(export, SOURCE)
    assert gates.check_source(SOURCE).is_passed


def _results(ledger: psycopg.Connection) -> dict[str, tuple[int, int, bool]]:
    rows = ledger.execute(
        "select requirement_code, asked_count, met_count, is_sample from landing.standard_results"
    ).fetchall()
    return {code: (asked, met, is_sample) for code, asked, met, is_sample in rows}


def test_a_load_is_judged_once_and_as_the_file_is(
    tmp_path: Path, ledger: psycopg.Connection
) -> None:
    export = mobilize_users(tmp_path, "20260101", 30)
    (load,) = land_path(export, SOURCE)
    assert landed.waiting() == []
    (judged,) = landed.judge(landed.waiting(SOURCE, [load.load_id]))
    assert (judged.source_id, judged.failure) == (SOURCE, "")
    _let_in(mobilize_users(tmp_path, "20260102", 30))
    assert landed.waiting() == landed.waiting(SOURCE, [load.load_id]) == []
    verdict = conform(export, "mobilize")
    of_the_file = {
        each.requirement.code: share_of(verdict.of(each.requirement))
        for each in verdict.findings if each.table
    }
    found = _results(ledger)
    assert {code: met / asked for code, (asked, met, _) in found.items()} == of_the_file
    assert {0.0, 1.0} <= {*of_the_file.values()}


def test_of_a_large_table_the_first_records_are_judged_and_the_row_says_so(
    tmp_path: Path, ledger: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landed, "MOST_RECORDS", 100)
    _let_in(mobilize_users(tmp_path, "20260101", 5000))
    asked, met, is_sample = _results(ledger)["record_id_given"]
    assert 100 <= asked == met < 5000
    assert is_sample


def test_what_cannot_be_judged_is_told_and_stops_nothing(
    tmp_path: Path, ledger: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    _let_in(mobilize_users(tmp_path, "20260101", 30))
    _let_in(mobilize_users(tmp_path, "20260102", 31))
    # As if a version that did not judge yet had let them in.
    ledger.execute("delete from landing.standard_results")
    ledger.execute("delete from landing.judged_loads")
    first, second = landed.waiting()
    archive.place(first.file_id).rename(tmp_path / "gone")
    try:
        run.judge_by_standard()
    finally:
        (tmp_path / "gone").rename(archive.place(first.file_id))
    told = capsys.readouterr().err
    assert f"{SOURCE}: load {first.load_id} landed, but could not be judged" in told
    assert CANARY not in told
    assert landed.waiting() == []
    judged = ledger.execute(
        "select load_id, failure is null from landing.judged_loads order by load_id"
    ).fetchall()
    assert judged == [(first.load_id, False), (second.load_id, True)]
    assert {asked for asked, _, _ in _results(ledger).values()} == {31}


def test_the_first_door_judges_what_it_lets_in_and_tells_what_it_could_not(
    tmp_path: Path, ledger: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    (load,) = land_path(mobilize_users(tmp_path, "20260101", 30), SOURCE)
    archive.place(load.file_id).rename(tmp_path / "gone")
    try:
        assert gates.check_source(SOURCE).is_passed
        (load,) = land_path(mobilize_users(tmp_path, "20260102", 31), SOURCE)
        archive.place(load.file_id).rename(tmp_path / "gone, too")
        monkeypatch.setattr(promises, "standard_level", lambda source: 1)
        verdict = gates.check_source(SOURCE)
    finally:
        for path in tmp_path.glob("gone*"):
            path.unlink()
    assert verdict.held == (load.load_id,) and "failed_to_be_judged" in verdict.told()
