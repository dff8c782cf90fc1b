"""What is planned is sent once, whatever befalls a request, and what may not be sent isn't."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import pytest
from typer.testing import CliRunner

from orchestration import cli
from orchestration.lib import audit
from orchestration.lib.bench.sync_outbox import fact, publish
from orchestration.lib.sync import ledger, plan, push, reconcile, told
from orchestration.lib.sync.interface import Bulk, Effect, Seen
from orchestration.lib.sync.ledger import Busy, Forgetting
from orchestration.lib.sync.outbox import Outbox
from orchestration.lib.sync.settings import NoAccess
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.sync.shelf import Ended, Shelf


def planned(account: str, shelf: Shelf, *rows: dict[str, Any]) -> plan.Planned:
    """Publish these facts and plan them."""
    publish(rows)
    return plan.make(account, "a test", shelf)


def pushed(account: str, shelf: Shelf) -> push.Pushed:
    """Push, without waiting."""
    return push.push(account, "a test", shelf, wait=lambda seconds: None)


def states() -> list[str]:
    """The states of all intents, in order."""
    with connect("kith_steward") as connection:
        return [row[0] for row in connection.execute(
            "select state_code from landing.sync_intents order by intent_id"
        )]


def test_what_is_planned_is_sent_once_and_noted(account: str, shelf: Shelf) -> None:
    planned(account, shelf, fact(1), fact(2))
    assert pushed(account, shelf).outcomes == {"done": 2}
    assert not pushed(account, shelf).outcomes
    assert shelf.targets == ["1", "2"]


def test_each_step_is_noted_with_its_destination_and_plans(account: str, shelf: Shelf) -> None:
    def noted() -> list[tuple[str, dict[str, Any]]]:
        return [
            (each.action_code, json.loads(each.details))
            for each in reversed(audit.entries(connection, limit=20))
            if each.entry_number > before and each.action_code.startswith("sync_")
        ]

    with connect("kith_steward", autocommit=True) as connection:
        before = max((each.entry_number for each in audit.entries(connection, limit=1)), default=0)
        made = planned(account, shelf, fact(1), fact(2, is_approval_needed=True))
        free, gated = (each.plan_id for each in made.plans)
        pushed(account, shelf)
        plan.approve(account, "Ana")
        pushed(account, shelf)
        reconcile.reconcile(account, shelf)
        to = {"destination_id": account}
        steps = [
            ("sync_planned", to | {"plan_ids": [free, gated], "effects": 2}),
            ("sync_pushed", to | {"plan_ids": [free], "done": 1}),
            ("sync_approved", to | {"plan_ids": [gated]}),
            ("sync_pushed", to | {"plan_ids": [gated], "done": 1}),
            ("sync_reconciled", to | {"plan_ids": [free, gated], "confirmed": 2}),
        ]
        assert noted() == steps
        # What changes nothing is no act.
        plan.make(account, "a test", shelf)
        pushed(account, shelf)
        reconcile.reconcile(account, shelf)
        assert noted() == steps
    shown = CliRunner().invoke(cli.app, ["audit", "--limit", "1"])
    assert f"destination {account}; plan {free}, {gated}; confirmed 2" in shown.output


def test_nothing_is_sent_that_is_in_no_plan(account: str, shelf: Shelf) -> None:
    publish([fact(1)])
    assert not pushed(account, shelf).outcomes
    assert shelf.kept == []


@pytest.mark.parametrize("fault", ["after", "before"])
def test_an_unknown_outcome_is_read_back_and_never_resent_blindly(
    account: str, shelf: Shelf, fault: str
) -> None:
    planned(account, shelf, fact(1))
    shelf.faults = [fault]
    assert pushed(account, shelf).outcomes == {"unknown": 1}
    shelf.is_silent = True
    assert not pushed(account, shelf).outcomes
    shelf.is_silent = False
    again = pushed(account, shelf).outcomes
    assert again == ({"found": 1} if fault == "after" else {"absent": 1, "done": 1})
    assert shelf.targets == ["1"]


@pytest.mark.parametrize("fault", ["ended_after", "ended_before"])
def test_who_ends_amid_a_request_leaves_it_to_be_asked_about(
    account: str, shelf: Shelf, fault: str
) -> None:
    planned(account, shelf, fact(1), fact(2))
    shelf.faults = [fault]
    with pytest.raises(Ended):
        pushed(account, shelf)
    assert states() == ["sending", "planned"]
    assert pushed(account, shelf).open_count == 0
    assert sorted(filter(None, shelf.targets)) == ["1", "2"]


def test_of_who_was_merged_away_nothing_is_concluded(account: str, shelf: Shelf) -> None:
    planned(account, shelf, fact(1))
    shelf.faults, shelf.merged = ["after"], {"1"}
    pushed(account, shelf)
    pushed(account, shelf)
    assert states() == ["unknown"]
    assert shelf.targets == ["1"]


def test_what_was_sent_to_who_was_merged_since_waits_for_the_records_that_land(
    account: str, shelf: Shelf
) -> None:
    planned(account, shelf, fact(1))
    shelf.faults = ["after"]
    pushed(account, shelf)
    # The merge has landed, what was done there hasn't: the record there is another one now.
    shelf.merged = {"1"}
    publish([fact(1, target_record_id="2", fact_key=fact(1)["fact_key"])])
    for _ in range(2):
        assert not pushed(account, shelf).outcomes
        assert not plan.make(account, "a test", shelf).plans
    shelf.let_pass(timedelta(days=2))
    shelf.let_a_day_land()
    reconcile.reconcile(account, shelf)
    assert pushed(account, shelf).outcomes == {"absent": 1, "dropped": 1}
    plan.make(account, "a test", shelf)
    assert pushed(account, shelf).outcomes == {"done": 1}


def test_a_job_whose_answer_was_lost_is_not_judged_before_its_queue_is_over(account: str) -> None:
    shelf = Shelf(Bulk(10, 1))
    shelf.lag = timedelta(hours=1)
    planned(account, shelf, fact(1), fact(2))
    shelf.faults = ["before"]
    pushed(account, shelf)
    for hours, outcomes in ((20, {}), (4, {"absent": 2, "queued": 2, "done": 2})):
        shelf.let_pass(timedelta(hours=hours))
        assert pushed(account, shelf).outcomes == outcomes


@pytest.mark.parametrize("fault", ["before", "after", "ended_before", "ended_after"])
def test_a_job_whose_answer_was_lost_keeps_its_file_until_it_is_settled(
    account: str, fault: str
) -> None:
    shelf = Shelf(Bulk(10, 1))
    shelf.lag = timedelta(hours=1)
    planned(account, shelf, fact(1), fact(2))
    shelf.faults = [fault]
    with suppress(Ended):
        pushed(account, shelf)
    pushed(account, shelf)
    assert len(shelf.files) == 1, "the destination may fetch it yet"
    shelf.let_pass(timedelta(days=1))
    assert pushed(account, shelf).open_count == 0
    assert not shelf.files
    assert sorted(filter(None, shelf.targets)) == ["1", "2"]


def test_a_lost_job_that_landed_records_settle_leaves_no_file_either(account: str) -> None:
    shelf = Shelf(Bulk(10, 1))
    shelf.lag = timedelta(hours=1)
    planned(account, shelf, fact(1), fact(2))
    shelf.faults = ["after"]
    pushed(account, shelf)
    assert reconcile.reconcile(account, shelf).new == {"confirmed": 2}
    assert states() == ["found", "found"] and shelf.files
    pushed(account, shelf)
    assert not shelf.files
    took = shelf.taken_away
    pushed(account, shelf)
    assert shelf.taken_away == took, "once it is gone it isn't asked for again"


def test_a_file_that_cannot_be_taken_away_is_told_and_holds_nothing_up(account: str) -> None:
    shelf = Shelf(Bulk(10, 1))
    shelf.keeps_files = True
    planned(account, shelf, fact(1), fact(2))
    done = pushed(account, shelf)
    assert (done.outcomes["done"], done.files_left) == (2, 1)
    said = " ".join(" ".join(told.push_lines(done, "./kith van")).split())
    assert "1 file of jobs that are over couldn't be taken away" in said
    assert "$KITH_COUNTY_VAN_UPLOAD_URL" in said


def _answer(number: int, response: str, **told: Any) -> dict[str, Any]:
    """An answer that somebody gave by phone; all answers of a day leave the same trace."""
    return fact(
        number, "survey_answer", contact_type_id="1", survey_question_id="5",
        survey_response_id=response, record_id=response, **told,
    )


@pytest.mark.parametrize("days", [0, 3])
@pytest.mark.parametrize("fault", ["after", "before"])
def test_two_effects_that_look_alike_are_both_sent_and_told_apart_by_number(
    account: str, shelf: Shelf, fault: str, days: int
) -> None:
    first = _answer(1, "51")
    planned(account, shelf, first)
    pushed(account, shelf)
    shelf.let_pass(timedelta(days=days))
    # A late fact of the day that was sent: an effect of its own, of the same trace.
    planned(account, shelf, first, _answer(1, "52", effect_key=first["effect_key"]))
    shelf.faults = [fault]
    pushed(account, shelf)
    again = pushed(account, shelf).outcomes
    assert again == ({"found": 1} if fault == "after" else {"absent": 1, "done": 1})
    assert shelf.targets == ["1", "1"]


@pytest.mark.parametrize("campaign_id", [None, "90001"])
def test_a_result_of_a_day_is_told_once_whichever_tools_tell_of_it(
    account: str, shelf: Shelf, campaign_id: str | None
) -> None:
    first = fact(1, campaign_id=campaign_id)
    planned(account, shelf, first, fact(1, source_id="county_callhub", campaign_id=campaign_id))
    pushed(account, shelf)
    late = fact(1, record_id="99", effect_key=first["effect_key"], campaign_id=campaign_id)
    assert not planned(account, shelf, first, late).plans
    pushed(account, shelf)
    assert shelf.targets == ["1"]
    # Another day's is another contact, and so is another result; a number that is wrong is another
    # number's news.
    assert planned(
        account, shelf, fact(1, record_id="4", phone_e164="+17045550123"),
        fact(1, record_id="2", occurred_at=datetime(2026, 11, 22, 18, tzinfo=UTC)),
        fact(1, record_id="3", result_code_id="17"),
    ).plans[0].effect_count == 3


def test_that_somebody_was_reached_is_not_told_beside_their_answers(
    account: str, shelf: Shelf
) -> None:
    """Whichever tool tells of it, and in whichever order they happened."""
    reached = {"result_code_id": "14", "contact_type_id": "1"}
    earlier = fact(1, record_id="7", occurred_at=datetime(2026, 11, 20, 15, tzinfo=UTC), **reached)
    planned(account, shelf, earlier, _answer(1, "51", source_id="county_callhub"))
    pushed(account, shelf)
    (sent,) = shelf.kept
    assert [each["surveyResponseId"] for each in sent.payload["responses"]] == [51]
    assert not planned(account, shelf, earlier).plans


def test_a_destination_whose_clock_is_hours_behind_does_nothing_twice(
    account: str, shelf: Shelf
) -> None:
    shelf.clock_ahead = -timedelta(hours=12)
    planned(account, shelf, fact(1))
    shelf.faults = ["after"]
    pushed(account, shelf)
    assert pushed(account, shelf).outcomes == {"found": 1}
    assert shelf.targets == ["1"]


def test_how_long_ago_it_was_sent_is_told_by_the_clock_that_wrote_it_down(
    account: str, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Ahead(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Ahead:
            return cls.fromtimestamp((datetime.now(tz) + timedelta(hours=3)).timestamp(), tz)

    monkeypatch.setattr(push, "datetime", Ahead)
    shelf.lag = timedelta(hours=1)
    planned(account, shelf, fact(1))
    shelf.faults = ["before"]
    pushed(account, shelf)
    assert not pushed(account, shelf).outcomes
    shelf.let_pass(timedelta(hours=1))
    assert pushed(account, shelf).outcomes == {"absent": 1, "done": 1}


def test_what_did_not_leave_is_sent_again_and_is_no_attempt_lost(
    account: str, shelf: Shelf
) -> None:
    planned(account, shelf, fact(1))
    shelf.faults = ["busy", "busy"]
    assert pushed(account, shelf).outcomes == {"not_sent": 2, "done": 1}
    planned(account, shelf, fact(2), fact(3))
    shelf.faults = ["down"]
    down = pushed(account, shelf)
    assert (down.is_closed, down.open_count, down.outcomes) == (True, 2, {"not_sent": 1})
    assert pushed(account, shelf).outcomes == {"done": 2}


def test_what_is_refused_is_told_by_its_code_and_sent_anew_once_it_is_another(
    account: str, shelf: Shelf
) -> None:
    planned(account, shelf, fact(1))
    shelf.faults = ["refused"]
    assert pushed(account, shelf).reasons == {("rejected", "invalid_parameter"): 1}
    assert not plan.make(account, "a test", shelf).plans
    mapped_anew = fact(1, result_code_id="17")
    assert planned(account, shelf, mapped_anew).plans[0].fact_count == 1
    assert pushed(account, shelf).outcomes == {"done": 1}


def test_it_is_given_up_after_most_attempts(account: str, shelf: Shelf) -> None:
    planned(account, shelf, fact(1))
    for _ in range(8):
        shelf.faults = ["before"]
        pushed(account, shelf)
    assert shelf.calls_made == 5
    assert states() == ["absent"]


def test_a_destination_that_never_answers_is_left_alone(account: str, shelf: Shelf) -> None:
    planned(account, shelf, *map(fact, range(1, 21)))
    shelf.faults = ["after"] * 20
    first = pushed(account, shelf)
    assert (first.is_closed, first.outcomes) == (True, {"unknown": 5})
    shelf.faults = []
    assert pushed(account, shelf).open_count == 0
    assert len(shelf.targets) == 20


@pytest.mark.parametrize("disposition", ["suppressed", "already_there", "firewalled"])
def test_who_may_not_be_told_any_more_is_looked_at_just_before(
    account: str, shelf: Shelf, disposition: str
) -> None:
    planned(account, shelf, fact(1), fact(2))
    publish([fact(1, disposition_code=disposition), fact(2)])
    done = pushed(account, shelf)
    assert done.reasons == {("dropped", disposition): 1}
    assert shelf.targets == ["2"]
    publish([fact(1), fact(2)])
    assert plan.make(account, "a test", shelf).plans[0].fact_count == 1


def test_a_publication_amid_a_push_is_noticed(account: str, shelf: Shelf) -> None:
    planned(account, shelf, *map(fact, range(1, 6)))

    def change(done: int, total: int) -> None:
        if done == 2:
            publish([fact(each, disposition_code="suppressed") for each in range(1, 6)])

    done = push.push(account, "a test", shelf, tell=change)
    assert done.outcomes == {"done": 2, "dropped": 3}
    assert shelf.targets == ["1", "2"]


def test_a_publication_amid_a_look_at_many_is_noticed_for_all(
    account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(Bulk(50, 3))
    planned(account, shelf, *map(fact, range(1, 11)))
    real, looks = Outbox.effect, iter(range(1_000))

    def effect(self: Outbox, intent: ledger.Intent) -> Effect | None:
        if next(looks) == 5:
            publish([fact(each, disposition_code="suppressed") for each in range(1, 11)])
        return real(self, intent)

    monkeypatch.setattr(Outbox, "effect", effect)
    assert pushed(account, shelf).reasons == {("dropped", "suppressed"): 10}
    assert shelf.kept == []


def test_what_is_told_no_more_is_settled_by_the_records_that_land(
    account: str, shelf: Shelf
) -> None:
    told = {"event_id": "7", "event_shift_id": "7", "event_role_id": "1"}
    first = fact(1, "sign_up", event_status_id="1", **told)
    planned(account, shelf, first)
    shelf.faults = ["after"]
    pushed(account, shelf)
    key = first["effect_key"]
    planned(account, shelf, fact(
        1, "sign_up", event_status_id="2", fact_key="later", effect_key=key, **told
    ))
    assert pushed(account, shelf).open_count == 1
    # What lands is the sign-up as it is now.
    shelf.let_pass(timedelta(days=2))
    shelf.let_a_day_land()
    shelf.shown = [Seen(shelf.kept[1].trace, "5")]
    reconcile.reconcile(account, shelf)
    assert pushed(account, shelf).open_count == 0
    assert states() == ["dropped", "done"]
    assert not reconcile.reconcile(account, shelf).is_amiss


def test_what_changed_since_is_planned_anew_and_sent_as_it_is(account: str, shelf: Shelf) -> None:
    planned(account, shelf, fact(1))
    # Merged at the destination meanwhile: the record there is another one.
    publish([fact(1, target_record_id="77", fact_key=fact(1)["fact_key"])])
    assert pushed(account, shelf).reasons == {("dropped", "changed"): 1}
    plan.make(account, "a test", shelf)
    pushed(account, shelf)
    assert shelf.targets == ["77"]


def test_a_record_that_was_taken_back_is_not_sent(account: str, shelf: Shelf) -> None:
    planned(account, shelf, fact(1), fact(2))
    with connect() as connection:
        connection.execute(
            "insert into landing.withdrawn_records values"
            " ('county_spoke', 'messages', '1', 'county_organizers', false, now()),"
            " ('county_spoke', 'messages', '2', 'somebody_else', false, now())"
        )
    assert pushed(account, shelf).reasons == {("dropped", "withdrawn"): 1}
    assert shelf.targets == ["2"]


def test_nothing_is_sent_while_somebody_is_forgotten(account: str, shelf: Shelf) -> None:
    planned(account, shelf, fact(1))
    with connect() as connection:
        connection.execute(
            "insert into landing.forgotten_people (subject_key, key_check, asked_by, reason)"
            " values ('s', 'k', 'a test', 'asked')"
        )
    try:
        with pytest.raises(Forgetting):
            pushed(account, shelf)
    finally:
        with connect() as connection:
            connection.execute("delete from landing.forgotten_people")
    assert shelf.kept == []


def test_what_needs_somebodys_yes_waits_for_it_and_keeps_nothing_else_waiting(
    account: str, shelf: Shelf
) -> None:
    made = planned(account, shelf, fact(1), fact(2, is_approval_needed=True))
    assert [each.is_approval_needed for each in made.plans] == [False, True]
    assert pushed(account, shelf).outcomes == {"done": 1}
    assert plan.approve(account, "Ana") == [made.plans[1].plan_id]
    assert pushed(account, shelf).outcomes == {"done": 1}
    with pytest.raises(plan.NoSuchPlan):
        plan.approve(account, "Ana", [made.plans[1].plan_id])


def test_a_gate_that_is_closed_after_the_plan_was_made_is_closed(
    account: str, shelf: Shelf
) -> None:
    planned(account, shelf, fact(1))
    made = planned(account, shelf, fact(1, is_approval_needed=True))
    assert not made.plans
    assert pushed(account, shelf).reasons == {("dropped", "approval_needed"): 1}
    (waits,) = plan.make(account, "a test", shelf).plans
    assert not pushed(account, shelf).outcomes
    assert plan.approve(account, "Ana") == [waits.plan_id]
    assert pushed(account, shelf).outcomes == {"done": 1}


def test_two_pushers_at_once_are_one(account: str, shelf: Shelf) -> None:
    planned(account, shelf, fact(1))
    with ledger.alone(account), pytest.raises(Busy):
        pushed(account, shelf)
    pushed(account, shelf)
    assert shelf.targets == ["1"]


def test_without_a_key_nothing_is_begun(
    account: str, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KITH_COUNTY_VAN_API_KEY")
    planned(account, shelf, fact(1))
    with pytest.raises(NoAccess, match="KITH_COUNTY_VAN_API_KEY"):
        push.push(account, "a test")
    assert states() == ["planned"]


@pytest.mark.parametrize("fault", ["", "after", "before", "ended_after", "ended_before", "busy"])
def test_a_job_of_many_is_sent_once_too(account: str, fault: str) -> None:
    shelf = Shelf(Bulk(10, 3))
    made = planned(account, shelf, *map(fact, range(1, 16)))
    assert made.plans[0].calls == 6
    assert made.plans[0].single_calls == 15
    shelf.faults = [fault]
    shelf.refused_in_jobs = {"3"}
    for _ in range(3):
        try:
            pushed(account, shelf)
        except Ended:
            continue
    assert sorted(map(int, filter(None, shelf.targets))) == [*range(1, 3), *range(4, 16)]
    assert states().count("rejected") == 1


@pytest.mark.parametrize("fault", ["refused", "down"])
def test_a_job_that_was_not_taken_leaves_no_file(account: str, fault: str) -> None:
    shelf = Shelf(Bulk(10, 1))
    planned(account, shelf, fact(1), fact(2))
    shelf.faults = [fault]
    pushed(account, shelf)
    assert not shelf.files and not shelf.kept


def test_a_job_that_goes_on_is_asked_about_later(account: str) -> None:
    shelf = Shelf(Bulk(10, 1))
    planned(account, shelf, fact(1), fact(2))
    shelf.is_silent = True
    assert pushed(account, shelf).outcomes == {"queued": 2}
    assert shelf.files
    shelf.is_silent = False
    assert pushed(account, shelf).outcomes == {"done": 2}
    assert shelf.calls_made == 1 and not shelf.files
