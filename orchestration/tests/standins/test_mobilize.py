"""Mobilize's rules, as far as they are documented, hold in its stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

import standins.mobilize
from standins.mobilize import LIMITS, Mobilize

PARTY, FRIENDS = 1, 2


@pytest.fixture
def mobilize() -> Iterator[Mobilize]:
    """A coordinated organization and an independent one that promotes its event."""
    organizations = [
        {"id": PARTY, "name": "Marlow Democrats"},
        {"id": FRIENDS, "name": "Friends of Marlow", "is_independent": True},
    ]
    with standins.mobilize.running(organizations) as running:
        yield running


def get(mobilize: Mobilize, path: str, **params: Any) -> dict[str, Any]:
    """Asks with the key."""
    headers = {"Authorization": f"Bearer {mobilize.api_key}"}
    answer = requests.get(mobilize.url + path, params=params, headers=headers, timeout=5)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_nothing_crosses_the_firewall(mobilize: Mobilize) -> None:
    event = mobilize.add_event(PARTY, title="Bank", promoted_by=[FRIENDS], event_type="PHONE_BANK")
    person = mobilize.add_person(FRIENDS, given_name="Ana", email_address="ana@example.org")
    slot = event["timeslots"][0]["id"]
    mobilize.add_attendance(event["id"], slot, person["id"], promoted_by=FRIENDS, attended=True)
    (theirs,) = get(mobilize, f"organizations/{FRIENDS}/attendances")["data"]
    (ours,) = get(mobilize, f"organizations/{PARTY}/attendances")["data"]
    assert {theirs[name] for name in ("id", "status", "attended")} == {None}
    assert {name for name, value in theirs["event"].items() if value} == {"event_type"}
    assert theirs["timeslot"]["id"] is None and theirs["timeslot"]["start_date"]
    assert (ours["status"], ours["attended"], ours["event"]["id"]) == (
        "REGISTERED", True, event["id"],
    )  # fmt: skip
    assert ours["sponsor"] is None  # who promoted it is independent
    promoted = get(mobilize, f"organizations/{FRIENDS}/promoted_organizations")["data"]
    assert [organization["id"] for organization in promoted] == [PARTY]


def test_pages_lead_to_the_next_and_the_one_before(mobilize: Mobilize) -> None:
    for number in range(30):
        mobilize.add_event(PARTY, title=f"Bank {number}")
    first = get(mobilize, f"organizations/{PARTY}/events", per_page=20)
    assert (first["count"], len(first["data"]), first["previous"]) == (30, 20, None)
    second = get(mobilize, first["next"].removeprefix(mobilize.url))
    assert (len(second["data"]), second["next"]) == (10, None)
    ids = {event["id"] for event in first["data"] + second["data"]}
    assert len(ids) == 30


def test_what_changed_since_and_what_was_deleted(mobilize: Mobilize) -> None:
    old = mobilize.add_event(PARTY)
    mobilize.clock.advance(days=1)
    since = int(mobilize.clock.now().timestamp())
    new = mobilize.add_event(PARTY)
    mobilize.add_event(PARTY, visibility="PRIVATE")
    path = f"organizations/{PARTY}/events"
    assert [e["id"] for e in get(mobilize, path, updated_since=since)["data"]] == [new["id"]]
    assert len(get(mobilize, path, visibility="PRIVATE")["data"]) == 1
    mobilize.delete_event(old["id"])
    (gone,) = get(mobilize, path + "/deleted", updated_since=since)["data"]
    assert set(gone) == {"id", "deleted_date"} and gone["id"] == old["id"]
    assert [e["id"] for e in get(mobilize, path)["data"]] == [new["id"]]


def test_only_timeslots_within_bounds_are_shown(mobilize: Mobilize) -> None:
    mobilize.add_event(PARTY, timeslots=[(100, 200), (300, 400)])
    shown = get(mobilize, f"organizations/{PARTY}/events", timeslot_start="gte_300")["data"]
    assert [slot["start_date"] for slot in shown[0]["timeslots"]] == [300]
    assert not get(mobilize, f"organizations/{PARTY}/events", timeslot_start="gt_now")["data"]


def test_an_address_is_one_person_and_a_timeslot_one_attendance(mobilize: Mobilize) -> None:
    event = mobilize.add_event(PARTY)
    path = f"{mobilize.url}organizations/{PARTY}/events/{event['id']}/attendances"
    headers = {"Authorization": f"Bearer {mobilize.api_key}"}
    ids = set()
    for name in ("Ana", "Anna"):
        person = {"given_name": name, "family_name": "Roe", "email_address": "Ana@example.org"}
        body: Any = {"person": person, "timeslots": [{"timeslot_id": event["timeslots"][0]["id"]}]}
        answer = requests.post(path, json=body, headers=headers, timeout=5)
        assert answer.status_code == 201
        ids.add(answer.json()["data"][0]["id"])
    (person,) = get(mobilize, f"organizations/{PARTY}/people")["data"]
    assert person["given_name"] == "Anna" and len(ids) == 1
    unknown: Any = {
        "person": {"given_name": "A", "email_address": "a"},
        "timeslots": [{"timeslot_id": 9}],
    }
    assert requests.post(path, json=unknown, headers=headers, timeout=5).status_code == 400


def test_keys_and_limits(mobilize: Mobilize) -> None:
    path = f"{mobilize.url}organizations/{PARTY}/people"
    assert requests.get(path, timeout=5).status_code == 403
    wrong = {"Authorization": "Bearer other"}
    refused = requests.get(f"{mobilize.url}organizations", headers=wrong, timeout=5)
    assert (refused.status_code, refused.json()["data"]) == (403, None)
    assert requests.get(f"{mobilize.url}organizations", timeout=5).status_code == 200
    with standins.mobilize.running(limits=LIMITS) as limited:
        statuses = [
            requests.get(f"{limited.url}organizations", timeout=5).status_code for _ in range(20)
        ]
    assert statuses[:15] == [200] * 15 and 429 in statuses
