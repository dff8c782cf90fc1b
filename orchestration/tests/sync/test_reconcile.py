"""What landed says of each effect whether it is there: once, not at all, twice, or otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.lib.bench.sync_outbox import fact, publish
from orchestration.lib.sync import plan, push, reconcile, told
from orchestration.lib.sync.interface import Seen
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.sync.shelf import Shelf


def sent(account: str, shelf: Shelf, *rows: dict[str, Any]) -> None:
    """Publish, plan and push these."""
    publish(rows)
    plan.make(account, "a test", shelf)
    push.push(account, "a test", shelf, wait=lambda seconds: None)


def verdicts() -> list[str]:
    """All that were ever written, in order."""
    with connect("kith_steward") as connection:
        return [row[0] for row in connection.execute(
            "select verdict_code from landing.sync_verdicts order by verdict_id"
        )]


def test_what_landed_is_confirmed_once(account: str, shelf: Shelf) -> None:
    sent(account, shelf, fact(1), fact(2))
    assert reconcile.reconcile(account, shelf).new == {"confirmed": 2}
    again = reconcile.reconcile(account, shelf)
    assert (again.verdicts, again.new, again.is_amiss) == ({"confirmed": 2}, {}, False)
    assert verdicts() == ["confirmed"] * 2


def test_nothing_is_missing_before_a_whole_day_has_landed(account: str, shelf: Shelf) -> None:
    sent(account, shelf, fact(1))
    shelf.shown = []
    assert reconcile.reconcile(account, shelf).waiting == 1
    shelf.let_a_day_land()
    assert reconcile.reconcile(account, shelf).new == {"missing": 1}


def test_what_is_missing_is_asked_for_and_only_then_sent_again(
    account: str, shelf: Shelf
) -> None:
    sent(account, shelf, fact(1), fact(2))
    # The one was lost there; the other is there, only its export lacks it.
    shelf.kept.pop(0)
    shelf.shown = []
    shelf.let_a_day_land()
    assert reconcile.reconcile(account, shelf).new == {"missing": 2}
    done = push.push(account, "a test", shelf, wait=lambda seconds: None)
    assert done.outcomes == {"found": 1, "absent": 1, "done": 1}
    assert sorted(filter(None, shelf.targets)) == ["1", "2"]
    shelf.shown = None
    assert reconcile.reconcile(account, shelf).verdicts == {"confirmed": 2}


def test_an_unknown_outcome_that_landed_is_settled(account: str, shelf: Shelf) -> None:
    shelf.faults = ["after"]
    sent(account, shelf, fact(1))
    assert reconcile.reconcile(account, shelf).new == {"confirmed": 1}
    shelf.is_silent = True
    assert push.push(account, "a test", shelf).open_count == 0
    assert shelf.targets == ["1"]


def test_what_is_there_twice_is_told_and_left(account: str, shelf: Shelf) -> None:
    sent(account, shelf, fact(1))
    shelf.kept *= 2
    found = reconcile.reconcile(account, shelf)
    assert (found.new, found.is_amiss) == ({"doubled": 1}, True)
    assert len(shelf.kept) == 2


def test_what_somebody_there_made_another_is_changed_and_stays_so(
    account: str, shelf: Shelf
) -> None:
    sent(account, shelf, fact(1))
    reconcile.reconcile(account, shelf)
    shelf.shown = [Seen(("contact", "1", "1", "14", "2026-11-20"), "0")]
    shelf.let_a_day_land()
    assert reconcile.reconcile(account, shelf).new == {"changed": 1}
    assert push.push(account, "a test", shelf).outcomes == {}
    assert reconcile.reconcile(account, shelf).new == {}


def test_a_sign_up_whose_status_we_moved_on_is_not_changed_by_somebody_there(
    account: str, shelf: Shelf
) -> None:
    told = {"event_id": "7", "event_shift_id": "7", "event_role_id": "1"}
    first = fact(1, "sign_up", event_status_id="1", **told)
    sent(account, shelf, first)
    assert reconcile.reconcile(account, shelf).verdicts == {"confirmed": 1}
    sent(account, shelf, fact(1, "sign_up", event_status_id="2", fact_key="later",
                              effect_key=first["effect_key"], **told))
    shelf.shown = [Seen(shelf.kept[1].trace, "0")]
    assert reconcile.reconcile(account, shelf).verdicts == {"confirmed": 2}
    shelf.shown = []
    assert reconcile.reconcile(account, shelf).verdicts == {"confirmed": 1, "changed": 1}


@pytest.mark.parametrize("merged_into", [None, "2"])
def test_a_sign_up_that_we_may_have_moved_on_is_not_changed_by_somebody_there(
    account: str, shelf: Shelf, merged_into: str | None
) -> None:
    told = {"event_id": "7", "event_shift_id": "7", "event_role_id": "1"}
    first = fact(1, "sign_up", event_status_id="1", **told)
    sent(account, shelf, first)
    assert reconcile.reconcile(account, shelf).verdicts == {"confirmed": 1}
    # It is done, and nobody says so; or it is of the record that the first one was merged into.
    shelf.faults = [] if merged_into else ["after"]
    sent(account, shelf, fact(
        1, "sign_up", event_status_id="2", fact_key="later", effect_key=first["effect_key"],
        target_record_id=merged_into or "1", **told,
    ))
    shelf.shown = [Seen(shelf.kept[1].trace, "0")]
    shelf.let_a_day_land()
    found = reconcile.reconcile(account, shelf)
    assert (found.verdicts, found.is_amiss) == ({"confirmed": 2}, False)


def test_a_word_on_a_sign_up_that_holds_again_is_confirmed_for_the_last_time_it_was_sent(
    account: str, shelf: Shelf
) -> None:
    def told(status: str) -> dict[str, Any]:
        return fact(1, "sign_up", event_id="7", event_shift_id="7", event_role_id="1",
                    event_status_id=status, fact_key=status, effect_key="one")

    for status in ("1", "5", "1"):
        sent(account, shelf, told(status))
    shelf.shown = [Seen(shelf.kept[2].trace, "77")]
    shelf.let_a_day_land()
    found = reconcile.reconcile(account, shelf)
    assert (found.verdicts, found.waiting, found.is_amiss) == ({"confirmed": 1}, 0, False)
    with connect("kith_steward") as connection:
        rows = connection.execute("select intent_id from landing.sync_verdicts").fetchall()
        (last,) = connection.execute(
            "select max(intent_id) from landing.sync_intents").fetchall()
    assert rows == [last]
    # Twice there is once too often, however often it was sent.
    shelf.shown.append(Seen(shelf.kept[2].trace, "78"))
    assert reconcile.reconcile(account, shelf).verdicts["doubled"] >= 1


def test_what_another_installation_sent_is_only_looked_at(account: str, shelf: Shelf) -> None:
    publish([fact(1), fact(2)])
    plan.make(account, "a test", shelf)
    with connect() as connection:
        connection.execute("update landing.sync_plans set key_check = 'another'")
    done = push.push(account, "a test", shelf)
    assert (done.outcomes, done.open_count, done.others_count) == ({}, 0, 2)
    said = " ".join(told.push_lines(done, "./kith van"))
    assert "2 effects planned with another installation's secret" in said
    shelf.let_a_day_land()
    assert not reconcile.reconcile(account, shelf).verdicts
    # Nor is it planned again here.
    assert not plan.make(account, "a test", shelf).plans
