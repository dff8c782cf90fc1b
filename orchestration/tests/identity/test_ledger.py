"""Person ids: stable over order and re-runs, merged for ever, parted when stewards say so."""

from __future__ import annotations

import random

from orchestration.lib.scratch.world import World

ANA = {"first_name": "Ana", "last_name": "Roe"}


def _three(world: World) -> None:
    """Two records linked by an email, and one that only its phone could link to them."""
    world.person("van/1", **ANA, email="ana@mail.example")
    world.person("network/1", **ANA, email="ana@mail.example")
    world.person("spoke/1", **ANA, phone_e164="+18606430202")


def test_ids_outlive_rebuilds_merges_and_splits(world: World) -> None:
    _three(world)
    world.build()
    first = world.ids()
    assert first["van/1"] == first["network/1"] != first["spoke/1"]

    world.people.reverse()
    world.build("--full-refresh")
    assert world.ids() == first
    assert world.ask("select max(run_number) from identity.person_id_history") == [(1,)]

    world.decide("van/1", "spoke/1", "yes", day=1)
    world.build()
    assert set(world.ids().values()) == {first["van/1"]}
    alias = "select retired_person_id, person_id from identity.person_id_aliases"
    assert world.ask(alias) == [(first["spoke/1"], first["van/1"])]

    world.decide("van/1", "spoke/1", "no", day=2)
    world.build()
    parted = world.ids()
    assert parted["van/1"] == parted["network/1"] == first["van/1"]
    assert parted["spoke/1"] not in first.values()
    assert world.ask(alias) == [(first["spoke/1"], first["van/1"])]
    told = world.ask("select event_type from identity.person_id_events order by run_number, 1")
    assert [kind for (kind,) in told] == ["born", "born", "merged", "born", "split"]


def test_a_stewards_yes_beats_a_rule_and_a_no_beats_evidence(world: World) -> None:
    world.person("van/1", **ANA, email="ana@mail.example", birth_date="1980-01-02")
    world.person("network/1", **ANA, email="ana@mail.example", birth_date="1981-01-02")
    world.person("spoke/1", **ANA, phone_e164="+18606430202")
    world.person("spoke/2", **ANA, phone_e164="+18606430202")
    world.decide("network/1", "van/1", "yes", day=1)
    world.decide("spoke/2", "spoke/1", "no", day=1)
    world.build()
    assert world.groups() == {
        frozenset({"van/1", "network/1"}),
        frozenset({"spoke/1"}),
        frozenset({"spoke/2"}),
    }


def test_a_record_that_vanishes_and_returns_is_the_same_person(world: World) -> None:
    _three(world)
    world.build()
    first = world.ids()
    gone = world.people.pop()
    world.build()
    assert "spoke/1" not in world.ids()
    world.people.append(gone)
    world.build()
    assert world.ids() == first


def test_the_order_of_records_changes_no_person(world: World) -> None:
    draw = random.Random(7)
    for number in range(400):
        someone = draw.randrange(120)
        first, last = chr(97 + someone % 26), chr(97 + someone % 5)
        told = {"first_name": f"Name{first}x", "last_name": f"Roe{last}"}
        if draw.random() < 0.7:
            told["email"] = f"person{someone}@mail.example"
        if draw.random() < 0.6:
            told["phone_e164"] = f"+1860643{1000 + someone // 2}"
        if draw.random() < 0.4:
            told["birth_date"] = f"19{50 + someone % 40}-01-{1 + someone % 9:02}"
        world.person(f"van/{number}", **told)
    world.build()
    ids, groups = world.ids(), world.groups()
    assert 1 < len(groups) < 400
    people = list(world.people)
    world.forget()
    draw.shuffle(people)
    world.people.extend(people)
    world.build()
    assert (world.groups(), world.ids()) == (groups, ids)


def test_who_an_id_was_on_a_day(world: World) -> None:
    """The query of docs/identity.md: what an id held then, before a merge and a split."""
    _three(world)
    moments: list[object] = []
    for decision in ("", "yes", "no"):
        if decision:
            world.decide("van/1", "spoke/1", decision, day=len(moments))
        world.build()
        moments.append(world.ask("select clock_timestamp()")[0][0])
    (kept,) = world.ask("select person_id from identity.record_persons where record_id = '1'"
                        " and source_id = 'van'")

    def was(moment: object) -> set[str]:
        return {
            record
            for (record,) in world.ask(
                "select record_key from identity.person_id_periods"
                f" where person_id = '{kept[0]}' and '{moment}' >= valid_from_at"
                f" and '{moment}' < coalesce(valid_to_at, 'infinity')"
            )
        }

    alone, joined = {"van/t/1", "network/t/1"}, {"van/t/1", "network/t/1", "spoke/t/1"}
    assert [was(moment) for moment in moments] == [alone, joined, alone]
