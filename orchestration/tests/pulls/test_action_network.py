"""Action Network's pages come as they are, once each, whatever fails on the way."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import requests
from psycopg import sql

from orchestration.lib.landing import new_files
from orchestration.lib.pulls import cursors, hidden
from orchestration.lib.warehouse import connect
from orchestration.tests.pulls.conftest import Killed, pull
from standins import action_network
from standins.action_network import ActionNetwork
from standins.faults import Fault

SOURCE = "county_action_network"
ENDING = "@mail.example"


@pytest.fixture
def network(
    landing_folder: Path, tempo: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> Iterator[ActionNetwork]:
    """A group with two petitions and nobody in it."""
    tempo(SOURCE, "people", "petitions", "signatures")
    with action_network.running() as running:
        for title in ("Clean water", "Fair wages"):
            running.add("petitions", title=title)
        monkeypatch.setenv("KITH_COUNTY_ACTION_NETWORK_URL", running.url)
        monkeypatch.setenv("KITH_COUNTY_ACTION_NETWORK_API_KEY", running.api_key)
        yield running


def pages_of(landing_folder: Path, resource: str) -> list[dict[str, Any]]:
    """Every page of the resource's files, in the order in which they land."""
    return [
        json.loads(line)
        for path in sorted((landing_folder / SOURCE).glob(f"{resource}_2*.jsonl"))
        for line in path.read_bytes().splitlines()
    ]


def landed(table: str) -> dict[str, str]:
    """The newest change of each record that landed."""
    with connect() as connection:
        statement = sql.SQL(
            "select distinct on (_record_id) _record_id, modified_date from {}"
            " order by _record_id, _load_id desc"
        ).format(sql.Identifier("landing", f"action_network__{table}"))
        rows = connection.execute(statement).fetchall()
    return dict(rows)


def there(network: ActionNetwork, kind: str) -> dict[str, str]:
    """The same, as the stand-in has it."""
    return {network.own_id(each): each["modified_date"] for each in network.store.all(kind, 0)}


def land() -> None:
    loads = new_files.land(new_files.waiting({SOURCE}, settle=0))
    assert {load.status for load in loads} <= {"landed"}
    assert sum(load.records_quarantined for load in loads) == 0


def sign(network: ActionNetwork, petition: int, email: str) -> None:
    """Somebody signs, as on the page."""
    page = network.store.all("petitions", 0)[petition]
    answer = requests.post(
        f"{network.url}petitions/{network.own_id(page)}/signatures",
        json={"person": {"email_addresses": [{"address": email}]}},
        headers={"OSDI-API-Token": network.api_key}, timeout=10,
    )
    assert answer.status_code == 200


def test_pages_land_as_they_are_and_then_only_what_changed(
    network: ActionNetwork, landing_folder: Path
) -> None:
    network.load_people({"email": f"{number}{ENDING}"} for number in range(60))
    sign(network, 0, "0" + ENDING)
    done = {each.resource_name: each for each in pull(SOURCE)}
    assert {name: each.failure for name, each in done.items()} == dict.fromkeys(done)
    people = [page["_embedded"]["osdi:people"] for page in pages_of(landing_folder, "people")]
    assert [len(page) for page in people] == [25, 25, 10]
    land()
    assert landed("osdi_people") == there(network, "people")
    assert landed("osdi_signatures") == there(network, "signatures")
    assert len(landed("osdi_petitions")) == 2
    # As if all that had been three hours ago: the overlap is two.
    for name in ("people", "signatures"):
        cursor = cursors.read(SOURCE, name)
        assert cursor.pulled_until is not None
        cursor.pulled_until += timedelta(hours=3)
        cursors.write(cursor)
    network.clock.advance(hours=3)
    sign(network, 1, "1" + ENDING)
    later = {each.resource_name: each.records for each in pull(SOURCE)}
    assert later == {"people": 1, "petitions": 2, "signatures": 1}
    land()
    assert landed("osdi_people") == there(network, "people")


def test_a_link_to_another_server_is_not_followed(
    network: ActionNetwork, landing_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        type(network), "address", property(lambda self: "http://elsewhere.example")
    )
    network.load_people({"email": f"{number}{ENDING}"} for number in range(60))
    done = pull(SOURCE, resource_names=["people"])
    assert "failed" in (done[0].failure or "")
    assert pages_of(landing_folder, "people") == []


