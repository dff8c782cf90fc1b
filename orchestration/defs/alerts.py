"""Alerts: after each build, and between builds as time passes, when there is something to tell."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from orchestration.lib.alerts import tell
from orchestration.lib.failures import told
from orchestration.lib.scheduler.steps import BUILD

TOLD = dg.AssetKey(["landing", "told_alerts"])


@dg.definitions
def defs() -> dg.Definitions:
    """One step at the end of a build, and a sensor for what becomes due without one."""
    job = dg.define_asset_job(
        "alerts", selection=dg.AssetSelection.assets(TOLD),
        description="Tell what is new of incidents, and build nothing. Also: ./kith alerts",
    )
    return dg.Definitions(assets=[_tell()], jobs=[job], sensors=[_what_is_due(job)])


def _tell() -> dg.AssetsDefinition:
    @dg.asset(
        key=TOLD, deps=[dg.AssetKey(["marts", name]) for name in ("incidents", "blocked_marts")],
        group_name="marts", op_tags=BUILD, kinds={"python"},
        description="What whoever is responsible was told of incidents: once, by files, mail or "
        "Slack. Whatever becomes of it, the build is done.",
    )
    def alert(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        try:
            outcomes = tell.tell()
        except Exception as failure:
            # The marts are published and right; that nobody could be told doesn't undo them.
            context.log.warning(f"Nobody was told of incidents: {told(failure)}")
            return dg.MaterializeResult(metadata={"messages": 0, "has failed": True})
        for outcome in outcomes:
            (context.log.warning if outcome.failure else context.log.info)(outcome.told())
        failed = sum(bool(outcome.failure) for outcome in outcomes)
        return dg.MaterializeResult(
            metadata={"messages": len(outcomes) - failed, "not sent": failed,
                      "has failed": failed > 0},
        )  # fmt: skip

    return alert


def _what_is_due(job: Any) -> dg.SensorDefinition:
    @dg.sensor(
        name="alerts_due", job=job, minimum_interval_seconds=300,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="A promised time that has passed, or a message to try again.",
    )
    def look(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        now = datetime.now(UTC)
        try:
            letters = [letter for letter in tell.due(now).letters if not letter.waits]
        except Exception as failure:
            return dg.SkipReason(told(failure))
        if not letters:
            return dg.SkipReason("There is nothing to tell.")
        # A run that died is asked for again an hour later, one that could not tell somebody once it
        # is time to try again, and one that is queued is not.
        marks = [f"{now:%Y-%m-%dT%H}", *sorted(
            f"{letter.message.key} {letter.failed_count}" for letter in letters
        )]
        return dg.RunRequest(run_key=hashlib.sha256("\n".join(marks).encode()).hexdigest())

    return look
