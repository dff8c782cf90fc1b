"""What a source sent is seen by staging when its expectations hold, and not before."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from threading import Event, Semaphore, Thread

import psycopg
import pytest

from expectations.suites import (
    canon_and_identity,
    raw_records,
    references,
    same_records,
    standard_level,
    volumes,
)
from expectations.suites.suite import CRITICAL, Measures, Suite
from orchestration.lib import settings
from orchestration.lib.build import gates, run
from orchestration.lib.build.gates import first_door, results
from orchestration.lib.build.gates import ledger as verdicts
from orchestration.lib.landing import arrivals, declarations
from orchestration.lib.landing.lander import land_path
from orchestration.lib.reports import status
from orchestration.lib.warehouse import connect
from orchestration.tests.conftest import forget_models
from orchestration.tests.orchestration.exports import CANARY, mobilize_users, spoke_users

CALM = {"raised_exception": False}
Visible = Callable[[str], int]


def _held(ledger: psycopg.Connection) -> list[tuple[int, str]]:
    return ledger.execute(
        "select load_id, held_reason from landing.loads where held_at is not null"
        " and released_at is null order by load_id"
    ).fetchall()


def test_a_landed_export_is_invisible_until_it_was_judged(landing: Path, visible: Visible) -> None:
    land_path(mobilize_users(landing, "20260101", 30), "county_mobilize")
    assert visible("mobilize__users") == 0
    verdict = gates.check_source("county_mobilize")
    assert verdict.is_passed and len(verdict.released) == 1
    assert visible("mobilize__users") == 30


def test_everybody_left_is_not_believed_and_the_next_good_export_is(
    landing: Path, visible: Visible, ledger: psycopg.Connection
) -> None:
    for day, count in (("20260101", 40), ("20260102", 15), ("20260103", 42)):
        land_path(mobilize_users(landing, day, count), "county_mobilize")
    verdict = gates.check_source("county_mobilize")
    assert not verdict.is_passed
    ((_, reason),) = _held(ledger)
    assert "mobilize__users of county_mobilize: A full export that shrinks by half may be" in reason
    assert "expect_" not in reason
    assert visible("mobilize__users") == 42


def _absent(ledger: psycopg.Connection) -> int:
    row = ledger.execute("select count(*) from landing.absent_records").fetchone()
    return row[0] if row else -1


def test_a_twentieth_does_not_vanish_at_once_unless_somebody_says_so(
    landing: Path, visible: Visible, ledger: psycopg.Connection
) -> None:
    for day, count in (("20260101", 400), ("20260102", 381)):
        land_path(mobilize_users(landing, day, count), "county_mobilize")
        assert gates.check_source("county_mobilize").is_passed
    assert _absent(ledger) == 19
    (load,) = land_path(mobilize_users(landing, "20260103", 350), "county_mobilize")
    verdict = gates.check_source("county_mobilize")
    assert verdict.held == (load.load_id,) and _absent(ledger) == 19
    for told in (
        "many records don't go at once", "31 records of users",
        f"./kith release {load.load_id} --because",
        "It is an export of Mobilize. events@county-organizers.example is responsible",
    ):
        assert told in verdict.told()
    land_path(mobilize_users(landing, "20260104", 379), "county_mobilize")
    gates.check_source("county_mobilize")
    assert _absent(ledger) == 21
    gates.release(load.load_id, "data director", "the club closed")
    assert _absent(ledger) == 21
    (load,) = land_path(mobilize_users(landing, "20260105", 300), "county_mobilize")
    assert not gates.check_source("county_mobilize").is_passed
    gates.release(load.load_id, "data director", "the club closed")
    assert (_absent(ledger), visible("mobilize__users")) == (100, 400)


def test_an_old_export_that_is_taken_for_a_new_one_makes_nobody_vanish(
    landing: Path, visible: Visible, ledger: psycopg.Connection
) -> None:
    for day, count in (("20260101", 200), ("20260102", 300)):
        path = land_path(mobilize_users(landing, day, count), "county_mobilize")
    assert gates.check_source("county_mobilize").is_passed
    assert path[0].status == "landed"
    again = landing / "users_20260103.csv"
    (landing / "users_20260101.csv").rename(again)
    (load,) = land_path(again, "county_mobilize")
    assert load.is_repeated and _absent(ledger) == 0


def test_a_held_source_keeps_its_last_good_rows_and_the_others_go_on(
    landing: Path, visible: Visible
) -> None:
    land_path(mobilize_users(landing, "20260101", 40), "county_mobilize")
    land_path(spoke_users(landing, "20260101", 5), "county_spoke")
    assert all(gates.check_source(name).is_passed for name in ("county_mobilize", "county_spoke"))
    land_path(mobilize_users(landing, "20260102", 3), "county_mobilize")
    land_path(spoke_users(landing, "20260102", 6), "county_spoke")
    assert not gates.check_source("county_mobilize").is_passed
    assert gates.check_source("county_spoke").is_passed
    assert visible("mobilize__users") == 40
    assert visible("spoke__user") == 6


def test_an_id_that_many_rows_share_is_no_id(landing: Path, ledger: psycopg.Connection) -> None:
    land_path(mobilize_users(landing, "20260101", 20, repeated_ids=10), "county_mobilize")
    assert not gates.check_source("county_mobilize").is_passed
    ((_, reason),) = _held(ledger)
    assert "Rows of one file that share an id replace each other. Not so for" in reason
    assert "It is an export of Mobilize. events@county-organizers.example is responsible" in reason


def test_a_person_may_release_a_held_load_and_the_ledger_says_who(
    landing: Path, visible: Visible, ledger: psycopg.Connection
) -> None:
    land_path(mobilize_users(landing, "20260101", 40), "county_mobilize")
    gates.check_source("county_mobilize")
    land_path(mobilize_users(landing, "20260102", 3), "county_mobilize")
    (load_id,) = gates.check_source("county_mobilize").held
    (told,) = status.held()
    assert told.startswith(f"county_mobilize is red: load {load_id} (exported 2026-01-02) is held.")
    assert f"./kith release {load_id} --because" in told and "A full export that shrinks" in told
    gates.release(load_id, "data director", "the group was split in two")
    assert status.held() == []
    row = ledger.execute(
        "select released_by, released_because, held_reason, released_at is not null"
        " from landing.loads where load_id = %s",
        [load_id],
    ).fetchone()
    assert row is not None and row[3] and row[:2] == ("data director", "the group was split in two")
    # Marts tell why it was held; the words of a person stay in the ledger.
    assert "split in two" not in row[2]
    assert gates.check_source("county_mobilize").is_passed
    with pytest.raises(gates.NothingToRelease):
        gates.release(load_id, "data director", "again")


def test_a_person_may_dismiss_a_held_load_and_nobody_is_asked_for_it_again(
    landing: Path, visible: Visible, ledger: psycopg.Connection
) -> None:
    land_path(mobilize_users(landing, "20260101", 40), "county_mobilize")
    gates.check_source("county_mobilize")
    land_path(mobilize_users(landing, "20260102", 3), "county_mobilize")
    (load_id,) = gates.check_source("county_mobilize").held
    assert f"./kith dismiss {load_id} --because" in status.held()[0]
    assert gates.dismiss(load_id, "data director", "a test of the vendor's") == [load_id]
    assert status.held() == [] and visible("mobilize__users") == 40
    again = gates.check_source("county_mobilize", again=True)
    assert (again.is_passed, again.released, again.held) == (True, (), ())
    assert _dismissed(ledger) == [(load_id, "data director", "a test of the vendor's")]
    with pytest.raises(gates.NothingToDismiss):
        gates.dismiss(load_id, "data director", "again")
    # A person may think again.
    gates.release(load_id, "data director", "it was none")
    with pytest.raises(gates.NothingToDismiss):
        gates.dismiss(load_id, "data director", "again")


def test_what_was_refused_under_one_name_is_dismissed_together(
    landing: Path, ledger: psycopg.Connection
) -> None:
    def land(name: str, content: str = "") -> int:
        path = landing / name
        path.write_text(content)
        return land_path(path, "county_mobilize")[0].load_id

    mended = land("users_20251230.csv", "\n\n")
    land_path(mobilize_users(landing, "20251231", 40), "county_mobilize")
    first, second = land("users_20260101.csv"), land("users_20260102.csv", "\n")
    other = land("events_20260102.csv", " ")
    assert gates.dismiss(first, "data director", "no exports") == [first, second]
    assert [load for load, *_ in _dismissed(ledger)] == [first, second]
    for load in (first, second):
        with pytest.raises(gates.NothingToDismiss):
            gates.dismiss(load, "data director", "again")
    assert gates.dismiss(other, "data director", "none") == [other]
    assert mended not in [load for load, *_ in _dismissed(ledger)]


def _dismissed(ledger: psycopg.Connection) -> list[tuple[int, str, str]]:
    return ledger.execute(
        "select load_id, dismissed_by, dismissed_because from landing.loads"
        " where dismissed_at is not null order by load_id"
    ).fetchall()


@pytest.mark.parametrize("verdict", ["release", "settle"])
def test_a_verdict_waits_for_a_landing_of_the_same_records(
    landing: Path, ledger: psycopg.Connection, verdict: str
) -> None:
    land_path(mobilize_users(landing, "20260101", 40), "county_mobilize")
    gates.check_source("county_mobilize")
    land_path(mobilize_users(landing, "20260102", 3), "county_mobilize")
    (load_id,) = gates.check_source("county_mobilize").held

    def judge() -> None:
        if verdict == "release":
            gates.release(load_id, "data director", "right as it is")
        else:
            verdicts.settle("county_mobilize", [load_id], None)

    with connect("kith_lander") as landing_one:
        arrivals.lock(landing_one, "county_mobilize", "users")
        judging = Thread(target=judge)
        judging.start()
        judging.join(0.5)
        assert judging.is_alive() and _held(ledger)
    judging.join(30)
    assert not judging.is_alive() and not _held(ledger)


def test_one_process_at_a_time_judges_a_source(
    landing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    land_path(mobilize_users(landing, "20260101", 4), "county_mobilize")
    land_path(spoke_users(landing, "20260101", 5), "county_spoke")
    inside, may_go, verdicts_found = Semaphore(0), Event(), []

    def judged(*_: object) -> list[gates.Check]:
        inside.release()
        assert may_go.wait(30)
        return []

    monkeypatch.setattr(first_door, "_judge", judged)
    threads = [
        Thread(target=lambda name=name: verdicts_found.append(gates.check_source(name)))
        for name in ("county_mobilize", "county_mobilize", "county_spoke")
    ]
    for thread in threads:
        thread.start()
    # Another source's is judged meanwhile; the same one's is not.
    assert inside.acquire(timeout=30) and inside.acquire(timeout=30)
    assert not inside.acquire(timeout=0.5)
    may_go.set()
    for thread in threads:
        thread.join(30)
    assert sorted((each.subject, len(each.released)) for each in verdicts_found) == [
        ("county_mobilize", 0), ("county_mobilize", 1), ("county_spoke", 1),
    ]


def test_a_gate_that_crashes_is_a_closed_gate_and_says_no_value(
    landing: Path, visible: Visible, ledger: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise ValueError(f"invalid input syntax: {CANARY}")

    monkeypatch.setattr(raw_records, "rows", crash)
    land_path(mobilize_users(landing, "20260101", 4), "county_mobilize")
    verdict = gates.check_source("county_mobilize")
    assert not verdict.is_passed and visible("mobilize__users") == 0
    ((_, reason),) = _held(ledger)
    assert "ValueError" in reason and CANARY not in reason + verdict.told()


def test_no_value_is_kept_in_results_or_data_docs_and_the_pages_load_nothing(
    landing: Path, ledger: psycopg.Connection
) -> None:
    land_path(mobilize_users(landing, "20260101", 20, repeated_ids=10), "county_mobilize")
    gates.check_source("county_mobilize")
    index = gates.build_data_docs()
    assert "The last times" in index.read_text()
    page = index.with_name("first-raw-mobilize__users-of-county_mobilize.html").read_text()
    assert "Rows of one file that share an id replace each other." in page
    written = [*settings.folder("gates").glob("*.json"), *index.parent.glob("*.html")]
    assert len(written) > 2
    for path in written:
        text = path.read_text()
        assert CANARY not in text, path.name
        assert "<script" not in text and "<link" not in text and "<img" not in text, path.name
    kept = ledger.execute("select gate_results::text from landing.gate_results").fetchall()
    assert kept and not any(CANARY in row[0] for row in kept)


def test_a_check_the_database_refuses_is_red_and_has_its_page(
    ledger: psycopg.Connection,
) -> None:
    forget_models()
    with connect("kith_builder") as connection:
        connection.execute("create table canon.people (first_name text)")
    verdict = gates.check_canon(["canon"])
    page = gates.build_data_docs().with_name("second-canon-people.html")
    assert not verdict.is_passed and "The database refused the check." in page.read_text()


def test_a_suite_that_would_tell_values_is_refused() -> None:
    import great_expectations.expectations as gxe

    from expectations.suites.suite import TellsValues

    common = gxe.ExpectColumnMostCommonValueToBeInSet(column="email", value_set=["x"])
    with pytest.raises(TellsValues):
        Suite("canon.people", "select 1", [common])


@pytest.mark.parametrize("tool", ["action_network", "mobilize", "spoke", "van"])
def test_whatever_blocks_has_a_sentence_of_its_own(landing: Path, tool: str) -> None:
    types = declarations.tools()[tool].record_types
    suites: list[Suite | Measures] = [
        raw_records.rows("s", [1], types), volumes.volumes("s", [1], types),
        *same_records.same_records("s", [1], types, {}), *references.references("s", [1], types),
        standard_level.standard_level(tool, [1], 4), canon_and_identity.record_persons(),
        canon_and_identity.canon("people", canon_and_identity.PAST),
    ]
    for suite in suites:
        critical = [
            each.configuration.to_json_dict() for each in suite.expectations
            if each.severity == CRITICAL
        ]
        said = [config.get("notes") or "" for config in critical]
        for sentence, config in zip(said, critical, strict=True):
            assert re.fullmatch(r"[A-Z][^_{}]+[.]", str(sentence)), config
        assert critical and len(set(said)) == len(said)


@pytest.mark.parametrize("warned", [True, False], ids=["warnings", "what holds"])
def test_whatever_fails_is_told_in_a_sentence(warned: bool) -> None:
    suites = [canon_and_identity.canon("people", canon_and_identity.PAST)]
    suites += [canon_and_identity.record_persons()]
    for expectation in (each for suite in suites for each in suite.expectations):
        config = expectation.configuration.to_json_dict()
        if (config["severity"] == "warning") == warned:
            said = results._sentence({"expectation_config": config, "exception_info": CALM})
            assert said.endswith(".") and "expect_" not in said


def test_a_source_whose_archive_is_elsewhere_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    looked = []

    def check(source_id: str) -> gates.GateResult:
        looked.append(source_id)
        if source_id == "county_mobilize":
            raise FileNotFoundError("the archive of somebody")
        return gates.GateResult(gates.FIRST, source_id, is_passed=True)

    monkeypatch.setattr(gates, "unfinished", lambda: {"county_mobilize", "county_spoke"})
    monkeypatch.setattr(gates, "check_source", check)
    run._pass_first_door()
    assert sorted(looked) == ["county_mobilize", "county_spoke"]
    told = capsys.readouterr()
    assert "county_mobilize: the archive" in told.out + told.err
    assert "somebody" not in told.out + told.err
