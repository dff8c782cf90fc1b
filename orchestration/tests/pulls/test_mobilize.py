"""Mobilize's web API: page by page, what changed, deletions, and what a firewall hides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestration.lib.pulls.tools import mobilize as connector
from orchestration.tests.pulls.accounts import Account, registered
from standins.clock import Clock
from standins.faults import Fault
from standins.mobilize import KEY, Mobilize, running

pytestmark = pytest.mark.usefixtures("empty_landing")

_OWN, _COORDINATED = 2204, 2205
_RESOURCES = list(connector.CONNECTOR.resources)
_BEGINS = int(datetime(2026, 12, 1, 23, tzinfo=UTC).timestamp())


@pytest.fixture
def mobilize(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mobilize]:
    """An independent organization that promotes a coordinated one's event, too."""
    monkeypatch.setattr(connector, "_PAGE_SIZE", 2)
    organizations = [
        {"id": _OWN, "name": "Marlow", "is_independent": True},
        {"id": _COORDINATED, "name": "The campaign"},
    ]
    clock = Clock(datetime(2026, 11, 20, 12, tzinfo=UTC))
    with running(organizations, clock=clock) as standin:
        slots = [(_BEGINS, _BEGINS + 7200), (_BEGINS + 86400, _BEGINS + 90000)]
        standin.add_event(_OWN, id=11, title="Phone bank", timeslots=slots)
        standin.add_event(_OWN, id=12, title="Staff meeting", visibility="PRIVATE")
        standin.add_event(_OWN, id=13, title="Called off")
        standin.add_event(
            _COORDINATED, id=14, title="Rally", event_type="RALLY", promoted_by=[_OWN]
        )
        for number, letter in enumerate("abc", start=101):
            standin.add_person(
                _OWN, id=number, given_name=letter.upper(), email_address=f"{letter}@mail.example"
            )
        standin.add_attendance(11, 1, 101)
        standin.add_attendance(14, 5, 102, promoted_by=_OWN)
        standin.clock.advance(days=1)
        yield standin


@pytest.fixture
def account(
    mobilize: Mobilize, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Account]:
    url, number = mobilize.url, str(_OWN)
    with registered(monkeypatch, tmp_path, "mobilize", url, KEY, _RESOURCES, number) as made:
        yield made


def test_everything_comes_first_and_then_what_changed(
    mobilize: Mobilize, account: Account
) -> None:
    first = {each.resource_name: each for each in account.pull()}
    assert {name: each.failure for name, each in first.items()} == dict.fromkeys(_RESOURCES)
    assert {name: each.records for name, each in first.items()} == {
        "organizations": 1, "events": 4, "events_deleted": 0, "people": 3, "attendances": 2,
    }
    assert account.landed("mobilize__api_events", "id", "jsonb_array_length(timeslots)") == [
        ("11", 2), ("12", 1), ("13", 1), ("14", 1),
    ]
    # Across the firewall there is no id, and the sign-up lands all the same.
    told = account.landed(
        "mobilize__api_attendances", "id", "person ->> 'user_id'", "event ->> 'event_type'"
    )
    assert sorted(told, key=str) == [("1", "101", "COMMUNITY"), (None, "102", "RALLY")]

    mobilize.clock.advance(days=1)
    mobilize.delete_event(13)
    mobilize.add_attendance(11, 1, 101, status="CONFIRMED", attended=True)
    mobilize.add_person(_OWN, given_name="C", email_address="c@mail.example", postal_code="06101")
    second = {each.resource_name: each for each in account.pull()}
    assert {name: each.records for name, each in second.items()} == {
        "organizations": 1, "events": 0, "events_deleted": 1, "people": 1, "attendances": 1,
    }
    assert account.landed("mobilize__api_deleted_events", "id", "deleted_date") == [
        ("13", str(int(mobilize.clock.now().timestamp())))
    ]
    assert ("1", "CONFIRMED", "true") in account.landed(
        "mobilize__api_attendances", "id", "status", "attended"
    )
    assert len(account.landed("mobilize__api_people", "user_id")) == 4


def test_a_whole_reading_finds_what_the_cursor_missed(
    mobilize: Mobilize, account: Account
) -> None:
    account.pull("people")
    number = 104
    # A change that is dated before the last pull: no overlap reaches it.
    person = mobilize.add_person(_OWN, id=number, given_name="D", email_address="d@mail.example")
    with mobilize.store.transaction():
        late = {**person, "modified_date": person["modified_date"] - 30 * 86400}
        mobilize.store.put("people", 0, number, late, mobilize.clock.now())
    account.pull("people")
    assert (str(number),) not in account.landed("mobilize__api_people", "user_id")
    (whole,) = account.pull("people", is_full=True)
    assert whole.is_full and whole.records == 4
    assert (str(number),) in account.landed("mobilize__api_people", "user_id")


def test_a_pull_that_was_interrupted_goes_on_at_its_page(
    mobilize: Mobilize, account: Account
) -> None:
    mobilize.faults.add(Fault("error_before", "GET */people", count=None, skip=1))
    (late,) = account.pull("people")
    assert late.failure and "pulled_mobilize (people)" in late.failure
    assert KEY not in late.failure and "mail.example" not in late.failure
    assert account.landed("mobilize__api_people", "user_id") == []
    mobilize.faults.clear()
    (there,) = account.pull("people")
    assert there.failure is None
    assert {row[0] for row in account.landed("mobilize__api_people", "user_id")} == {
        "101", "102", "103",
    }


def test_a_key_that_is_refused_says_so(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KITH_PULLED_MOBILIZE_API_KEY", "another-word")
    (late,) = account.pull("people")
    assert late.failure and "403" in late.failure
    assert "another-word" not in late.failure
