"""Person ids over time: many small groups live through their own histories, side by side.

A build costs seconds whatever is in it, so each group is a small world of its own (its names,
addresses and numbers are nobody else's) and all of them take a step in each build of the real
models. After each build every id is compared with what was known of it before.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from orchestration.lib.bench.county import say
from orchestration.lib.bench.ten_days import ten_days
from orchestration.lib.errors import KithError
from orchestration.lib.scratch.warehouse import scratch_warehouse
from orchestration.lib.scratch.world import World, make_world
from orchestration.lib.warehouse.connection import connect
from simulation.names import words

ORDERS, BATCHES = 100, 5
SEQUENCES, STEPS = 50, 12
PEOPLE = 12
FIRST_NAMES = words("Ana Robert Fatima Minh Olga Carlos Priya Grace Ivan Rosa Samuel Mei")

Told = dict[str, str]


@dataclass
class Watch:
    """What was known of every id, and whatever broke a promise since."""

    world: World
    known: dict[str, str] = field(default_factory=dict)
    minted: set[str] = field(default_factory=set)
    moved: int = 0
    problems: list[str] = field(default_factory=list)

    def look(self, when: str) -> None:
        """Compare everybody's id with what was known after the last build."""
        now = self.world.ids()
        clusters: dict[str, set[str]] = {}
        for record, person in now.items():
            clusters.setdefault(person, set()).add(record)
        parts: dict[str, set[str]] = {}
        for record, person in now.items():
            if record in self.known:
                parts.setdefault(self.known[record], set()).add(person)
        for person, records in clusters.items():
            before = {self.known[record] for record in records if record in self.known}
            is_same_as_ever = len(before) == 1 and parts[next(iter(before))] == {person}
            if is_same_as_ever and before != {person}:
                self._broken(when, f"an id changed without a merge or a split: {before} {person}")
            if person not in before and person in self.minted:
                self._broken(when, f"an id was given to somebody else: {person}")
            self.moved += sum(self.known.get(record, person) != person for record in records)
        self.known |= now
        self.minted |= clusters.keys()
        self._resolve(when, clusters)

    def _resolve(self, when: str, clusters: dict[str, set[str]]) -> None:
        """Every id ever minted stands for somebody living, or says that nobody is left."""
        stands_for = {
            person: (current, count)
            for person, current, count in self.world.ask(
                "select ids.person_id, ids.current_person_id, now.record_count"
                " from identity.person_ids as ids"
                " inner join identity.person_ids as now on ids.current_person_id = now.person_id"
            )
        }
        for person in self.minted:
            current, count = stands_for.get(person, (None, -1))
            if count != len(clusters.get(current or "", ())):
                self._broken(when, f"an id resolves to {current}, which has {count} records")
        across = self.world.ask(
            "select count(distinct cluster_key), count(distinct person_id),"
            " count(distinct (cluster_key, person_id))"
            " from identity.components inner join identity.record_persons using (record_key)"
        )
        if len(set(across[0])) != 1:
            self._broken(when, "people and clusters are not the same")

    def _broken(self, when: str, what: str) -> None:
        self.problems.append(f"{when}: {what}")


def orders(world: World, count: int, batches: int) -> dict[str, Any]:
    """One group's records arrive in ``count`` random orders, in batches, are deleted and return.

    Raises ``KithError`` where an id changed that should not have, or an order gave other people.
    """
    draw = random.Random(1)
    pattern = _group(draw)
    waiting = [draw.sample(sorted(pattern), len(pattern)) for _ in range(count)]
    watch = _start(world)
    for batch in range(batches):
        for copy, order in enumerate(waiting):
            for number in order[batch::batches]:
                _tell(world, copy, number, pattern[number])
        _build(world, watch, f"batch {batch + 1} of {batches}")
    alike = {_partition(world, copy) for copy in range(count)}
    if len(alike) != 1:
        watch.problems.append(f"{len(alike)} different partitions came of {count} orders")
    everybody = list(world.people)
    draw.shuffle(world.people)
    _refresh(world, watch)
    world.people[:] = [told for told in everybody if draw.random() < 0.7]
    _build(world, watch, "three in ten records deleted")
    world.people[:] = everybody
    _build(world, watch, "they return")
    if {_partition(world, copy) for copy in range(count)} != alike:
        watch.problems.append("the people are others after a deletion and a return")
    return _result(watch, orders=count, records=len(everybody))


