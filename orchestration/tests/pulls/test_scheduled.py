"""What is due is pulled by Dagster, apart from every build; and by the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.defs import pulls
from orchestration.lib.pulls import cursors
from orchestration.lib.pulls import pull as the_pull
from orchestration.lib.pulls.cursors import Cursor
from orchestration.lib.pulls.tempo import BadTempo, tempos
from orchestration.tests.pulls.conftest import pull
from standins.faults import Fault
from standins.van import Van


@pytest.fixture
def definitions(van: Van, tempo: Callable[..., None]) -> dg.Definitions:
    """What Dagster knows of a VAN of which only contacts are pulled."""
    tempo("county_van", "contacts")
    van.load_people([{"vanid": "1", "firstname": "Ana", "lastname": "Ruiz"}])
    return pulls.defs()


def run(definitions: dg.Definitions) -> dict[str, object]:
    """One run of the job; what its asset tells."""
    job = definitions.get_job_def("pull_county_van")
    result = job.execute_in_process()
    assert result.success
    told = result.asset_materializations_for_node("pulled__county_van")[0].metadata
    return {name: value.value for name, value in told.items()}


def test_a_source_is_pulled_where_it_is_due(
    definitions: dg.Definitions, landing_folder: Path
) -> None:
    first = run(definitions)
    assert first["records"] == 1
    assert "can't be pulled any more of contacts" in str(first["to do"])
    assert len(list((landing_folder / "county_van").glob("contacts_*.csv"))) == 1
    # Within the quarter of an hour nothing is due again.
    again = run(definitions)
    assert again["files"] == 0
    # What lacks is told until it was brought.
    assert again["to do"] == first["to do"]


def test_a_source_that_is_down_is_late_and_nothing_fails(
    definitions: dg.Definitions, van: Van, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.lib.pulls.patience.MOST_TRIES", 1)
    van.faults.add(Fault("error_before", count=None))
    assert run(definitions)["is late"] is True
    assert the_pull.due("county_van") == []


def test_without_a_key_it_says_so_and_does_nothing(
    definitions: dg.Definitions, van: Van, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KITH_COUNTY_VAN_API_KEY")
    assert run(definitions)["files"] == 0
    assert not van.calls
    schedule = definitions.get_schedule_def("pull_county_van_when_due")
    skipped = schedule.evaluate_tick(dg.build_schedule_context())
    assert skipped.run_requests == []
    assert "KITH_COUNTY_VAN_API_KEY" in (skipped.skip_message or "")


def test_the_schedule_asks_for_a_run_only_where_something_is_due(
    definitions: dg.Definitions,
) -> None:
    schedule = definitions.get_schedule_def("pull_county_van_when_due")
    assert len(schedule.evaluate_tick(dg.build_schedule_context()).run_requests or []) == 1
    pull()
    assert schedule.evaluate_tick(dg.build_schedule_context()).run_requests == []


def test_none_of_it_is_in_the_job_everything() -> None:
    assert not any(
        "landing" in key.path or "raw" in key.path
        for asset in pulls.defs().assets or []
        if isinstance(asset, dg.AssetsDefinition)
        for key in (*asset.keys, *asset.dependency_keys)
    )
    assert {
        group
        for asset in pulls.defs().assets or []
        if isinstance(asset, dg.AssetsDefinition)
        for group in asset.group_names_by_key.values()
    } == {"pull"}


def test_what_is_due() -> None:
    each = next(each for each in tempos("county_van") if each.resource_name == "contactscontacts")
    now = datetime(2026, 11, 1, tzinfo=UTC)
    ago = [now - timedelta(minutes=minutes) for minutes in (5, 12, 20)]
    cursor = Cursor("county_van", "contactscontacts", pulled_until=now)
    assert each.is_due(cursor, now)
    assert [each.is_due(Cursor("s", "r", now, tried_at=at), now) for at in ago] == [
        False, False, True,
    ]
    late = [Cursor("s", "r", now, tried_at=at, failure="down") for at in ago]
    assert [each.is_due(one, now) for one in late] == [False, True, True]
    assert each.is_full_due(Cursor("s", "r"), now)
    assert not each.is_full_due(Cursor("s", "r", full_at=now - timedelta(days=6)), now)
    assert each.is_full_due(Cursor("s", "r", full_at=now - timedelta(days=7)), now)


def test_the_command_tells_what_came_and_what_is_late(
    definitions: dg.Definitions, van: Van, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.lib.warehouse.prepare", lambda: None)
    said = CliRunner().invoke(app, ["pull", "county_van"])
    assert said.exit_code == 0
    assert "county_van (contacts): 1 record, read whole" in said.output
    monkeypatch.setenv("KITH_COUNTY_VAN_API_KEY", "wrong|1")
    said = CliRunner().invoke(app, ["pull", "county_van"])
    assert said.exit_code == 1
    assert "It is late" in said.output
    monkeypatch.delenv("KITH_COUNTY_VAN_API_KEY")
    assert CliRunner().invoke(app, ["pull"]).exit_code == 0
    assert CliRunner().invoke(app, ["pull", "county_van"]).exit_code == 1
    assert cursors.read("county_van", "contacts").full_at is not None


def test_a_tempo_that_is_no_number_is_told_by_its_line(
    tempo: Callable[..., None], tmp_path: Path
) -> None:
    tempo("county_van", "contacts", full_every_days="often")
    with pytest.raises(BadTempo, match="line 2"):
        tempos()
