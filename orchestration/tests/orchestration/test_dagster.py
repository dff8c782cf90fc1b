"""What Dagster knows of Kith, and that one source's red gate stops that source and nothing else."""

from __future__ import annotations

import time
from pathlib import Path

import dagster as dg
import pytest

from orchestration.lib import settings
from orchestration.lib.build import run
from orchestration.lib.scheduler import dagster_home, dbt_models
from orchestration.lib.warehouse import connect
from orchestration.tests.orchestration.exports import mobilize_users, spoke_users

Key = dg.AssetKey


@pytest.fixture(scope="module")
def defs(warehouse: Path) -> dg.Definitions:
    from orchestration.definitions import defs

    return defs()


@pytest.fixture(scope="module")
def graph(defs: dg.Definitions) -> dg.AssetGraph:
    return defs.resolve_asset_graph()


def test_every_model_and_seed_is_an_asset_in_the_group_of_its_folder(graph: dg.AssetGraph) -> None:
    for node in dbt_models.manifest()["nodes"].values():
        # An ephemeral model is a part of those that use it.
        is_relation = node["config"]["materialized"] != "ephemeral"
        if node["resource_type"] in ("model", "seed") and is_relation:
            asset = graph.get(dbt_models.asset_key(node))
            assert asset.group_name == node["fqn"][1] == asset.key.path[0]


def test_lineage_runs_from_the_source_to_the_marts(graph: dg.AssetGraph) -> None:
    above = graph.get_ancestor_asset_keys(Key(["marts", "people"]))
    for path in (["landing", "county_van"], ["raw", "county_van"], ["raw", "van__contacts"],
                 ["staging", "stg_van__people"], ["canon", "people"], ["registry", "sources"]):
        assert Key(path) in above


def test_what_stewards_decided_comes_from_no_source(graph: dg.AssetGraph) -> None:
    decisions = Key(["landing", "steward_decisions"])
    assert not graph.get_ancestor_asset_keys(decisions)
    assert decisions in graph.get_ancestor_asset_keys(Key(["identity", "latest_decisions"]))


def test_the_model_is_asked_between_the_rules_and_the_people(graph: dg.AssetGraph) -> None:
    links = Key(["landing", "probabilistic_links"])
    assert Key(["identity", "record_pairs"]) in graph.get_ancestor_asset_keys(links)
    assert links in graph.get_ancestor_asset_keys(Key(["identity", "model_links"]))
    assert graph.get(links).group_name == "identity"


def test_whoever_is_responsible_is_told_after_the_marts(
    defs: dg.Definitions, graph: dg.AssetGraph
) -> None:
    told = Key(["landing", "told_alerts"])
    assert Key(["marts", "incidents"]) in graph.get_ancestor_asset_keys(told)
    for job in ("everything", "near_real_time_county_spoke", "alerts"):
        assert told in defs.resolve_job_def(job).asset_layer.selected_asset_keys


def test_both_doors_block(defs: dg.Definitions, graph: dg.AssetGraph) -> None:
    blocking = {key.asset_key for key in graph.asset_check_keys
                if key.name.endswith("_gate") and graph.get_check_spec(key).blocking}
    assert {Key(["landing", "county_spoke"]), Key(["canon", "people"]),
            Key(["identity", "record_persons"])} <= blocking


def test_a_change_nobody_approved_blocks(graph: dg.AssetGraph) -> None:
    gate = dg.AssetCheckKey(
        Key(["identity", "change_verdicts"]), "changes_are_within_the_limits_or_approved"
    )
    spec = graph.get_check_spec(gate)
    assert spec.blocking and "kith identity diff" in (spec.description or "")
    assert Key(["identity", "change_verdicts"]) in graph.get_ancestor_asset_keys(
        Key(["identity", "person_id_history"])
    )


def test_it_runs_at_night_on_arrival_and_for_one_source(defs: dg.Definitions) -> None:
    assert defs.get_schedule_def("nightly").cron_schedule == "0 3 * * *"
    assert defs.get_sensor_def("arrivals")
    selected = defs.resolve_job_def("near_real_time_county_spoke").asset_layer.selected_asset_keys
    assert Key(["staging", "stg_spoke__people"]) in selected
    assert Key(["staging", "stg_van__people"]) not in selected


