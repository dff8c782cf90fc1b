"""When things run: every night, every hour, when a file arrives, and for one source at once."""

import hashlib
from typing import Any

import dagster as dg

from orchestration.defs.alerts import TOLD
from orchestration.lib import registry
from orchestration.lib.build import run
from orchestration.lib.build.dbt_process import Node
from orchestration.lib.landing import folder, new_files
from orchestration.lib.scheduler.dbt_models import KEPT, models, staged_tools
from orchestration.lib.scheduler.steps import WarehouseLease, without_values


@dg.definitions
def defs() -> dg.Definitions:
    """Jobs, the nightly schedule and the sensor on the landing folder."""
    everything = dg.define_asset_job(
        "everything", selection=dg.AssetSelection.all() - dg.AssetSelection.groups("pull", "sync"),
        description="Land what waits, judge it, and bring every model up to date.",
    )
    return dg.Definitions(
        jobs=[
            everything, _follow_the_clock,
            *(_one_source(source_id) for source_id in registry.sources()),
        ],
        schedules=[
            dg.ScheduleDefinition(
                name="nightly", job=everything, cron_schedule="0 3 * * *",
                default_status=dg.DefaultScheduleStatus.RUNNING,
            ),
            dg.ScheduleDefinition(
                name="hourly", job=_follow_the_clock, cron_schedule="20 * * * *",
                default_status=dg.DefaultScheduleStatus.RUNNING,
            ),
        ],
        sensors=[_arrivals()],
    )


@dg.op(name="follow_the_clock")
def _follow(context: dg.OpExecutionContext, warehouse_lease: WarehouseLease) -> None:
    """Build the marts that go by the clock and are over an hour old, and the pages from them."""

    def built(node: Node) -> None:
        key = keys.get(node.unique_id)
        if key and node.is_ok:
            context.log_event(
                dg.AssetMaterialization(key, metadata={"seconds": node.seconds, KEPT: False})
            )

    keys = {node["unique_id"]: key for key, node in models("marts").items()}
    with without_values():
        if problems := run.follow_the_clock(built):
            raise dg.Failure(description="; ".join(problems), allow_retries=False)


@dg.job(
    name="by_the_clock", executor_def=dg.in_process_executor,
    description="An export that doesn't come becomes late though nothing came. Also: ./kith build",
)
def _follow_the_clock() -> None:
    _follow()


def _one_source(source_id: str) -> Any:
    return dg.define_asset_job(
        f"near_real_time_{source_id}",
        selection=dg.AssetSelection.assets(*_path_of({source_id})),
        description=f"Only what {source_id} touches. Within seconds: ./kith follow {source_id}",
    )


def _path_of(source_ids: set[str]) -> list[dg.AssetKey]:
    """What new files of these sources change: their landing, their tools' staging, and the rest."""
    tools = {registry.sources()[source_id].tool for source_id in source_ids}
    kept = [tool for tool in staged_tools() if tool in tools or tool == "landing"]
    staging = [key for key, node in models("staging").items() if node["fqn"][2] in kept]
    return [
        *(dg.AssetKey([schema, source_id]) for source_id in sorted(source_ids)
          for schema in ("landing", "standard", "raw")),
        *staging,
        *models("weights", "canon", "identity", "marts"),
        TOLD,
    ]


def _arrivals() -> dg.SensorDefinition:
    @dg.sensor(
        name="arrivals", target=dg.AssetSelection.all(), minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Files that arrived whole in the landing folder. One run for all of them.",
    )
    def look(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        files = new_files.waiting()
        if not files:
            return dg.SkipReason("Nothing new is whole in the landing folder.")
        marks = sorted(f"{source_id}:{folder.fingerprint(path)}" for source_id, path in files)
        return dg.RunRequest(
            # The same files never start a second run, whatever becomes of the daemon.
            run_key=hashlib.sha256("\n".join(marks).encode()).hexdigest(),
            asset_selection=_path_of({source_id for source_id, _ in files}),
            tags={"kith/files": str(len(files))},
        )

    return look
