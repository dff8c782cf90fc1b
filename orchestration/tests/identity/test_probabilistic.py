"""The probabilistic tier on a made-up world, through the real models."""

from __future__ import annotations

import random
from typing import Any

import psycopg
import pytest

from orchestration.lib.identity.probabilistic import tier
from orchestration.lib.identity.probabilistic.records import records
from orchestration.lib.scratch.world import RECORD_TYPE, World
from orchestration.lib.warehouse.connection import connect

PEOPLE = 450


def _name(dice: random.Random, parts: int) -> str:
    made = (dice.choice("bcdfglmnprstvz") + dice.choice("aeiou") for _ in range(parts))
    return "".join(made).title()


def _slip(dice: random.Random, text: str) -> str:
    """Another first letter: a slip that no rule takes for one."""
    return dice.choice([letter for letter in "BCDFGKLMPRST" if letter != text[0]]) + text[1:]


def _settle(world: World) -> None:
    """Everybody twice; every fifth person's two records differ in more than the rules forgive.

    Two people tell a phone, each in one record: nobody can compare phones.
    """
    dice = random.Random(3)
    streets = [f"{_name(dice, 3)} St" for _ in range(60)]
    for number in range(PEOPLE):
        told = {
            "first_name": _name(dice, 3),
            "last_name": _name(dice, 4),
            "birth_date": f"{dice.randrange(1940, 2005)}-{dice.randrange(1, 13):02}"
            f"-{dice.randrange(1, 29):02}",
            "email": f"{number}.{_name(dice, 2).lower()}@mail.example",
            "street_address": f"{dice.randrange(1, 900)} {dice.choice(streets)}",
            "city": dice.choice(("Marlow", "Wick", "Neck")),
            "postal_code": f"{dice.randrange(8000, 8040):05}",
        }
        phone = {"phone_e164": f"+1609555010{number}"} if number < 2 else {}
        world.person(f"van/{number}", **_forgetful(dice, told), **phone)
        if number % 5 == 0:
            told["last_name"] = _slip(dice, told["last_name"])
        world.person(f"network/{number}", **_forgetful(dice, told))


def _forgetful(dice: random.Random, told: dict[str, str]) -> dict[str, str]:
    """What one tool was told: a name, a place and some of the rest."""
    kept = {name for name in ("birth_date", "email", "street_address") if dice.random() < 0.7}
    return {
        name: value
        for name, value in told.items()
        if name in kept or name in ("first_name", "last_name", "city", "postal_code")
    }


@pytest.fixture
def settled(world: World) -> World:
    """A built world of people with two records each."""
    _settle(world)
    world.build()
    return world


def _links(world: World) -> list[tuple[Any, ...]]:
    return world.ask(
        "select left_record_key, right_record_key, weight, verdict_code"
        " from landing.probabilistic_links order by 1, 2"
    )


def _numbers(link: tuple[Any, ...]) -> tuple[str, str]:
    return link[0].rsplit("/", 1)[1], link[1].rsplit("/", 1)[1]


def test_it_links_what_the_rules_leave_open_and_nobody_else(settled: World) -> None:
    apart = len(settled.groups())
    outcome = tier.update()
    assert outcome.has_run, outcome.told
    links = [link for link in _links(settled) if link[3] in ("strong", "likely")]
    assert all(one == other for one, other in map(_numbers, links))
    assert len(links) >= 0.6 * (apart - PEOPLE)
    settled.build()
    assert len(settled.groups()) == apart - len(links)
    assert all(len({record.split("/")[1] for record in group}) == 1 for group in settled.groups())


def test_the_same_records_give_the_same_links_and_too_few_give_none(settled: World) -> None:
    tier.update()
    first = _links(settled)
    assert first
    tier.update()
    assert _links(settled) == first
    del settled.people[100:]
    settled.build()
    outcome = tier.update()
    assert not outcome.has_run
    assert "500" in outcome.told and "100" in outcome.told
    assert _links(settled) == []


def test_the_order_in_which_the_warehouse_holds_records_changes_nothing(world: World) -> None:
    for number in (3, 1, 2):
        world.person(f"van/{number}", first_name="Ana", last_name="Roe")
    world.build()
    expected = [f"van/{RECORD_TYPE}/{number}" for number in (1, 2, 3)]
    with connect("kith_builder") as connection:
        connection.execute("create temp table held as select * from identity.person_records")
        for order in ("asc", "desc"):
            connection.execute(
                "truncate identity.person_records; insert into identity.person_records"
                f" select * from held order by record_key {order}"
            )
            # Of links equally strong the first in this order holds.
            assert records(connection)["record_key"].to_pylist() == expected


def test_a_failure_is_told_without_values_and_leaves_what_was_there(
    settled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tier.update()
    before = _links(settled)

    def fail(*_: object) -> None:
        raise psycopg.DataError("Ana Example")

    monkeypatch.setattr(tier, "_judged", fail)
    outcome = tier.update()
    assert outcome.has_failed
    assert "Ana" not in outcome.told
    assert _links(settled) == before


def test_birth_dates_part_people_unless_they_are_often_wrong(settled: World) -> None:
    tier.update()
    assert settled.ask("select birth_date_slip_share from landing.probabilistic_runs") == [(0,)]
    for person in settled.people:
        born = person.get("birth_date")
        if born and person["source_id"] == "network" and int(person["record_id"]) % 4 == 1:
            person["birth_date"] = f"{int(born[:4]) + 3}{born[4:]}"
    settled.build("--select", "+record_pairs", "+exclusive_claims")
    outcome = tier.update()
    assert outcome.has_run, outcome.told
    settled.build("--select", "+unproven_claims")
    slips = settled.ask("select slip_share from identity.unproven_claims")
    assert len(slips) == 1 and 0.1 < slips[0][0] < 0.5


def test_worthless_values_are_not_given_to_the_model(world: World) -> None:
    for number in range(70):
        world.person(f"van/{number}", first_name=f"Name{number}", phone_e164="+16095550142")
    world.person("van/80", first_name="Ana", email="ana@mail.example")
    world.build()
    with connect("kith_builder") as connection:
        table = records(connection).to_pylist()
    assert all(row["phones"] is None for row in table)
    assert [row["emails"] for row in table if row["record_key"] == f"van/{RECORD_TYPE}/80"] == [
        "ana@mail.example"
    ]
