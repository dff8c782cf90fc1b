"""How the puller waits: as long as it is asked to, longer each time, and never for hours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from orchestration.lib import registry
from orchestration.lib.pulls.api import Api
from orchestration.lib.pulls.connector import PullFailed, StartAgain, connector_of
from orchestration.lib.pulls.patience import MOST_TRIES
from standins import action_network
from standins.action_network import ActionNetwork
from standins.faults import Fault


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[ActionNetwork]:
    """A group with nobody in it."""
    with action_network.running() as running:
        monkeypatch.setenv("KITH_COUNTY_ACTION_NETWORK_URL", running.url)
        monkeypatch.setenv("KITH_COUNTY_ACTION_NETWORK_API_KEY", running.api_key)
        yield running


@pytest.fixture
def waits() -> list[float]:
    """How long it wanted to wait each time, in seconds."""
    return []


@pytest.fixture
def api(network: ActionNetwork, waits: list[float]) -> Api:
    """The group's API, which doesn't really wait."""
    source = registry.source("county_action_network")
    made = Api(source, connector_of(source), sleep=waits.append)
    made.about("people")
    return made


def test_it_waits_as_long_as_it_is_asked_to(
    network: ActionNetwork, api: Api, waits: list[float]
) -> None:
    network.faults.add(Fault("too_many", count=2, seconds=30))
    assert api.get("people").ok
    longest = sorted(waits)[-2:]
    assert all(30 <= seconds <= 31 for seconds in longest)


def test_it_waits_longer_after_each_failure_and_then_gives_up(
    network: ActionNetwork, api: Api, waits: list[float]
) -> None:
    network.faults.add(Fault("error_before", count=None))
    with pytest.raises(PullFailed, match=r"county_action_network \(people\): the API is down"):
        api.get("people")
    assert sum(network.calls.values()) == MOST_TRIES
    backoff = [seconds for seconds in waits if seconds >= 1]
    assert len(backoff) == MOST_TRIES - 1
    assert backoff[-1] > 8 * backoff[0]


def test_it_doesnt_sit_through_an_hour(
    network: ActionNetwork, api: Api, waits: list[float]
) -> None:
    network.faults.add(Fault("too_many", count=None, seconds=3600))
    with pytest.raises(PullFailed, match="60 minutes"):
        api.get("people")
    assert sum(network.calls.values()) == 1
    assert max(waits, default=0) < 1


def test_a_download_carries_no_key_of_the_machines_own(
    network: ActionNetwork, api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password a-secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert requests.utils.get_netrc_auth(network.url) == ("somebody", "a-secret")
    with pytest.raises(StartAgain), api.download(f"{network.url}people"):
        pass
    monkeypatch.setattr(api._downloads, "_check", lambda response: None)
    with api.download(f"{network.url}people") as response:
        assert "Authorization" not in response.request.headers
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "")
    merged = api._downloads.merge_environment_settings("http://files.example", {}, True, None, None)
    assert merged["proxies"]["http"] == "http://127.0.0.1:1"


def test_calls_are_paced(network: ActionNetwork, api: Api, waits: list[float]) -> None:
    for _ in range(3):
        api.get("people")
    assert len(waits) == 2
    assert all(0 < seconds <= 0.25 for seconds in waits)


def test_a_failure_says_nothing_of_what_was_asked_or_answered(
    network: ActionNetwork, api: Api
) -> None:
    network.load_people([{"email": "ana@mail.example"}])
    with pytest.raises(PullFailed, match="400") as refused:
        api.get("people", {"filter": "email_address eq 'ana@mail.example' or so"})
    assert "mail.example" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
