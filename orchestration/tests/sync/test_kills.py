"""Processes that plan and push are killed, and VAN's answers come to grief: one effect per fact.

A few of the rounds of `./kith bench sync`, which goes through 300.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.lib.bench import sync_rounds, sync_van

ROUNDS = 8


def test_kills_and_faults_neither_double_nor_lose_an_effect(
    account: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sync_van.running(tmp_path, sync_rounds.most_people(ROUNDS)) as standin:
        for name, value in standin.environment().items():
            monkeypatch.setenv(name, value)
        told = sync_rounds.run(standin, ROUNDS)
        assert sync_rounds.account(standin, told) == {
            "double_effects": 0, "lost_intents": 0, "pushes_to_suppressed": 0, "unsettled": 0,
        }
    assert told.facts == sync_rounds.most_people(ROUNDS)
    assert told.kills
    assert len(told.suppressed) == ROUNDS