def test_nothing_is_passed_on_but_by_a_schedule_that_somebody_starts(
    defs: dg.Definitions, graph: dg.AssetGraph
) -> None:
    schedule = defs.get_schedule_def("sync_every_15_minutes")
    assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED
    assert schedule.cron_schedule == "*/15 * * * *"
    steps = {key for key in graph.get_all_asset_keys() if key.path[0] == "sync"}
    ours = {Key(["sync", "county_van", step]) for step in ("planned", "pushed", "reconciled")}
    assert ours <= steps
    for job in ("everything", "near_real_time_county_spoke", "alerts"):
        selected = defs.resolve_job_def(job).asset_layer.selected_asset_keys
        assert steps.isdisjoint(selected), job


def test_the_clock_is_followed_every_hour_under_the_lease(
    defs: dg.Definitions, landing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hourly = defs.get_schedule_def("hourly")
    assert hourly.cron_schedule == "20 * * * *"
    assert hourly.default_status == dg.DefaultScheduleStatus.RUNNING
    holders: list[object] = []

    def follow(on_node: object) -> list[str]:
        with connect("kith_builder") as connection:
            holders.extend(connection.execute("select holder from landing.leases").fetchall())
        return ["incidents: a reason"] if len(holders) > 1 else []

    monkeypatch.setattr(run, "follow_the_clock", follow)
    job = defs.resolve_job_def("by_the_clock")
    assert job.execute_in_process().success
    assert "Dagster run" in str(holders)
    assert not job.execute_in_process(raise_on_error=False).success


def test_the_sensor_takes_whole_files_once(defs: dg.Definitions, landing: Path) -> None:
    sensor = defs.get_sensor_def("arrivals")
    whole = mobilize_users(landing / "county_mobilize", "20260101", 3)
    whole.with_name(whole.name + ".done").touch()
    half = spoke_users(landing / "county_spoke", "20260101", 3)
    half.rename(half.with_name(half.name + ".partial"))
    spoke_users(landing / "county_spoke", "20260102", 3)  # written a moment ago
    keys = []
    for _ in range(2):
        (request,) = sensor.evaluate_tick(dg.build_sensor_context()).run_requests or []
        keys.append(request.run_key)
        selected = request.asset_selection or []
        assert Key(["landing", "county_mobilize"]) in selected
        assert Key(["landing", "county_spoke"]) not in selected
    assert keys[0] == keys[1]


def test_a_red_gate_stops_its_source_and_nothing_else(
    defs: dg.Definitions, landing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KITH_SETTLE_SECONDS", "0")
    wanted = [Key(["landing", source]) for source in ("county_mobilize", "county_spoke")]
    wanted += [Key(["raw", source]) for source in ("county_mobilize", "county_spoke")]
    wanted += [Key(["staging", f"stg_{tool}__people"]) for tool in ("mobilize", "spoke")]
    job = defs.resolve_implicit_global_asset_job_def()

    def materialize() -> dg.ExecuteInProcessResult:
        time.sleep(0.01)
        return job.execute_in_process(asset_selection=wanted, raise_on_error=False)

    mobilize_users(landing / "county_mobilize", "20260101", 40)
    spoke_users(landing / "county_spoke", "20260101", 4)
    assert materialize().success
    assert (_rows("stg_mobilize__people"), _rows("stg_spoke__people")) == (40, 4)

    mobilize_users(landing / "county_mobilize", "20260102", 2)
    spoke_users(landing / "county_spoke", "20260102", 7)
    second = materialize()
    made = {event.asset_key for event in second.get_asset_materialization_events()}
    assert not second.success
    assert made == set(wanted) - {Key(["raw", "county_mobilize"])}
    assert (_rows("stg_mobilize__people"), _rows("stg_spoke__people")) == (40, 7)


def _rows(model: str) -> int:
    with connect("kith_builder") as connection:
        row = connection.execute(f"select count(*) from staging.{model}").fetchone()
    assert row is not None
    return int(row[0])


def test_dagster_sends_nothing_home_and_prints_nothing_into_its_store(warehouse: Path) -> None:
    environment = dagster_home.environment()
    written = (Path(environment["DAGSTER_HOME"]) / "dagster.yaml").read_text()
    assert "telemetry:\n  enabled: false" in written and "NoOpComputeLogManager" in written
    assert Path(environment["DAGSTER_HOME"]).is_relative_to(settings.home())
