"""VAN's interface against the stand-in: what it sends is done there, and is seen again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orchestration.lib import registry
from orchestration.lib.bench.sync_outbox import fact
from orchestration.lib.errors import KithError
from orchestration.lib.pulls.api import Api
from orchestration.lib.pulls.tools.van import CONNECTOR
from orchestration.lib.sync import settings
from orchestration.lib.sync.http import Reply
from orchestration.lib.sync.interface import Effect, NotAnswered, gone
from orchestration.lib.sync.interfaces import for_sending, interface
from orchestration.lib.sync.van import Van
from orchestration.tests.sync.shelf import Shelf
from standins.van import Fault
from standins.van import Van as StandIn

SINCE = datetime.now(UTC) - timedelta(hours=1)
ANSWER = {"survey_question_id": "401101", "survey_response_id": "1600001"}
KINDS: dict[str, dict[str, Any]] = {
    "result": {"kind": "contact_attempt"},
    "answer": {"kind": "survey_answer", "contact_type_id": "2", **ANSWER},
    "code": {"kind": "activist_code", "activist_code_id": "4500001"},
    "phone": {"kind": "phone", "phone_e164": "+17045550123"},
    "email": {"kind": "email", "email": "Ana@mail.example"},
    "person": {"kind": "new_person", "first_name": "Ana", "last_name": "Lopez",
               "email": "ana.lopez@mail.example", "target_record_id": None},
}


@pytest.fixture
def there() -> Iterator[StandIn]:
    """A stand-in VAN with five people."""
    with StandIn() as started:
        started.load_people({"vanid": n, "first": f"F{n}", "last": f"L{n}"} for n in range(1, 6))
        yield started


@pytest.fixture
def van(account: str, there: StandIn) -> Van:
    """The account there, with a place for files."""
    access = settings.Access(
        url=there.url, api_key=there.api_key, user_id="1000001",
        upload_url=f"{there.address}/_standin/bucket",
        download_url=f"{there.address}/files/bucket",
    )
    return Van(
        settings.destination(account), access, wait=lambda _: there.finish_jobs(),
        timeout=(2.0, 2.0),
    )


def effect(number: int = 1, **told: Any) -> Effect:
    """What is made of one fact."""
    return Shelf().effect([fact(number, told.pop("kind", "contact_attempt"), **told)])


@pytest.mark.parametrize("name", KINDS)
def test_what_is_sent_is_done_once_and_seen_again(
    van: Van, there: StandIn, name: str
) -> None:
    sent = effect(**KINDS[name])
    assert sent.trace not in {each.trace for each in van.read_back([sent], SINCE)}
    assert van.send(sent).outcome_code == "done"
    assert [each.trace for each in van.read_back([sent], SINCE)].count(sent.trace) == 1


def test_a_sign_up_is_seen_again_with_its_status(van: Van, there: StandIn) -> None:
    there.load_table("events", [{
        "eventid": 70, "eventname": "Canvass", "eventcalendarid": 1,
        "dateoffsetbegin": "2026-12-01 10:00:00", "dateoffsetend": "2026-12-01 12:00:00",
    }])
    told: dict[str, Any] = {
        "event_id": "70", "event_shift_id": "70", "event_role_id": "1", "event_status_id": "11",
    }
    sent = effect(1, kind="sign_up", **told)
    answer = van.send(sent)
    assert (answer.outcome_code, answer.their_id is not None) == ("done", True)
    assert sent.trace in {each.trace for each in van.read_back([sent], SINCE)}
    # Sent once more it would be another attempt in contact history: which is why it is looked for.
    other = effect(1, kind="sign_up", **(told | {"event_status_id": "2"}))
    assert other.trace not in {each.trace for each in van.read_back([other], SINCE)}


def test_somebody_new_who_is_there_already_is_found_and_not_made_again(
    van: Van, there: StandIn
) -> None:
    first = van.send(effect(**KINDS["person"]))
    again = van.send(effect(**KINDS["person"]))
    assert (again.outcome_code, again.their_id) == ("done", first.their_id)
    assert len(there.effects("person")) == 1


def files_left(there: StandIn) -> list[Any]:
    """What is at the place where VAN fetches files."""
    found = there.store._connection.execute("select name from files where name like 'bucket/%'")
    return found.fetchall()


def test_a_redirect_that_names_nobody_made_nobody(
    van: Van, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(van._caller, "call", lambda *_, **__: Reply(302, b""))
    assert van.send(effect(**KINDS["person"])).outcome_code == "unknown"


def test_a_file_is_taken_away_by_its_jobs_id_or_by_the_name_it_was_handed_in_by(
    van: Van, there: StandIn
) -> None:
    there.key.forbidden.add("POST /v4/bulkImportJobs")
    assert van.send_many([effect(1), effect(2)], "kith-test-1").outcome_code == "not_sent"
    assert len(files_left(there)) == 1
    assert van.take_away("kith-test-1") and van.take_away("7/kith-test-1"), "gone is gone"
    assert files_left(there) == []


def test_of_a_place_that_is_set_no_more_it_is_not_said_that_nothing_is_left(account: str) -> None:
    access = settings.Access(api_key="a key")
    assert not Van(settings.destination(account), access).take_away("7/kith-test-1")


def test_which_of_a_persons_rows_was_refused_is_asked_and_not_guessed(
    van: Van, there: StandIn
) -> None:
    effects = [effect(1, result_code_id="999"), effect(1), effect(2)]
    queued = van.send_many(effects, "kith-test-1")
    there.finish_jobs()
    answers = van.results(str(queued.job_id), effects)
    assert answers
    assert [each.outcome_code for each in answers] == ["unknown", "unknown", "done"]


def test_what_is_of_a_campaign_never_goes_in_bulk(van: Van) -> None:
    assert van.bulk(effect(1).type_code)
    assert van.bulk(effect(1, campaign_id="90001").type_code) is None


def test_a_job_of_many_tells_of_each_and_leaves_no_file(van: Van, there: StandIn) -> None:
    effects = [effect(1), effect(2), effect(99), effect(3)]
    queued = van.send_many(effects, "kith-test-1")
    assert queued.outcome_code == "queued"
    there.finish_jobs()
    answers = van.results(str(queued.job_id), effects)
    assert answers
    assert [each.outcome_code for each in answers] == ["done", "done", "unknown", "done"]
    assert len(there.effects("canvass_response")) == 3
    seen = {each.trace for each in van.read_back(effects, SINCE)}
    assert [each.trace in seen for each in effects] == [True, True, False, True]
    assert gone("99").trace in seen
    assert van.take_away(str(queued.job_id)) and files_left(there) == []


def test_a_job_that_failed_halfway_is_asked_about(van: Van, there: StandIn) -> None:
    there.faults.add(Fault("half", "JOB /bulkImportJobs"))
    effects = [effect(1), effect(2)]
    queued = van.send_many(effects, "kith-test-1")
    there.finish_jobs()
    answers = van.results(str(queued.job_id), effects)
    assert answers
    assert {each.outcome_code for each in answers} == {"unknown"}
    seen = {each.trace for each in van.read_back(effects, SINCE)}
    assert [each.trace in seen for each in effects] == [True, False]


def test_a_page_of_another_server_tells_nothing(van: Van, there: StandIn) -> None:
    there.faults.add(Fault("page", count=None))
    for name in KINDS:
        with pytest.raises(NotAnswered):
            van.read_back([effect(**KINDS[name])], SINCE)
        assert van.send(effect(**KINDS[name])).outcome_code == "unknown"


@pytest.mark.parametrize("kind", ["half", "cut", "reset_before"])
def test_half_an_answer_is_none(van: Van, there: StandIn, kind: str) -> None:
    for number in range(1, 5):
        van.send(effect(number))
    there.faults.add(Fault(kind, "* /files/*", count=None))
    with pytest.raises(NotAnswered):
        van.read_back([effect(1)], SINCE)


def test_of_who_was_merged_into_another_it_is_said(van: Van, there: StandIn) -> None:
    sent = effect(1)
    van.send(sent)
    van._caller.call("PUT", "people/1/mergeInto", json={"vanId": 2})
    seen = {*van.read_back([sent], SINCE)}
    assert gone("1") in seen
    assert sent.trace not in {each.trace for each in seen}


def test_the_key_is_used_in_the_mode_of_the_destination(van: Van, there: StandIn) -> None:
    told = there.api_key.partition("|")[0]
    voters = settings.destination("county_van")._replace(mode_code="my_voters")
    there_too = Van(voters, settings.Access(there.url, told), timeout=(2.0, 2.0))
    assert there_too.send(effect(1)).http_status == 404
    assert van.send(effect(1)).outcome_code == "done"


@pytest.mark.parametrize("ending", ["|0", "|2"])
def test_a_key_of_another_database_is_never_used(
    account: str, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setenv("KITH_COUNTY_VAN_API_KEY", f"a-secret{ending}")
    destination = settings.destination(account)
    # Neither here nor for pulls; what needs no key goes on.
    assert interface(destination).outbox == "van_outbox"
    for refused in (
        lambda: for_sending(destination),
        lambda: Api(registry.sources()[account], CONNECTOR),
    ):
        with pytest.raises(KithError, match="KITH_COUNTY_VAN_API_KEY") as told:
            refused()
        assert "a-secret" not in str(told.value)


def test_an_error_holds_nothing_that_was_sent(van: Van, there: StandIn) -> None:
    refused = van.send(effect(1, phone_e164="+1704555"))
    assert (refused.outcome_code, refused.reason_code) == ("rejected", "invalid_parameter")
