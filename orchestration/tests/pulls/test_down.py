"""An API that is down is waited for once, however many resources a source has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.lib.pulls import cursors
from orchestration.lib.pulls import pull as the_pull
from orchestration.lib.pulls.patience import MOST_TRIES
from standins.faults import Fault
from standins.van import Van

_WAIT = 1.0


@pytest.fixture
def waits() -> list[float]:
    """How long it wanted to wait each time, in seconds; the pause between calls is none."""
    return []


@pytest.fixture
def pulled(waits: list[float]) -> Callable[..., list[the_pull.Pulled]]:
    """pulled(): a pull of the account that notes its waits."""

    def pull(**settings: Any) -> list[the_pull.Pulled]:
        return the_pull.pull(
            "county_van", sleep=lambda seconds: waits.append(seconds) if seconds >= _WAIT else None,
            **settings,
        )

    return pull


Pull = Callable[..., list[the_pull.Pulled]]


def test_a_dead_server_is_waited_for_once(
    van: Van, pulled: Pull, waits: list[float]
) -> None:
    van.stop()
    done = pulled()
    assert all(each.failure for each in done)
    # The first as ever, the second once, to be sure; the others aren't asked for.
    assert len(waits) == MOST_TRIES - 1
    assert [each.is_asked for each in done] == [True, True, False, False]
    names = ", ".join(each.resource_name for each in done[2:])
    assert (the_pull.not_asked(done) or "").startswith(f"county_van: {names}: not asked for")
    left = cursors.read("county_van", done[-1].resource_name)
    assert "the API is down" in (left.failure or "")
    assert left.tried_at


def test_an_api_that_only_fails_is_asked_on_without_waiting(
    van: Van, pulled: Pull, waits: list[float]
) -> None:
    van.faults.add(Fault("error_before", count=None))
    done = pulled()
    assert all(each.failure and each.is_asked for each in done)
    assert len(waits) == MOST_TRIES - 1
    assert sum(van.calls.values()) == MOST_TRIES + len(done) - 1
    assert the_pull.not_asked(done) is None


def test_one_broken_resource_keeps_no_other_waiting_or_hasty(
    van: Van, pulled: Pull, waits: list[float]
) -> None:
    van.load_people([{"vanid": "101", "firstname": "Ana", "lastname": "Ruiz"}])
    van.faults.add(Fault("error_before", "GET *fields/Contacts", count=None))
    done = {each.resource_name: each for each in pulled()}
    assert "the API is down (500)" in (done.pop("contacts").failure or "")
    assert [each.failure for each in done.values()] == [None] * 3
    van.faults.clear()
    waits.clear()
    van.faults.add(Fault("error_before", "GET *fields/Contacts", count=MOST_TRIES))
    van.faults.add(Fault("error_before", "GET *fields/ContactsDeduped", count=2))
    done = {each.resource_name: each for each in pulled()}
    assert [name for name, each in done.items() if each.failure] == ["contacts"]
    assert len(waits) == MOST_TRIES - 1 + 2


def test_who_asks_to_be_left_alone_is(van: Van, pulled: Pull, waits: list[float]) -> None:
    van.faults.add(Fault("too_many", count=None, seconds=3600))
    done = pulled()
    assert [each.is_asked for each in done] == [True, False, False, False]
    assert sum(van.calls.values()) == 1
    assert waits == []


def test_the_command_says_it_once(van: Van, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.lib.warehouse.prepare", lambda: None)
    monkeypatch.setattr("orchestration.lib.pulls.patience.MOST_TRIES", 1)
    van.stop()
    said = CliRunner().invoke(app, ["pull", "county_van"])
    assert said.exit_code == 1
    told = " ".join(said.output.split())
    assert told.count("It is late; nothing else waits for it.") == 2
    assert told.count("They are late, too.") == 1
