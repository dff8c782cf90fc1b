"""Pulls: what is due of each source's API, into the landing folder, where the sensor finds it.

A source whose API is down is late, and says so; nothing waits for it and nothing fails with it.
None of these is in the job ``everything``.
"""

from typing import Any

import dagster as dg

from orchestration.lib import registry
from orchestration.lib.pulls import pull
from orchestration.lib.pulls.api import key_of, key_variable
from orchestration.lib.pulls.connector import PullFailed
from orchestration.lib.pulls.tempo import tempos
from orchestration.lib.registry import Source
from orchestration.lib.scheduler.steps import without_values


@dg.definitions
def defs() -> dg.Definitions:
    """An asset, a job and a schedule for each source that ``pulls.csv`` lists."""
    known = registry.sources()
    listed = dict.fromkeys(each.source_id for each in tempos())
    sources = [known[source_id] for source_id in listed if source_id in known]
    jobs = {source.source_id: _job(source) for source in sources}
    return dg.Definitions(
        assets=[_pulled(source) for source in sources],
        jobs=list(jobs.values()),
        schedules=[_schedule(source, jobs[source.source_id]) for source in sources],
    )


def _pulled(source: Source) -> dg.AssetsDefinition:
    @dg.asset(
        key=["pulled", source.source_id], group_name="pull", kinds={"python"},
        description=f"What {source.source_id} ({source.tool}) tells by its API, as files: what is "
        f"due by pulls.csv, and only where {key_variable(source)} is set. Also: ./kith pull",
    )
    def pull_it(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        with without_values():
            told: list[str] = []

            def say(line: str) -> None:
                told.append(line)
                context.log.warning(line)

            try:
                done = pull.pull(source.source_id, is_due_only=True, say=say)
            except PullFailed as late:
                context.log.warning(str(late))
                return dg.MaterializeResult(metadata={"files": 0, "is late": True})
            for each in done:
                if each.is_asked:
                    (context.log.warning if each.failure else context.log.info)(each.told())
            if line := pull.not_asked(done):
                context.log.warning(line)
            return dg.MaterializeResult(
                metadata={
                    "files": sum(len(each.files) for each in done),
                    "records": sum(each.records for each in done),
                    "late resources": sum(each.failure is not None for each in done),
                    "is late": any(each.failure for each in done),
                    # What can't be reached any more, above all, until somebody brought it.
                    "to do": "\n".join(told),
                }
            )

    return pull_it


def _job(source: Source) -> Any:
    return dg.define_asset_job(
        f"pull_{source.source_id}",
        selection=dg.AssetSelection.assets(dg.AssetKey(["pulled", source.source_id])),
        description=f"Pull what is due of {source.source_id}, and nothing else.",
    )


def _schedule(source: Source, job: Any) -> dg.ScheduleDefinition:
    @dg.schedule(
        name=f"pull_{source.source_id}_when_due", job=job, cron_schedule="*/5 * * * *",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Looks every five minutes what is due; without a key, never anything.",
    )
    def look(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        if key_of(source) is None:
            return dg.SkipReason(f"There is no {key_variable(source)}.")
        due = pull.due(source.source_id)
        if not due:
            return dg.SkipReason("Nothing is due.")
        return dg.RunRequest(tags={"kith/resources": str(len(due))})

    return look
