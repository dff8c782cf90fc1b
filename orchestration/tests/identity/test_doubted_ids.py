"""What an id proves where its source's ids are in doubt, and again where they no longer are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from orchestration.lib.scratch.world import World

# Married since, with nothing in common but an id.
MARRIED = ("van/1", "network/1")
# Alike but for the id that a person has one of.
TWO_IDS = ("van/2", "spoke/2")
# One name and one id in two sources that nobody doubts, and in a third.
THREE = ("network/3", "spoke/3", "van/3")


_EVIDENCE = "select left_record_key, right_record_key, rule_id, weight from identity.assertions"
_REFUSED = (
    "select left_record_key, right_record_key, weight, reason_code from identity.refused_links"
)


@dataclass(frozen=True)
class Found:
    """What a build says: the evidence, the links it refuses, and who is one person."""

    evidence: frozenset[tuple[Any, ...]]
    refused: frozenset[tuple[Any, ...]]
    people: set[frozenset[str]]

    def rule(self, left: str, right: str) -> list[tuple[str, int]]:
        """The rules by which two records are linked, with what each weighs."""
        pair = (left.replace("/", "/t/"), right.replace("/", "/t/"))
        return [(rule, weight) for *keys, rule, weight in self.evidence if tuple(keys) == pair]

    def are_one(self, records: tuple[str, ...]) -> bool:
        """Whether these records are one person's."""
        return any(group >= set(records) for group in self.people)


@pytest.fixture(scope="module")
def story(project: World) -> Iterator[dict[str, Found]]:
    """Three sources that agree on some ids; then one is in doubt, and then no longer."""
    project.forget()
    for record, last in zip(MARRIED, ("Roe", "Poe"), strict=True):
        project.person(record, first_name="Ana", last_name=last)
        project.identifier(record, "van_id", "van:1", "2000001")
    for record, state_id in zip(TWO_IDS, ("7", "8"), strict=True):
        project.person(record, first_name="Bo", last_name="Lee", email="bo@mail.example")
        project.identifier(record, "voter_file_id", "ct", state_id)
    for record in THREE:
        project.person(record, first_name="Cy", last_name="Diaz")
        project.identifier(record, "van_id", "van:1", "2000003")
    story = {"before": _built(project)}
    project.doubted = ["van"]
    story["in doubt"] = _built(project)
    project.person("spoke/9", first_name="Cy", last_name="Diaz")
    project.identifier("spoke/9", "van_id", "van:1", "2000003")
    story["kept"] = _built(project)
    story["anew"] = _built(project, "--full-refresh")
    project.doubted = []
    project.people.pop()
    project.identifiers.pop()
    story["after"] = _built(project)
    yield story
    project.forget()


def _built(world: World, *arguments: str) -> Found:
    world.build(*arguments)
    return Found(
        frozenset(world.ask(_EVIDENCE)), frozenset(world.ask(_REFUSED)), world.groups()
    )


def test_an_id_proves_less_while_in_doubt_and_as_much_again_after(story: dict[str, Found]) -> None:
    before, doubted = story["before"], story["in doubt"]
    assert before.rule("network/1", "van/1") == [("same_id_last_name_differs", 14)]
    assert before.are_one(MARRIED)
    assert doubted.rule("network/1", "van/1") == [("doubted_id_last_name_differs", 3)]
    assert not doubted.are_one(MARRIED)
    assert story["after"] == before


def test_nothing_is_dropped_for_being_in_doubt(story: dict[str, Found]) -> None:
    refused = ("network/t/1", "van/t/1", 3, "too_weak")
    assert refused in story["in doubt"].refused - story["before"].refused


def test_two_ids_part_nobody_while_one_is_in_doubt(story: dict[str, Found]) -> None:
    assert not story["before"].are_one(TWO_IDS)
    assert story["in doubt"].are_one(TWO_IDS)


def test_an_id_in_doubt_takes_nothing_from_what_others_prove(story: dict[str, Found]) -> None:
    doubted = story["in doubt"]
    assert doubted.are_one(THREE)
    assert doubted.rule("network/3", "spoke/3") == [("same_id", 20)]
    assert doubted.rule("network/3", "van/3") == [("doubted_id", 8)]


def test_what_is_kept_while_in_doubt_is_what_making_it_anew_gives(story: dict[str, Found]) -> None:
    assert story["kept"] == story["anew"]
    assert story["kept"].are_one((*THREE, "spoke/9"))
