"""Mailchimp's audiences and reports: page by page, what changed, and reports whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestration.lib.pulls.connector import PullFailed
from orchestration.lib.pulls.tools import mailchimp as connector
from orchestration.tests.pulls.accounts import Account, registered
from standins.clock import Clock
from standins.faults import Fault
from standins.mailchimp import KEY, Mailchimp, member_id

pytestmark = pytest.mark.usefixtures("empty_landing")

_NEWS, _TENANTS = "a1b2c3d4e5", "f6a7b8c9d0"
_RESOURCES = list(connector.CONNECTOR.resources)


def _line(campaign: str, address: str) -> dict[str, str]:
    return {"campaign_id": campaign, "list_id": _NEWS, "email_id": member_id(address)}


def _act(action: str, at: str) -> dict[str, str]:
    return {"action": action, "timestamp": at}


@pytest.fixture
def mailchimp(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailchimp]:
    monkeypatch.setattr(connector, "_PAGE_SIZE", 2)
    with Mailchimp(clock=Clock(datetime(2026, 9, 1, 12, tzinfo=UTC))) as standin:
        for number, name in ((_NEWS, "Newsletter"), (_TENANTS, "Tenants")):
            standin.keep("lists", number, {"id": number, "name": name})
        for letter in "abc":
            standin.keep_member(_NEWS, f"{letter}@mail.example")
        standin.keep_member(_NEWS, "gone@mail.example", status="archived")
        standin.keep_member(_TENANTS, "a@mail.example")
        for number, sent in (("c1", "2026-06-01"), ("c2", "2026-08-31")):
            standin.keep(
                "campaigns", number,
                {"id": number, "status": "sent", "send_time": f"{sent}T12:00:00+00:00",
                 "settings": {"title": number}},
            )
            line = _line(number, "a@mail.example")
            standin.keep("sent_to", "a", {**line, "status": "sent"}, of=number)
            acts = [_act("open", f"{sent}T13:00:00+00:00")]
            standin.keep("emails", "a", {**line, "activity": acts}, of=number)
        standin.keep("campaigns", "c3", {"id": "c3", "status": "save", "send_time": ""})
        standin.clock.advance(days=1)
        yield standin


@pytest.fixture
def account(
    mailchimp: Mailchimp, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Account]:
    url = mailchimp.url
    with registered(monkeypatch, tmp_path, "mailchimp", url, KEY, _RESOURCES) as made:
        yield made


def test_everything_comes_first_and_then_what_changed(
    mailchimp: Mailchimp, account: Account
) -> None:
    first = {each.resource_name: each for each in account.pull()}
    assert {name: each.failure for name, each in first.items()} == dict.fromkeys(_RESOURCES)
    assert {name: each.records for name, each in first.items()} == {
        "lists": 2, "members": 5, "campaigns": 2, "sent_to": 2, "unsubscribes": 0,
        "email_activity": 2,
    }
    statuses = account.landed("mailchimp__members", "list_id", "email_address", "status")
    assert (_NEWS, "gone@mail.example", "archived") in statuses
    assert len(statuses) == 5
    assert account.landed("mailchimp__members", "_extra ? '_links'") == [(None,)] * 5

    mailchimp.clock.advance(days=1)
    mailchimp.keep_member(_NEWS, "b@mail.example", status="unsubscribed")
    line = _line("c2", "b@mail.example")
    mailchimp.keep("unsubscribes", "b", {**line, "timestamp": "2026-09-03T11:00:00+00:00"}, of="c2")
    mailchimp.calls.clear()
    second = {each.resource_name: each for each in account.pull()}
    assert {name: each.records for name, each in second.items()} == {
        "lists": 2, "members": 1, "campaigns": 0, "sent_to": 1, "unsubscribes": 1,
        "email_activity": 1,
    }
    # The mailing of three months ago is asked for no more.
    asked = {name: count for name, count in mailchimp.calls.items() if "sent-to" in name}
    assert sum(asked.values()) == 1
    told = account.landed("mailchimp__members", "status", "email_address")
    assert ("unsubscribed", "b@mail.example") in told and len(told) == 6


def test_a_report_is_read_whole_so_that_no_act_hides_another(
    mailchimp: Mailchimp, account: Account
) -> None:
    account.pull("email_activity")
    mailchimp.clock.advance(days=1)
    line = _line("c2", "a@mail.example")
    acts = [_act("open", "2026-08-31T13:00:00+00:00"), _act("click", "2026-09-02T10:00:00+00:00")]
    mailchimp.keep("emails", "a", {**line, "activity": acts}, of="c2")
    account.pull("email_activity")
    table = "mailchimp__email_activity"
    assert account.landed(table, "campaign_id", "jsonb_array_length(activity)") == [
        ("c1", 1), ("c2", 1), ("c2", 2),
    ]


def test_a_pull_that_was_interrupted_goes_on_at_its_page(
    mailchimp: Mailchimp, account: Account
) -> None:
    mailchimp.faults.add(Fault("error_before", "GET */members", count=None, skip=1))
    (late,) = account.pull("members")
    assert late.failure and "pulled_mailchimp (members)" in late.failure
    assert account.landed("mailchimp__members", "id") == []
    mailchimp.faults.clear()
    mailchimp.calls.clear()
    (there,) = account.pull("members")
    assert there.failure is None
    assert {row[0] for row in account.landed("mailchimp__members", "email_address")} == {
        "a@mail.example", "b@mail.example", "c@mail.example", "gone@mail.example",
    }


def test_a_key_without_its_data_center_goes_nowhere() -> None:
    address = connector.CONNECTOR.address
    assert callable(address)
    assert address(KEY) == "https://us6.api.mailchimp.com/3.0/"
    for key in ("0123456789abcdef", "0123-us6.evil.example/", "0123-us6\n"):
        with pytest.raises(PullFailed) as refused:
            address(key)
        assert "0123" not in str(refused.value)
