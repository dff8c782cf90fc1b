"""Action Network's rules, as far as they are documented, hold in its stand-in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

import standins.action_network
from standins.action_network import LIMITS, ActionNetwork

Call = Callable[..., requests.Response]
Person = dict[str, Any]


@pytest.fixture
def network() -> Iterator[ActionNetwork]:
    with standins.action_network.running() as running:
        yield running


@pytest.fixture
def call(network: ActionNetwork) -> Call:
    def send(method: str, path: str, json: Any = None, **more: Any) -> requests.Response:
        headers = {"OSDI-API-Token": network.api_key}
        url = path if path.startswith("http") else network.url + path
        return requests.request(method, url, json=json, headers=headers, timeout=5, **more)

    return send


def sign_up(call: Call, email: str = "", phone: str = "", **more: Any) -> Person:
    """Posts a person; who it was taken for."""
    person: Person = dict(more)
    if email:
        person["email_addresses"] = [{"address": email}]
    if phone:
        person["phone_numbers"] = [{"number": phone}]
    answer = call("POST", "people", {"person": person})
    assert answer.status_code == 200, answer.text
    told: Person = answer.json()
    return told


def numbers(person: Person) -> list[str]:
    """A person's phone numbers."""
    return [phone["number"] for phone in person["phone_numbers"]]


def test_an_address_is_one_person(call: Call) -> None:
    ana = sign_up(call, "ana@example.org", given_name="Ana")
    again = sign_up(call, "ANA@example.org", family_name="Roe")
    assert again["identifiers"] == ana["identifiers"]
    assert (again["given_name"], again["family_name"]) == ("Ana", "Roe")
    assert ana["email_addresses"][0]["status"] == "subscribed"
    assert call("POST", "people", {"person": {}}).status_code == 400


def test_a_new_address_takes_somebodys_number_and_nothing_else(
    network: ActionNetwork, call: Call
) -> None:
    old = sign_up(call, "old@example.org", "12025550101")
    petition = network.own_id(network.add("petitions", title="Rent"))
    link = {"_links": {"osdi:person": old["_links"]["self"]}}
    call("POST", f"petitions/{petition}/signatures", link)
    new = sign_up(call, "new@example.org", "2025550101")
    assert new["identifiers"] != old["identifiers"]
    old = call("GET", old["_links"]["self"]["href"]).json()
    assert (numbers(old), numbers(new)) == ([], ["2025550101"])
    assert call("GET", old["_links"]["osdi:signatures"]["href"]).json()["total_records"] == 1
    assert call("GET", new["_links"]["osdi:signatures"]["href"]).json()["total_records"] == 0


def test_a_new_number_replaces_the_old(call: Call) -> None:
    sign_up(call, "ana@example.org", "12025550101")
    assert numbers(sign_up(call, "ana@example.org", "12025550102")) == ["12025550102"]


def test_a_number_alone_becomes_part_of_the_addresss_person(
    network: ActionNetwork, call: Call
) -> None:
    alone = sign_up(call, phone="12025550101")
    assert sign_up(call, phone="2025550101")["identifiers"] == alone["identifiers"]
    ana = sign_up(call, "ana@example.org")
    tag = network.own_id(network.add("tags", name="Caller"))
    link = {"_links": {"osdi:person": alone["_links"]["self"]}}
    call("POST", f"tags/{tag}/taggings", link)
    both = sign_up(call, "ana@example.org", "12025550101")
    assert both["identifiers"] == ana["identifiers"]
    assert call("GET", alone["_links"]["self"]["href"]).status_code == 404
    assert call("GET", both["_links"]["osdi:taggings"]["href"]).json()["total_records"] == 1


