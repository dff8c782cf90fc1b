"""Passing on by Dagster: apart from every build, one destination at a time, and never silently."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from orchestration.defs import sync
from orchestration.lib.bench.sync_outbox import fact, publish
from orchestration.lib.sync import interfaces
from orchestration.tests.sync.shelf import Shelf
from orchestration.tests.sync.test_push import states

ACCOUNT, OTHER = "county_van", "county_spoke"
STEPS = ("planned", "pushed", "reconciled")


def _keys(destination_id: str) -> list[dg.AssetKey]:
    return [dg.AssetKey(["sync", destination_id, step]) for step in STEPS]


@pytest.fixture
def shelves(account: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Shelf]:
    """Two destinations, whose effects stay in memory."""
    seed = tmp_path / "sync_destinations.csv"
    seed.write_text(seed.read_text() + f"{OTHER},van,my_campaign,30,30,24,5,\n")
    monkeypatch.setenv("KITH_COUNTY_SPOKE_API_KEY", "a key")
    made = {ACCOUNT: Shelf(), OTHER: Shelf()}
    for shelf in made.values():
        shelf.needs = ("api_key",)
    monkeypatch.setitem(
        interfaces.MAKERS, "van", lambda destination, _: made[destination.destination_id]
    )
    return made


def _run() -> dg.ExecuteInProcessResult:
    job = sync.defs().resolve_job_def("sync")
    return job.execute_in_process(raise_on_error=False)


def _told(done: dg.ExecuteInProcessResult, key: dg.AssetKey) -> dict[str, object]:
    (made,) = [each for each in done.get_asset_materialization_events() if each.asset_key == key]
    return {name: value.value for name, value in made.materialization.metadata.items()}


def test_what_is_planned_goes_and_what_needs_a_yes_waits(
    account: str, shelves: dict[str, Shelf]
) -> None:
    publish([fact(1), fact(2, is_approval_needed=True)])
    done = _run()
    assert done.success
    planned, pushed, _ = (_told(done, key) for key in _keys(account))
    assert (planned["effects"], planned["effects to approve"]) == (2, 1)
    assert (pushed["done"], shelves[account].targets) == (1, ["1"])
    assert states() == ["done", "planned"]


def test_without_a_key_it_says_so_and_does_nothing(
    account: str, shelves: dict[str, Shelf], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish([fact(1)])
    monkeypatch.delenv("KITH_COUNTY_VAN_API_KEY")
    done = _run()
    assert done.success and not states() and not shelves[account].targets
    for key in _keys(account):
        assert "KITH_COUNTY_VAN_API_KEY" in str(_told(done, key)["did nothing"])


def test_a_destination_that_fails_is_seen_and_keeps_no_other_back(
    account: str, shelves: dict[str, Shelf], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish([fact(1), fact(2, destination_id=OTHER)])
    secret = "a value of somebody's"

    def fall_over(*_: object) -> None:
        raise RuntimeError(secret)

    monkeypatch.setattr(shelves[account], "send", fall_over)
    done = _run()
    assert not done.success
    assert shelves[OTHER].targets == ["2"]
    assert {each.asset_key for each in done.get_asset_materialization_events()} == {
        _keys(account)[0], *_keys(OTHER)
    }
    told = str([event.step_failure_data for event in done.get_step_failure_events()])
    assert told and secret not in told