def test_a_page_of_another_server_stops_nothing_else_and_is_told_without_it(
    network: ActionNetwork, landing_folder: Path
) -> None:
    network.load_people({"email": f"{number}{ENDING}"} for number in range(3))
    network.faults.add(Fault("page", "GET */petitions*", count=None))
    told = {each.resource_name: each.failure for each in pull(SOURCE)}
    assert told["people"] is None
    assert told["petitions"] and "back soon" not in told["petitions"]
    assert {each.failure for each in cursors.of_source(SOURCE)} == {*told.values()}
    network.faults.clear()
    assert not any(each.failure for each in pull(SOURCE))


def test_pages_that_lead_in_a_circle_end(
    network: ActionNetwork, landing_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network.load_people({"email": f"{number}{ENDING}"} for number in range(60))

    def to_page_two(self: Any, response: Any, data: Any = None) -> None:
        self._next_reference = f"{network.url.rstrip('/')}/people?page=2"

    paginator = "dlt.sources.helpers.rest_client.paginators.JSONLinkPaginator"
    monkeypatch.setattr(f"{paginator}.update_state", to_page_two)
    (done,) = pull(SOURCE, resource_names=["people"])
    assert "circle" in (done.failure or "") and network.calls.total() <= 4


def test_a_pull_that_was_killed_goes_on_from_its_last_page(
    network: ActionNetwork, landing_folder: Path, kill_at: Callable[[Callable[[str], bool]], None]
) -> None:
    network.load_people({"email": f"{number}{ENDING}"} for number in range(100))
    left = iter([False, False, True])
    kill_at(lambda name: name == "page_spooled" and next(left, False))
    with pytest.raises(Killed):
        pull(SOURCE, resource_names=["people"])
    assert list((landing_folder / SOURCE).glob("people*")) == []
    network.calls.clear()
    kill_at(lambda _: False)
    done = pull(SOURCE, resource_names=["people"])
    assert done[0].failure is None
    # Of four pages two were on the disk; the last of those is asked for again.
    assert sum(network.calls.values()) == 3
    land()
    assert landed("osdi_people") == there(network, "people")


def test_what_forgetting_threw_away_is_pulled_anew(
    network: ActionNetwork, landing_folder: Path, kill_at: Callable[[Callable[[str], bool]], None]
) -> None:
    network.load_people({"email": f"{number}{ENDING}"} for number in range(60))
    for place in ("page_spooled", "all_spooled"):
        kill_at(place.__eq__)
        with pytest.raises(Killed):
            pull(SOURCE, resource_names=["people"])
        assert hidden.drop(landing_folder / SOURCE) == 1
    kill_at(lambda _: False)
    assert pull(SOURCE, resource_names=["people"])[0].failure is None
    land()
    assert landed("osdi_people") == there(network, "people")


@pytest.mark.parametrize("seed", range(3))
def test_every_record_lands_whatever_fails_and_dies(
    network: ActionNetwork, kill_at: Callable[[Callable[[str], bool]], None], seed: int
) -> None:
    chance = Random(seed)
    faults = [
        Fault(kind, "GET *", count=None, share=share, seconds=0.01)
        for kind, share in (
            ("half", 0.1), ("cut", 0.1), ("too_many", 0.05), ("reset_before", 0.05),
            ("error_after", 0.05), ("timeout_before", 0.03),
        )
    ]  # fmt: skip
    network.clock.stop(datetime.now(UTC) - timedelta(days=30))
    number = 0
    for _ in range(4):
        new = range(number, number := number + chance.randrange(25))
        network.faults.clear()
        network.load_people({"email": f"{each}{ENDING}"} for each in new)
        for each in new[:3]:
            sign(network, chance.randrange(2), f"{each}{ENDING}")
        # Later than the overlap reaches back, so that what the pull before lost stays lost.
        network.clock.advance(hours=3)
        network.faults.add(*faults)
        kill_at(lambda _: chance.random() < 0.08)
        with contextlib.suppress(Killed):
            pull(SOURCE, is_full=chance.random() < 0.1)
    network.faults.clear()
    kill_at(lambda _: False)
    assert not any(each.failure for each in [*pull(SOURCE), *pull(SOURCE)])
    land()
    assert landed("osdi_people") == there(network, "people")
    assert landed("osdi_signatures") == there(network, "signatures")
