"""Dagster tells at the end of a build and when time has passed, and no failure of it is a run's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest

from orchestration.defs import alerts
from orchestration.lib import settings
from orchestration.lib.alerts import tell
from orchestration.lib.warehouse import connect
from orchestration.tests.alerts.some import HOUR, incident, make_marts, put
from orchestration.tests.conftest import forget_models


@pytest.fixture(autouse=True)
def an_incident(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("KITH_ALERTS", raising=False)
    forget_models()
    make_marts()
    put(incident(due_at=datetime.now(UTC) + HOUR))
    yield
    with connect() as connection:
        connection.execute("truncate landing.told_alerts, landing.alert_failures")
    forget_models()


def _run() -> dict[str, object]:
    """Materialize the step; what it says of itself."""
    resolved = alerts.defs().resolve_implicit_global_asset_job_def()
    result = resolved.execute_in_process()
    assert result.success
    (event,) = result.asset_materializations_for_node("landing__told_alerts")
    return {name: value.value for name, value in event.metadata.items()}


def _tick() -> tuple[str, str]:
    """What the sensor asks for: a run's key, or why none."""
    sensor = alerts.defs().get_sensor_def("alerts_due")
    found = sensor.evaluate_tick(dg.build_sensor_context())
    requests = found.run_requests or []
    return (str(requests[0].run_key), "") if requests else ("", found.skip_message or "")


def test_a_step_tells_what_is_due_and_the_sensor_asks_for_it_once() -> None:
    # The same all hour, so that Dagster makes one run of it.
    keys = {_tick()[0] for _ in range(3)}
    assert "" not in keys and len(keys) <= 2
    assert _run() == {"messages": 1, "not sent": 0, "has failed": False}
    assert any("van_one" in path.read_text() for path in settings.folder("alerts").iterdir())
    assert _tick() == ("", "There is nothing to tell.")
    assert _run() == {"messages": 0, "not sent": 0, "has failed": False}


def test_a_way_that_fails_fails_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITH_ALERTS", "slack")
    monkeypatch.setenv("KITH_SLACK_WEBHOOK", "http://127.0.0.1:9/services/a-secret")
    assert _run() == {"messages": 0, "not sent": 1, "has failed": True}
    # It is not asked for again before its time has come.
    assert _tick() == ("", "There is nothing to tell.")


def test_the_sensor_asks_again_once_it_is_time_to_try_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KITH_ALERTS", "slack")
    monkeypatch.setenv("KITH_SLACK_WEBHOOK", "http://127.0.0.1:9/services/a-secret")
    tried = set()
    for number in range(3):
        key, _ = _tick()
        assert key
        tried.add(key)
        assert len(tried) == number + 1, "Dagster starts no second run of one key"
        assert _run()["not sent"] == 1
        with connect() as connection:
            connection.execute("update landing.alert_failures set retry_at = now()")


def test_what_is_set_wrongly_fails_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITH_ALERTS", "pigeon")
    assert _run() == {"messages": 0, "has failed": True}
    assert "KITH_ALERTS names 'pigeon'" in _tick()[1]


def test_a_warehouse_that_is_gone_fails_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise OSError("made up")

    monkeypatch.setattr(tell, "connect", gone)
    assert _run() == {"messages": 0, "has failed": True}
    assert "made up" not in _tick()[1]
