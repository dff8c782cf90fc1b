"""When things run: every night, when a file arrives, and for one source within minutes."""

import hashlib
from typing import Any

import dagster as dg

from orchestration.defs.alerts import TOLD
from orchestration.lib import registry
from orchestration.lib.landing import folder, new_files
from orchestration.lib.scheduler.dbt_models import models, staged_tools


@dg.definitions
def defs() -> dg.Definitions:
    """Jobs, the nightly schedule and the sensor on the landing folder."""
    everything = dg.define_asset_job(
        "everything", selection=dg.AssetSelection.all(),
        description="Land what waits, judge it, and bring every model up to date.",
    )
    return dg.Definitions(
        jobs=[everything, *(_one_source(source_id) for source_id in registry.sources())],
        schedules=[
            dg.ScheduleDefinition(
                name="nightly", job=everything, cron_schedule="0 3 * * *",
                default_status=dg.DefaultScheduleStatus.RUNNING,
            )
        ],
        sensors=[_arrivals()],
    )


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
