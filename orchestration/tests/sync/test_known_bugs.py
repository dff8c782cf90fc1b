"""What syncs with VAN got wrong elsewhere, a test each, against a stand-in VAN.

What is decided before anything is sent is tried in unit tests of models/marts/sync: that a result
of a number needs the number, and that a stale sign-up overrides no later status.
"""

from __future__ import annotations

import csv
import json
import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from orchestration import cli
from orchestration.lib import settings as home
from orchestration.lib.bench.sync_outbox import fact, publish
from orchestration.lib.bench.sync_van import USER_ID
from orchestration.lib.sync import plan, push, settings
from orchestration.lib.sync.van import Van as Sender
from orchestration.lib.sync.van_key import WrongDatabase
from orchestration.lib.warehouse.connection import connect
from standins import van as vendor
from standins.faults import Fault
from standins.van import MY_CAMPAIGN, MY_VOTERS

ANA, BO = 101, 102
SHARED = "+12125550143"
DISCONNECTED = "25"


@pytest.fixture
def van(account: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[vendor.Van]:
    """A committee of two people, who share a telephone."""
    people = [
        {"vanid": number, "firstname": name, "lastname": "Ito", "phone": SHARED.removeprefix("+1")}
        for number, name in ((ANA, "Ana"), (BO, "Bo"))
    ]
    with vendor.running(people) as standin:
        bucket = "/_standin/bucket", "/files/bucket"
        for name, value in {
            "URL": standin.url, "API_KEY": standin.api_key, "USER_ID": USER_ID,
            "UPLOAD_URL": standin.address + bucket[0], "DOWNLOAD_URL": standin.address + bucket[1],
        }.items():
            monkeypatch.setenv(settings.variable(account, name), value)
        yield standin


def _pass_on(*rows: dict[str, Any]) -> push.Pushed:
    """Publish, plan and push; VAN shows at once what it did."""
    publish(rows)
    plan.make("county_van", "a test")
    return _push()


def _push() -> push.Pushed:
    destination = settings.destination("county_van")._replace(calls_per_minute=60_000)
    sender = Sender(destination, settings.access("county_van"), wait=lambda _: None)
    sender.lag = timedelta(0)
    return push.push("county_van", "a test", sender, wait=lambda _: None)


def _done(van: vendor.Van, kind: str = "canvass_response") -> list[tuple[str, str | None]]:
    return [(str(each.record_id), str(each.result)) for each in van.effects(kind)]


def test_pushing_a_campaign_again_doubles_no_contact_history(van: vendor.Van) -> None:
    """Spoke Rewired 1363: VAN matches repeats only within the hour, and not for certain."""
    rows = [fact(ANA), fact(BO)]
    assert _pass_on(*rows).outcomes == {"done": 2}
    van.clock.advance(hours=2)
    for again in (rows, [*rows], [fact(ANA, person_id="p_new"), fact(BO)]):
        assert not _pass_on(*again).outcomes
    assert sorted(_done(van)) == [(str(ANA), "1"), (str(BO), "1")]


def test_an_answer_that_got_lost_doubles_none_either(van: vendor.Van) -> None:
    van.faults.add(Fault("error_after", "POST *canvassResponses"))
    assert _pass_on(fact(ANA)).outcomes == {"unknown": 1}
    van.clock.advance(hours=2)
    assert _push().outcomes == {"found": 1}
    assert _done(van) == [(str(ANA), "1")]


def _sign_up(status_id: str) -> dict[str, Any]:
    """Ana's sign-up under the same record of the tool, with the status it has now."""
    return fact(
        ANA, "sign_up", event_id="70", event_shift_id="70", event_role_id="1",
        event_status_id=status_id, fact_key=f"status {status_id}", effect_key="Ana's sign-up",
    )


@pytest.mark.parametrize("fault", ["", "error_after", "error_before"])
@pytest.mark.parametrize("again", ["1", "11"])
def test_who_calls_off_and_signs_up_again_is_scheduled_again(
    van: vendor.Van, again: str, fault: str
) -> None:
    """Under the same record of the tool, too: each status it has is done once, in its order."""
    van.load_table("events", [{
        "eventid": 70, "eventname": "Canvass", "eventcalendarid": 1,
        "dateoffsetbegin": "2026-12-01 10:00:00", "dateoffsetend": "2026-12-01 12:00:00",
    }])
    statuses = ("1", "5", again, "5", again)
    for status in statuses:
        if fault:
            van.faults.add(Fault(fault, "POST *signups"))
        _pass_on(_sign_up(status))
        _push()
        van.clock.advance(hours=2)
    done = [
        each for kind in ("sign_up", "sign_up_changed") for each in _done(van, kind)
    ]
    assert [status for _, status in done] == [*statuses]
    ((_, row),) = van.store.of("eventsignups", MY_CAMPAIGN, ANA)
    assert str(row["statusid"]) == again
    assert not _pass_on(_sign_up(again)).outcomes and not _push().open_count


def test_what_van_refuses_is_not_silent(van: vendor.Van, account: str) -> None:
    """Spoke Rewired 784: failed syncs that nobody heard of."""
    publish([fact(ANA, result_code_id="999999"), fact(BO)])
    runner = CliRunner()
    assert runner.invoke(cli.app, ["van", "plan"]).exit_code == 0
    told = runner.invoke(cli.app, ["van", "push", "--json"])
    assert told.exit_code == 1, told.output
    (figures,) = json.loads(told.output)
    assert figures["outcomes"] == {"done": 1, "rejected": 1}
    assert figures["reasons"][0]["outcome_code"] == "rejected" and figures["reasons"][0]["effects"]
    again = runner.invoke(cli.app, ["van", "push"])
    assert "Nothing waits." in again.output, "what is refused as it is isn't tried again by itself"
    with connect("kith_steward") as connection:
        rows = connection.execute(
            "select outcome_code, http_status from landing.sync_attempts"
            " where outcome_code = 'rejected'").fetchall()
    assert rows == [("rejected", 400)]


def test_a_wrong_number_disqualifies_the_number_and_not_the_person(van: vendor.Van) -> None:
    """Spoke Rewired 1756: without the number VAN takes it to be about the person."""
    _pass_on(fact(ANA, result_code_id=DISCONNECTED, phone_e164=SHARED))
    assert _done(van, "phone_disqualified") == [(str(ANA), DISCONNECTED)]
    assert not _done(van, "person_disqualified")


@pytest.mark.parametrize(("at", "day", "offset"), [
    ("2026-11-21T04:59:00+00:00", "2026-11-20", "-05:00"),  # just before midnight
    ("2026-11-21T05:00:00+00:00", "2026-11-21", "-05:00"),
    ("2026-11-01T05:30:00+00:00", "2026-11-01", "-04:00"),  # half past one, for the first time
    ("2026-11-01T06:30:00+00:00", "2026-11-01", "-05:00"),  # and for the second
    ("2026-03-08T06:59:00+00:00", "2026-03-08", "-05:00"),  # the minute before two, then three
    ("2026-03-08T07:00:00+00:00", "2026-03-08", "-04:00"),
])  # fmt: skip
def test_times_are_told_with_their_offset_and_fall_on_the_day_it_was_there(
    van: vendor.Van, at: str, day: str, offset: str
) -> None:
    """Spoke Rewired 722 and others: naive times, by hours or a whole day off."""
    moment = datetime.fromisoformat(at)
    row = fact(ANA, occurred_at=moment, local_date=date.fromisoformat(day))
    (destination,) = settings.destinations().values()
    told = Sender(destination, settings.access("county_van")).effect([row])
    assert told.payload["canvassContext"]["dateCanvassed"].endswith(offset)
    assert datetime.fromisoformat(told.payload["canvassContext"]["dateCanvassed"]) == moment
    _pass_on(row)
    assert [each.day for each in van.effects("canvass_response")] == [day]


def test_come_back_and_call_back_are_two_codes(van: vendor.Van) -> None:
    """VAN's short name of both is CB, so reviewed codes are ids."""
    codes = _codes("contact_results")
    assert (codes["come_back"], codes["call_back"]) == ("13", "17")
    assert all(code.isdigit() for code in codes.values())
    _pass_on(*(
        fact(who, result_code_id=codes[word])
        for who, word in ((ANA, "come_back"), (BO, "call_back"))
    ))
    assert sorted(_done(van)) == [(str(ANA), "13"), (str(BO), "17")]


def _codes(vocabulary: str) -> dict[str, str]:
    seed = home.PROJECT_ROOT / "seeds" / "registry" / "sync_codes.csv"
    with seed.open(newline="", encoding="utf-8") as handle:
        return {
            row["word"]: row["target_id"] for row in csv.DictReader(handle)
            if row["destination_id"] == "county_van" and row["vocabulary_name"] == vocabulary
        }


def test_blank_cells_of_a_bulk_import_clear_nothing(van: vendor.Van) -> None:
    before = van.store.get("contacts", MY_CAMPAIGN, ANA), _phones(van)
    pushed = _pass_on(*(
        fact(ANA, record_id=str(number), contact_type_id=str(kind), result_code_id="1",
             occurred_at=fact(ANA)["occurred_at"] - timedelta(days=number))
        for number, kind in enumerate((1, 2, 37) * 4)
    ))
    assert pushed.outcomes["done"] == 12
    assert {each.method for each in van.effects("canvass_response")} == {"bulk"}
    after = van.store.get("contacts", MY_CAMPAIGN, ANA), _phones(van)
    changed = {"datemodified", "datechanged"}
    assert _without(before[0], changed) == _without(after[0], changed) and before[1] == after[1]


def _phones(van: vendor.Van) -> list[str]:
    return [row["phone"] for _, row in van.store.of("contactsphones", MY_CAMPAIGN, ANA)]


def _without(row: dict[str, Any] | None, names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in (row or {}).items() if name not in names}


def test_whoever_shares_a_telephone_is_never_looked_for_by_it(van: vendor.Van) -> None:
    """VAN answers 404 where nobody has a number, and where two have: others then make one."""
    _pass_on(fact(ANA, phone_e164=SHARED), fact(BO, phone_e164=SHARED, result_code_id="17"))
    assert sorted(_done(van)) == [(str(ANA), "1"), (str(BO), "17")]
    assert not [name for name in van.calls if "find" in name.lower()]
    assert not van.effects("person") and not van.effects("phone")


def test_a_key_whose_rights_change_stops_the_push_and_loses_nothing(van: vendor.Van) -> None:
    (key,) = van.keys.values()
    key.forbidden.add("POST /v4/people/*/canvassResponses")
    may = fact(ANA, "phone", phone_e164="+17045550124")
    pushed = _pass_on(fact(ANA), fact(BO), may)
    assert pushed.is_closed and pushed.open_count == 2
    assert pushed.outcomes == {"not_sent": 1, "done": 1}, "what it has the right to goes on"
    key.forbidden.clear()
    assert _push().outcomes == {"done": 2}
    assert len(_done(van)) == 2


def test_a_vanid_of_my_campaign_never_goes_to_my_voters(
    van: vendor.Van, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same number is somebody else there."""
    van.load_people([{"vanid": ANA, "firstname": "Someone", "lastname": "Else"}], MY_VOTERS)
    guid = van.api_key.partition("|")[0]
    monkeypatch.setenv(settings.variable(account, "API_KEY"), f"{guid}|{MY_VOTERS}")
    with pytest.raises(WrongDatabase):
        _pass_on(fact(ANA))
    monkeypatch.setenv(settings.variable(account, "API_KEY"), guid)
    _pass_on(fact(ANA))
    assert {each.space for each in van.effects()} == {MY_CAMPAIGN}
    (key,) = van.keys.values()
    key.modes = frozenset({MY_VOTERS})
    van.clock.advance(hours=2)
    pushed = _pass_on(fact(BO))
    assert pushed.is_closed and not [each for each in _done(van) if each[0] == str(BO)]


def test_the_key_is_in_no_log_no_ledger_and_no_output(
    van: vendor.Van, account: str, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = van.api_key.partition("|")[0]
    publish([fact(ANA), fact(BO, phone_e164=SHARED)])
    runner = CliRunner()
    told = [runner.invoke(cli.app, ["van", step, "--json"]).output
            for step in ("plan", "push", "reconcile")]
    monkeypatch.setenv(settings.variable(account, "URL"), "http://127.0.0.1:9/v4/")
    publish([fact(ANA, record_id="another", result_code_id="17")])
    told += [runner.invoke(cli.app, ["van", step]).output for step in ("plan", "push")]
    said = capfd.readouterr()
    with connect("kith_builder") as connection:
        for table in ("plans", "intents", "intent_facts", "attempts", "verdicts"):
            told += map(str, connection.execute(f"select * from landing.sync_{table}".encode()))
    assert van.effects("canvass_response") and "1 effect waits" in "".join(told)
    for each in (secret, SHARED.removeprefix("+1")):
        assert each not in "".join([*told, caplog.text, said.out, said.err])
