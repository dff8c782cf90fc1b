"""Facts for Action Network, against a stand-in of it: once each, and nobody is subscribed again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from orchestration.lib.sync.action_network import ActionNetwork, NotPossible
from orchestration.lib.sync.interface import Destination, Effect, NotAnswered, gone
from orchestration.lib.sync.settings import Access
from standins import action_network as vendor
from standins.faults import Fault

PLACE = Destination("group", "action_network", "", 30, 30, 24, 3, 60_000, "UTC", "group")
ANA, BO, CY = (f"{number}0000000-0000-4000-8000-000000000000" for number in (1, 2, 3))
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def _person(network: vendor.ActionNetwork, person: str) -> dict[str, Any]:
    """Somebody's record there."""
    return network.store.get("people", 0, person) or {}


@pytest.fixture
def network() -> Iterator[vendor.ActionNetwork]:
    """A group with Ana, who is subscribed, and Bo, who left its list."""
    with vendor.running([
        {"id": ANA, "email": "ana@mail.example", "phone": "2125550143"},
        {"id": BO, "email": "bo@mail.example"},
    ]) as account:
        account.write("people", _person(account, BO) | {
            "email_addresses": [{"primary": True, "address": "bo@mail.example",
                                 "status": "unsubscribed"}]})
        yield account


@pytest.fixture
def ours(network: vendor.ActionNetwork) -> ActionNetwork:
    return ActionNetwork(PLACE, Access(network.url, network.api_key))


def _effect(ours: ActionNetwork, kind: str, target: str | None = ANA, **told: Any) -> Effect:
    return ours.effect([{"fact_type_code": kind, "target_record_id": target, **told}])


def _new(ours: ActionNetwork, email: str, **told: Any) -> Effect:
    return _effect(ours, "new_person", None, email=email, **told)


def _done(network: vendor.ActionNetwork) -> list[tuple[str, str]]:
    return [(each.kind, str(each.record_id)) for each in network.effects()]


def test_each_kind_is_done_and_seen_there(
    network: vendor.ActionNetwork, ours: ActionNetwork
) -> None:
    tag = network.own_id(network.add("tags", name="Volunteer"))
    event = network.own_id(network.add("events", title="Canvass"))
    effects = [
        _effect(ours, "activist_code", activist_code_id=tag),
        _effect(ours, "sign_up", event_id=event),
        _effect(ours, "do_not_contact", channel_code="email"),
        _new(ours, "Cy@mail.example", first_name="Cy", last_name="", postal_code="10001"),
    ]
    assert not list(ours.read_back(effects, LONG_AGO))
    assert [ours.send(each).outcome_code for each in effects] == ["done"] * 4
    assert [kind for kind, _ in _done(network)] == [
        "tagging", "attendance", "unsubscribed", "person_changed", "person"]
    assert {each.trace for each in ours.read_back(effects, LONG_AGO)} == {
        each.trace for each in effects}


def test_what_is_sent_again_is_there_once(
    network: vendor.ActionNetwork, ours: ActionNetwork
) -> None:
    """Also where nobody learned that it was done the first time."""
    tag = network.own_id(network.add("tags", name="Volunteer"))
    effects = [_effect(ours, "activist_code", activist_code_id=tag), _new(ours, "cy@mail.example")]
    network.faults.add(*(Fault("error_after", "POST *") for _ in effects))
    assert [ours.send(each).outcome_code for each in effects] == ["unknown", "unknown"]
    assert [ours.send(each).outcome_code for each in effects] == ["done", "done"]
    assert [kind for kind, _ in _done(network)] == ["tagging", "person"]
    seen = [each.trace for each in ours.read_back(effects, LONG_AGO)]
    assert sorted(seen) == sorted(each.trace for each in effects)


def test_nobody_who_left_a_list_is_subscribed_again(
    network: vendor.ActionNetwork, ours: ActionNetwork
) -> None:
    event = network.own_id(network.add("events", title="Canvass"))
    for effect in (_new(ours, "BO@mail.example", first_name="Bo"),
                   _effect(ours, "sign_up", BO, event_id=event)):
        assert ours.send(effect).outcome_code == "done"
    status = _person(network, BO)["email_addresses"][0]["status"]
    assert status == "unsubscribed"
    assert "subscribed" not in [kind for kind, _ in _done(network)]


def test_no_number_is_taken_from_whoever_has_it(
    network: vendor.ActionNetwork, ours: ActionNetwork
) -> None:
    ours.send(_new(ours, "cy@mail.example", phone_e164="+12125550143"))
    assert _person(network, ANA)["phone_numbers"]
    for kind, told in (("phone", {"phone_e164": "+12125550143"}),
                       ("do_not_contact", {"channel_code": "text"})):
        with pytest.raises(NotPossible, match=r"sync_routes\.csv"):
            _effect(ours, kind, **told)


def test_what_is_gone_and_what_cannot_be_asked_is_not_taken_for_missing(
    network: vendor.ActionNetwork, ours: ActionNetwork
) -> None:
    effect = _effect(ours, "do_not_contact", CY)
    assert ours.send(effect).outcome_code == "rejected"
    assert [*ours.read_back([effect], LONG_AGO)] == [gone(CY)]
    network.faults.add(Fault("error_before", "GET *"))
    with pytest.raises(NotAnswered):
        list(ours.read_back([effect], LONG_AGO))


def test_a_key_that_is_refused_closes_the_push_and_is_in_no_answer(
    network: vendor.ActionNetwork,
) -> None:
    secret = "a-key-that-was-taken-back"
    ours = ActionNetwork(PLACE, Access(network.url, secret))
    answers = [ours.send(_effect(ours, "do_not_contact")), ours.send(_new(ours, "a@mail.example"))]
    assert [(each.outcome_code, each.is_type_closed) for each in answers] == [
        ("not_sent", True)
    ] * 2
    assert secret not in str(answers) + repr(ours) and not network.effects()
