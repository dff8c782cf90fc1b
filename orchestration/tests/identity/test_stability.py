"""Person ids over time: orders of arrival, deletions, changes and decisions, built for real."""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.lib.bench import stability
from orchestration.lib.bench.stability import Watch
from orchestration.lib.scratch.world import World


def test_ids_hold_over_a_hundred_orders_of_arrival_deletions_and_returns(world: World) -> None:
    told = stability.orders(world, count=100, batches=3)
    assert told["broken"] == 0
    assert told["records_moved"] > 0


def test_decisions_are_kept_over_fifty_random_histories(world: World) -> None:
    told = stability.decisions(world, sequences=50, steps=5)
    assert told["decisions_kept"] == told["decisions_checked"] > 100


class Scripted:
    """A world whose answers a test writes itself."""

    ids_now: dict[str, str]

    def ids(self) -> dict[str, str]:
        """Each record's person id."""
        return self.ids_now

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Every id stands for itself, and people are clusters."""
        if "person_ids" not in statement:
            return [(1, 1, 1)]
        people = list(self.ids_now.values())
        return [(person, person, people.count(person)) for person in set(people)]


@pytest.mark.parametrize(
    ("before", "after", "broken"),
    [
        ({"a": "p", "b": "p"}, {"a": "p", "b": "p", "c": "p"}, 0),  # a record came
        ({"a": "p", "b": "p"}, {"a": "q", "b": "q"}, 1),  # renamed for nothing
        ({"a": "p", "b": "p"}, {"a": "p", "b": "q"}, 0),  # split
        ({"a": "p", "b": "q"}, {"a": "q", "b": "p"}, 2),  # changed places
    ],
)
def test_the_watch_sees_an_id_that_changed_for_nothing(
    before: dict[str, str], after: dict[str, str], broken: int
) -> None:
    world = Scripted()
    watch = Watch(world)  # type: ignore[arg-type]
    for world.ids_now in (before, after):
        watch.look("now")
    changed = [problem for problem in watch.problems if "changed without" in problem]
    assert len(changed) == broken


def test_the_watch_sees_an_id_that_resolves_to_nobody() -> None:
    world = Scripted()
    watch = Watch(world)  # type: ignore[arg-type]
    for world.ids_now in ({"a": "p", "b": "q"}, {"b": "q"}):
        watch.look("now")
    assert any("resolves to None" in problem for problem in watch.problems)