def decisions(world: World, sequences: int, steps: int) -> dict[str, Any]:
    """Groups live through random additions, deletions, changes, refreshes and decisions.

    Raises ``KithError`` where an id changed that should not have, or a decision was not kept.
    """
    draw = random.Random(2)
    watch = _start(world)
    groups = [_group(draw) for _ in range(sequences)]
    told = [set(draw.sample(sorted(group), len(group) // 2)) for group in groups]
    made: list[dict[tuple[str, str], str]] = [{} for _ in groups]
    kept = checked = 0
    for step in range(steps):
        for copy, group in enumerate(groups):
            _live(draw, world, copy, group, told[copy], made[copy], step)
        world.people.clear()
        for copy, group in enumerate(groups):
            for number in sorted(told[copy]):
                _tell(world, copy, number, group[number])
        refresh = ["--full-refresh"] if draw.random() < 0.2 else []
        _build(world, watch, f"step {step + 1} of {steps}", *refresh)
        ids = world.ids()
        for newest in made:
            for (left, right), decision in newest.items():
                if left in ids and right in ids:
                    checked += 1
                    kept += (ids[left] == ids[right]) == (decision == "yes")
    _refresh(world, watch)
    if kept != checked:
        watch.problems.append(f"{checked - kept} of {checked} decisions were not kept")
    return _result(
        watch, sequences=sequences, decisions=len(world.decisions), decisions_checked=checked,
        decisions_kept=kept,
    )


def run(small: bool) -> dict[str, Any]:
    """Broken promises over batch orders, deletions and decisions; the ledger of ten days."""
    with scratch_warehouse() as home:
        world = make_world(home)
        say(f"{ORDERS} random orders of arrival, then a refresh, deletions and returns")
        told: dict[str, Any] = {"orders": orders(world, ORDERS, 2 if small else BATCHES)}
        say(f"{SEQUENCES} random sequences of changes and stewards' decisions")
        told["decisions"] = decisions(world, SEQUENCES, 3 if small else STEPS)
    if not small:
        with scratch_warehouse() as home:
            told["ten_days"] = ten_days(home)
    return {"bench": "stability", **told}


def _start(world: World) -> Watch:
    """An empty world in which no change is held for approval: that is another test's."""
    world.forget()
    with connect("kith_builder") as connection:
        connection.execute(
            "update registry.identity_limits set limit_value = 1000000 where limit_id like 'held_%'"
        )
    return Watch(world)


def _build(world: World, watch: Watch, when: str, *arguments: str) -> None:
    world.build(*arguments)
    watch.look(when)
    say(f"{when}: {len(watch.minted):,} ids minted so far, {watch.moved:,} records moved")


def _refresh(world: World, watch: Watch) -> None:
    """Make everything again from nothing: what came bit by bit must be the same."""
    rows = world.ask("select count(*) from identity.person_id_history")
    _build(world, watch, "a full refresh", "--full-refresh")
    if world.ask("select count(*) from identity.person_id_history") != rows:
        watch.problems.append("a full refresh wrote into the ledger")


def _result(watch: Watch, **figures: int) -> dict[str, Any]:
    if watch.problems:
        raise KithError("; ".join(watch.problems[:5]))
    return {**figures, "ids_minted": len(watch.minted), "records_moved": watch.moved, "broken": 0}


def _group(draw: random.Random) -> dict[int, Told]:
    """Some people's records, of which some only hang together by others."""
    group: dict[int, Told] = {}
    for person in range(PEOPLE):
        born = {"birth_date": f"19{50 + person}-0{1 + person % 9}-1{person % 9}"}
        # Two people in a row share a phone, as households do.
        contact = [{"email": f"person{person}"}, {"phone_e164": f"{person // 2:03}"}, born]
        for _ in range(draw.randint(1, 5)):
            told = {"first_name": FIRST_NAMES[person], "last_name": f"Roe{chr(97 + person)}"}
            for part in draw.sample(contact, draw.choice([1, 1, 2])):
                told |= part
            group[len(group)] = told
    return group


def _tell(world: World, copy: int, number: int, told: Told) -> None:
    """A group's record, with names and contact points that no other group has."""
    own = dict(told)
    # Twice each letter, so that no two groups' names are a slip apart.
    own["last_name"] += "".join(2 * chr(97 + int(digit)) for digit in f"{copy:03}")
    if "email" in own:
        own["email"] += f"@group{copy}.example"
    if "phone_e164" in own:
        own["phone_e164"] = f"+1860{2_000_000 + 1000 * copy + int(own['phone_e164'])}"
    world.person(_record(copy, number), **own)


def _record(copy: int, number: int) -> str:
    return f"{('van', 'network', 'spoke')[number % 3]}/{copy}-{number}"


def _partition(world: World, copy: int) -> frozenset[frozenset[str]]:
    """Who is one person in a group, whatever the group's own number."""
    mine = f"/{copy}-"
    return frozenset(
        frozenset(record.replace(mine, "/") for record in records)
        for records in world.groups()
        if mine in next(iter(records))
    )


def _live(
    draw: random.Random, world: World, copy: int, group: dict[int, Told], told: set[int],
    made: dict[tuple[str, str], str], step: int,
) -> None:
    """What happens to a group before a build: records come, go and change; a steward decides."""
    happenings: Sequence[Callable[[], None]] = (
        lambda: told.update(draw.sample(sorted(group), 4)),
        lambda: told.difference_update(draw.sample(sorted(told), len(told) // 6)),
        lambda: _change(draw, group),
        lambda: _decide(draw, world, copy, sorted(told), made, step),
    )
    for happening in draw.sample(happenings, draw.randint(0, 4)):
        happening()


def _change(draw: random.Random, group: dict[int, Told]) -> None:
    """A record is told anew, with another person's email: what hung by it may split or merge."""
    number = draw.choice(sorted(group))
    group[number] = group[number] | {"email": f"person{draw.randrange(PEOPLE)}"}


def _decide(
    draw: random.Random, world: World, copy: int, told: list[int],
    made: dict[tuple[str, str], str], step: int,
) -> None:
    """A steward decides about two records, or decides anew, never against another decision."""
    left, right = sorted(_record(copy, number) for number in draw.sample(told, 2))
    if made and draw.random() < 0.3:
        left, right = draw.choice(sorted(made))
    decision = draw.choice(["yes", "no"])
    would = made | {(left, right): decision}
    if _agree(would):
        made[left, right] = decision
        world.decide(left, right, decision, day=step + 1)


def _agree(made: dict[tuple[str, str], str]) -> bool:
    """Whether no two records that must be apart hang together by decisions."""
    group = {record: record for pair in made for record in pair}
    for (left, right), decision in made.items():
        if decision == "yes":
            one, other = group[left], group[right]
            group |= {record: other for record, of in group.items() if of == one}
    return all(
        group[left] != group[right] for (left, right), said in made.items() if said == "no"
    )
