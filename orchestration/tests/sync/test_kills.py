"""Processes that plan and push are killed, and VAN's answers come to grief: one effect per fact.

A few of the rounds of `./kith bench sync`, which goes through 300.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.lib.bench import sync_rounds, sync_van

ROUNDS = 8


@pytest.fixture
def standin(
    account: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[sync_van.StandIn]:
    """The stand-in that the account is at."""
    with sync_van.running(
        tmp_path, sync_rounds.most_records(ROUNDS), sync_rounds.JOB_SECONDS
    ) as running:
        for name, value in running.environment().items():
            monkeypatch.setenv(name, value)
        yield running


def test_kills_and_faults_neither_double_nor_lose_an_effect(standin: sync_van.StandIn) -> None:
    told = sync_rounds.run(standin, ROUNDS)
    assert sync_rounds.account(standin, told) == {
        "double_effects": 0, "lost_intents": 0, "pushes_to_suppressed": 0, "unsettled": 0,
        "told_as_amiss": 0,
    }
    assert len(told.world.people) == sync_rounds.most_people(ROUNDS)
    assert told.kills
    assert {*told.between} == {
        "corrected", "merged at VAN", "sign-up moved on", "suppressed", "told again late",
    }
    assert told.between["suppressed"] == ROUNDS


def test_the_count_notices_what_is_there_twice_or_lost_or_unwanted(
    standin: sync_van.StandIn
) -> None:
    told = sync_rounds.run(standin, 1)
    effects = [each for each in standin.effects() if each["method"] != "generated"]
    assert told.world.count(effects) == (0, 0, 0)
    noted = next(each for each in effects if each["kind"] == "canvass_response")
    assert told.world.count([*effects, noted]) == (1, 0, 0)
    assert told.world.count([each for each in effects if each is not noted]) == (0, 1, 0)
    suppressed = next(each for each in told.world.people if each.is_suppressed)
    unwanted = noted | {"record_id": int(suppressed.record_id)}
    assert told.world.count([*effects, unwanted]) == (0, 0, 1)
    assert told.world.count([*effects, noted | {"result": 14}]) == (1, 0, 0)
