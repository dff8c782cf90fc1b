"""One source kept fresh by one process: it lands, judges and builds, and makes up for failures."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import dagster as dg
import psycopg
import pytest

from orchestration.lib import registry
from orchestration.lib.build import run
from orchestration.lib.build.dbt_process import Node
from orchestration.lib.commands import follow
from orchestration.lib.landing import new_files
from orchestration.lib.scheduler import dagster_home
from orchestration.lib.warehouse import connect
from orchestration.tests.orchestration.exports import CANARY, mobilize_users

SOURCE = "county_mobilize"
MODEL = "stg_mobilize__people"


class Models:
    """Builds one staging model in place of all; fails as often as it is told to."""

    def __init__(self) -> None:
        self.failures = 0
        self.runs = 0

    def update(self, tools: Collection[str], on_node: Callable[[Node], None]) -> list[str]:
        self.runs += 1
        if self.failures:
            self.failures -= 1
            return ["a model: it broke"]
        outcome = run.dbt().build([MODEL], on_node=on_node)
        return [node.name for node in outcome.failed]


class Clock:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def models(landing: Path, monkeypatch: pytest.MonkeyPatch) -> Models:
    monkeypatch.setenv("KITH_SETTLE_SECONDS", "0")
    monkeypatch.setattr(follow, "time", Clock())
    models = Models()
    monkeypatch.setattr(run, "update_models", models.update)
    return models


def _follow(rounds: int) -> list[str]:
    said: list[str] = []
    follow.follow(SOURCE, every=5, say=said.append, rounds=rounds)
    return said[1:]


def _people() -> int:
    with connect("kith_builder") as connection:
        row = connection.execute(f"select count(*) from staging.{MODEL}").fetchone()
    assert row is not None
    return int(row[0])


def test_a_new_file_is_landed_judged_built_and_reported(landing: Path, models: Models) -> None:
    mobilize_users(landing / SOURCE, "20260101", 7)
    (said,) = _follow(rounds=4)
    assert said.startswith(f"{SOURCE}: 1 files in ") and CANARY not in said
    assert _people() == 7
    dagster_home.prepare()
    with dg.DagsterInstance.get() as instance:
        for key in (["landing", SOURCE], ["staging", MODEL]):
            assert instance.get_latest_materialization_event(dg.AssetKey(key)) is not None


def test_a_failed_build_is_tried_again_without_a_new_file(landing: Path, models: Models) -> None:
    mobilize_users(landing / SOURCE, "20260101", 7)
    models.failures = 2
    first, second, third = _follow(rounds=5)
    assert "it broke" in first and "it broke" in second and "it broke" not in third
    assert models.runs == 3
    assert _people() == 7


def test_pauses_between_tries_grow(landing: Path, models: Models) -> None:
    models.failures = 1000
    _follow(rounds=20)  # tried after 0, 5, 15, 35 and 75 seconds of 95
    assert models.runs == 5


def test_what_a_killed_process_landed_is_built(landing: Path, models: Models) -> None:
    mobilize_users(landing / SOURCE, "20260101", 7)
    models.failures = 1
    _follow(rounds=1)
    _follow(rounds=1)
    assert _people() == 7


def test_it_outlives_a_warehouse_that_is_away_and_says_no_value(
    landing: Path, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    mobilize_users(landing / SOURCE, "20260101", 7)
    real, calls = new_files.waiting, []

    def away_at_first(sources: Collection[str]) -> list[tuple[str, Path]]:
        calls.append(sources)
        if len(calls) == 1:
            raise psycopg.OperationalError(f"lost: {CANARY}")
        return real(sources)

    monkeypatch.setattr(new_files, "waiting", away_at_first)
    said = _follow(rounds=2)
    assert "OperationalError" in said[0] and CANARY not in " ".join(said)
    assert _people() == 7


def test_an_unknown_source_is_refused(landing: Path) -> None:
    with pytest.raises(registry.UnknownSource):
        follow.follow("nobody")
