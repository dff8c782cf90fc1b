"""What is kept from run to run is what making everything anew gives, whatever changed between."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from orchestration.lib.scratch.world import RECORD_TYPE, SOURCES, World
from orchestration.lib.warehouse.connection import connect

FIRST = ["Ana", "Anna", "Bob", "Robert", "J", "John", "Jon", "Maria", "Margaret", "Margraet", None]
LAST = ["Roe", "Poe", "Roe Jr", "Lee", "García López", "Garcia", "Roberts", None]
# Each with the columns that only say when a row was made, or that nobody reads.
KEPT = {
    "record_versions": (),
    "person_records": (),
    "name_counts": (),
    "match_keys": (),
    "shared_values": (),
    "record_pairs": (),
    "exclusive_claims": (),
    "model_links": ("run_id",),
    "assertions": ("run_id", "valid_from_at"),
    "candidate_links": (),
    "components": (),
    "links": (),
    "refused_links": (),
    "record_persons": (),
}
VIEWS = ("links", "refused_links")


def _tell(draw: random.Random, world: World, record: str) -> None:
    """A record of somebody, with details that several people share."""
    someone = draw.randrange(40)
    told: dict[str, Any] = {
        "first_name": draw.choice(FIRST),
        "last_name": LAST[someone % len(LAST)],
        "email": draw.choice([None, f"person{someone}@mail.example", "office@mail.example"]),
        "phone_e164": draw.choice([None, f"+1860643{1000 + someone // 3}"]),
        "birth_date": draw.choice([None, None, f"19{50 + someone % 9}-01-0{1 + someone % 3}"]),
        "street_address": draw.choice([None, f"{1 + someone // 4} Oak St"]),
        "postal_code": draw.choice([None, f"0610{someone % 3}"]),
    }
    world.person(record, **{name: value for name, value in told.items() if value})
    if draw.random() < 0.3:
        world.identifier(record, "van_id", "van:1", str(2000000 + someone))
    if draw.random() < 0.2:
        world.identifier(record, "external_id", None, str(2000000 + someone))
    if draw.random() < 0.2:
        world.identifier(record, "voter_file_id", "ct", str(someone // 2))


def _forget(world: World, record: str) -> None:
    source, number = record.split("/")
    world.people = [
        row for row in world.people if (row["source_id"], row["record_id"]) != (source, number)
    ]
    world.identifiers = [
        row
        for row in world.identifiers
        if (row["source_id"], row["person_record_id"]) != (source, number)
    ]


def _decided(decision: dict[str, str]) -> list[str]:
    """The two records of a decision, as `source/number`."""
    keys = (decision["left_record_key"], decision["right_record_key"])
    return [f"{key.split('/')[0]}/{key.split('/')[2]}" for key in keys]


def _change(draw: random.Random, world: World, day: int) -> None:
    """New, changed and vanished records, merges by vendors, and decisions of stewards."""
    known = [f"{row['source_id']}/{row['record_id']}" for row in world.people]
    told = {record for decision in world.decisions for record in _decided(decision)}
    for record in sorted(told - set(known)):  # who vanished returns, and is still decided about
        _tell(draw, world, record)
    leaving = {*draw.sample(known, draw.randrange(5)), *sorted(told & set(known))[:1]}
    for record in sorted(leaving):
        _forget(world, record)
        if draw.random() < 0.7:
            _tell(draw, world, record)
    start = len(known) + 1000 * day
    for number in range(draw.randrange(1, 8)):
        _tell(draw, world, f"{draw.choice(SOURCES)}/{start + number}")
    if draw.random() < 0.5:
        kept, removed = draw.sample(known, 2)
        world.merge(f"{kept.split('/')[0]}/{day}", kept, removed)
    if world.merges and draw.random() < 0.3:
        world.merges.pop(draw.randrange(len(world.merges)))
    if draw.random() < 0.5:
        left, right = draw.sample(known, 2)
        world.decide(left, right, draw.choice(["yes", "no", "not_sure"]), day=day)
    if world.decisions and draw.random() < 0.2:
        world.decisions.pop()


def _ask_model(draw: random.Random, world: World) -> None:
    """A run of the probabilistic model, which says again much of what the last one said."""
    keys = [f"{row['source_id']}/{RECORD_TYPE}/{row['record_id']}" for row in world.people]
    said = world.ask(
        "select left_record_key, right_record_key, verdict_code from landing.probabilistic_links"
    )
    links = {tuple(pair): word for *pair, word in sorted(said) if draw.random() < 0.8}
    for _ in range(8):
        links[tuple(sorted(draw.sample(keys, 2)))] = draw.choice(["strong", "likely", "doubtful"])
    with connect("kith_builder") as connection:
        connection.execute("truncate landing.probabilistic_links")
        connection.execute(
            "insert into landing.probabilistic_runs"
            " (model_version, record_count, accept_weight, birth_date_slip_share, figures)"
            " values ('test', 0, 0, 0, '{}')"
        )
        connection.cursor().executemany(
            "insert into landing.probabilistic_links"
            " select max(run_number), %s, %s, 1, %s from landing.probabilistic_runs",
            [[*pair, verdict] for pair, verdict in links.items()],
        )


def _tables(world: World) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    for table, ignored in KEPT.items():
        columns = [
            name
            for (name,) in world.ask(
                "select attname from pg_attribute where attnum > 0 and not attisdropped"
                f" and attrelid = 'identity.{table}'::regclass"
            )
            if name not in ignored
        ]
        rows = world.ask(f"select {', '.join(columns)} from identity.{table}")
        found[table] = sorted(rows, key=repr)
    return found


def _is_kept(world: World, table: str) -> bool:
    """Whether the last run kept the table, rather than making it anew."""
    [(stamp,)] = world.ask(
        f"select obj_description('identity.{table}__touched'::regclass, 'pg_class')"
    )
    return json.loads(stamp)["base"] is not None


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_kept_is_what_making_it_anew_gives(world: World, seed: int) -> None:
    draw = random.Random(seed)
    for number in range(100):
        _tell(draw, world, f"{draw.choice(SOURCES)}/{number}")
    world.build("--full-refresh")
    for day in range(1, 7):
        _change(draw, world, day)
        if day % 3:
            _ask_model(draw, world)
        world.build()
        assert [name for name in KEPT if name not in VIEWS and not _is_kept(world, name)] == []
        if day % 2 == 0:
            kept, ids = _tables(world), world.ids()
            world.build("--full-refresh")
            anew = _tables(world)
            assert [name for name in KEPT if kept[name] != anew[name]] == []
            assert world.ids() == ids


def test_the_planner_is_told_of_a_kept_table_that_grew(world: World) -> None:
    counted = "select reltuples::int from pg_class where oid = 'identity.record_persons'::regclass"
    world.person("van/1", first_name="Ana")
    world.build("--full-refresh")
    for number in range(2, 41):
        world.person(f"van/{number}", first_name="Ana")
    world.build()
    assert _is_kept(world, "record_persons")
    assert world.ask(counted) == [(40,)]
