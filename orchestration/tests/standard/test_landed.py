"""What the first door let in is judged out of the archive as `./kith conform` judges a file."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from psycopg.rows import dict_row

from expectations.suites.standard_level import standard_level
from orchestration.lib.build import gates, run
from orchestration.lib.landing import archive
from orchestration.lib.landing.lander import land_path
from orchestration.lib.registry import promises
from orchestration.lib.standard import landed
from orchestration.lib.standard.conform import conform
from orchestration.lib.standard.requirements import requirements
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
    # Whether an id was another's before, no file can tell.
    assert found.pop("ids_kept") == (30, 30, False)
    assert {code: met / asked for code, (asked, met, _) in found.items()} == of_the_file
    assert {0.0, 1.0} <= {*of_the_file.values()}
    # What promises of a level are held against.
    shown = ledger.execute(
        "select missed_level_rank, has_people, has_merges from landing.judged_loads"
    ).fetchall()
    assert verdict.level and {*shown} == {(verdict.level.rank + 1, True, False)}


def test_of_a_large_table_the_first_records_are_judged_and_the_row_says_so(
    tmp_path: Path, ledger: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landed, "MOST_RECORDS", 100)
    _let_in(mobilize_users(tmp_path, "20260101", 5000))
    asked, met, is_sample = _results(ledger)["record_id_given"]
    assert 100 <= asked == met < 5000
    assert is_sample


def _judged(ledger: psycopg.Connection) -> list[tuple[int, bool]]:
    return ledger.execute(
        "select load_id, failure is null from landing.judged_loads order by load_id"
    ).fetchall()


def test_what_the_machine_could_not_judge_waits_for_the_next_time(
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
    assert "the next build tries again" in told
    assert CANARY not in told
    assert landed.waiting() == [first]
    assert {asked for asked, _, _ in _results(ledger).values()} == {31}
    run.judge_by_standard()
    assert landed.waiting() == []
    assert _judged(ledger) == [(first.load_id, True), (second.load_id, True)]


def test_what_cannot_be_judged_is_told_and_never_tried_again(
    tmp_path: Path, ledger: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(landed, "declared_table", lambda *_: 1 / 0)
        _let_in(mobilize_users(tmp_path, "20260101", 30))
    assert landed.waiting() == []
    assert [is_judged for _, is_judged in _judged(ledger)] == [False]
    assert _results(ledger) == {}


def test_ids_that_became_other_peoples_are_counted(
    tmp_path: Path, ledger: psycopg.Connection
) -> None:
    first = mobilize_users(tmp_path, "20260101", 30)
    _let_in(first)
    later = first.with_name("users_20260102.csv")
    lines = first.read_text().splitlines()
    # Two ids are other people's now; one person married, and one has another address.
    for number in (3, 4):
        lines[number] = lines[number].replace(f"{CANARY},{CANARY}{number - 1},", "Bo,Roe,")
    lines[5] = lines[5].replace(f"{CANARY}4,", "Roe,", 1)
    lines[6] = lines[6].replace("06103", "06104")
    later.write_text("\n".join(lines) + "\n")
    _let_in(later)
    landed.judge(landed.waiting())
    found = ledger.execute(
        "select asked_count, met_count from landing.standard_results"
        " where requirement_code = 'ids_kept' order by load_id"
    ).fetchall()
    assert found == [(30, 30), (30, 28)]


def test_only_results_of_the_newest_exports_are_read_at_each_build(
    tmp_path: Path, ledger: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landed, "RECENT_RECORDS", 60)
    for day in range(1, 6):
        _let_in(mobilize_users(tmp_path, f"2026010{day}", 30 + day))
    found = ledger.execute(
        "select asked_count, is_recent from landing.standard_results"
        " where requirement_code = 'file_readable' order by asked_count"
    ).fetchall()
    # The last is no one's elder until it was let in.
    assert found == [(31, False), (32, False), (33, True), (34, True), (35, True)]
    recent = ledger.execute("select min(asked_count) from landing.recent_standard_results")
    assert recent.fetchone() == (33,)


def test_a_door_that_cannot_judge_by_the_standard_is_closed_where_a_level_is_promised(
    tmp_path: Path, ledger: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr(landed, "_tables", crash)
    _let_in(mobilize_users(tmp_path, "20260101", 30))
    monkeypatch.setattr(promises, "standard_level", lambda source: 1)
    (load,) = land_path(mobilize_users(tmp_path, "20260102", 31), SOURCE)
    verdict = gates.check_source(SOURCE)
    assert verdict.held == (load.load_id,)
    assert "could not be judged: reading the export" in verdict.told()
    assert CANARY not in verdict.told()


def test_a_promise_to_tell_deletions_is_kept_by_a_table_of_their_own(
    tmp_path: Path, ledger: psycopg.Connection
) -> None:
    (asked,) = (each for each in requirements() if each.check == "deletions")
    _let_in(mobilize_users(tmp_path, "20260101", 30))
    ledger.execute(
        "update landing.standard_results set met_count = 0 where requirement_code = %s",
        [asked.code],
    )
    loads = [row[0] for row in ledger.execute("select load_id from landing.loads").fetchall()]
    query = standard_level("mobilize", loads, asked.level).query

    def share() -> object:
        told = ledger.cursor(row_factory=dict_row).execute(query.encode()).fetchone()
        assert told is not None
        return told[f"share_{asked.code}"]

    assert share() == 0
    ledger.execute("update landing.judged_loads set has_deletions = true")
    assert share() == 1