def test_a_status_changes_only_if_it_is_told(network: ActionNetwork, call: Call) -> None:
    ana = sign_up(call, "ana@example.org")
    href = ana["_links"]["self"]["href"]
    call("PUT", href, {"email_addresses": [{"status": "unsubscribed"}]})
    assert sign_up(call, "ana@example.org")["email_addresses"][0]["status"] == "unsubscribed"
    wrong = {"email_addresses": [{"status": "bouncing"}]}
    assert call("PUT", href, wrong).status_code == 400
    assert len(network.effects("unsubscribed")) == 1


def test_tags_are_found_by_name_and_put_on_once(network: ActionNetwork, call: Call) -> None:
    network.add("tags", name="Caller")
    for _ in range(2):
        body = {
            "person": {"email_addresses": [{"address": "ana@example.org"}]},
            "add_tags": ["Caller", "Nothing"],
        }
        call("POST", "people", body)
    assert len(network.effects("tagging")) == 1
    tag = network.own_id(call("GET", "tags").json()["_embedded"]["osdi:tags"][0])
    tagging = call("GET", f"tags/{tag}/taggings").json()["_embedded"]["osdi:taggings"][0]
    assert call("DELETE", tagging["_links"]["self"]["href"]).status_code == 200
    assert call("GET", f"tags/{tag}/taggings").json()["total_records"] == 0


def test_a_newer_action_overwrites_the_older(network: ActionNetwork, call: Call) -> None:
    event = network.own_id(network.add("events", title="Bank"))
    person = {"person": {"email_addresses": [{"address": "ana@example.org"}]}}
    first, second = (
        call("POST", f"events/{event}/attendances", {**person, "status": status}).json()
        for status in ("accepted", "declined")
    )
    assert first["identifiers"] == second["identifiers"]
    shown = call("GET", f"events/{event}/attendances").json()["_embedded"]["osdi:attendances"]
    assert [attendance["status"] for attendance in shown] == ["declined"]


def test_pages_are_of_25_and_people_have_no_totals(network: ActionNetwork, call: Call) -> None:
    network.load_people({"email": f"p{number}@example.org"} for number in range(60))
    seen: list[str] = []
    link = network.url + "people?per_page=100"
    while link:
        page = call("GET", link).json()
        assert "total_records" not in page and page["per_page"] == 25
        seen += [person["identifiers"][0] for person in page["_embedded"]["osdi:people"]]
        link = page["_links"].get("next", {}).get("href", "")
    assert len(set(seen)) == len(seen) == 60


def test_filters(network: ActionNetwork, call: Call) -> None:
    network.load_people([{"email": "ana@example.org", "family_name": "O'Hara"}])
    since = network.clock.now()
    network.clock.advance(hours=2)
    network.load_people([{"email": "bo@example.org"}])

    def found(words: str) -> int:
        answer = call("GET", "people", params={"filter": words})
        return len(answer.json()["_embedded"]["osdi:people"])

    assert found(f"modified_date gt '{since:%Y-%m-%dT%H:%M:%SZ}'") == 1
    assert found("modified_date gt '2014-03-25'") == 2
    assert found("email_address eq 'ana@example.org' and family_name eq 'O''Hara'") == 1
    assert found("email_address eq 'cy@example.org'") == 0
    assert call("GET", "people", params={"filter": "nonsense"}).status_code == 400


def test_it_answers_before_its_background_work_ends(network: ActionNetwork, call: Call) -> None:
    body = {"person": {"email_addresses": [{"address": "ana@example.org"}]}}
    assert call("POST", "people?background_processing=true", body).json() == {}
    network.finish_jobs()
    assert len(network.effects("person")) == 1


def test_the_key_and_the_limit(network: ActionNetwork) -> None:
    assert requests.get(network.url + "people", timeout=5).status_code == 403
    with standins.action_network.running(limits=LIMITS) as limited:
        headers = {"OSDI-API-Token": limited.api_key}
        statuses = [
            requests.get(limited.url + "tags", headers=headers, timeout=5).status_code
            for _ in range(6)
        ]
    assert statuses[:4] == [200] * 4 and 429 in statuses
