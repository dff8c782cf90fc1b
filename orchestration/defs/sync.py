"""Passing facts on: plan, push and reconcile for each destination, apart from every build.

No other step waits for these or fails because of them, nor does one destination because of
another. Nothing leaves before its key is set, and the schedule runs only once somebody starts it;
what needs a person's yes waits for ``./kith van approve``.
"""

import getpass
from collections.abc import Callable, Mapping
from typing import Any

import dagster as dg

from orchestration.lib.scheduler.steps import without_values
from orchestration.lib.sync import plan, push, reconcile, settings
from orchestration.lib.sync.interface import Destination
from orchestration.lib.sync.interfaces import for_sending, interface
from orchestration.lib.sync.ledger import Busy, Forgetting
from orchestration.lib.sync.plan import NoOutbox
from orchestration.lib.sync.settings import NoAccess

GROUP = "sync"
_Step = Callable[[str], Mapping[str, Any]]


@dg.definitions
def defs() -> dg.Definitions:
    """Three steps for each destination, one job of all, and its schedule, stopped."""
    job = dg.define_asset_job(
        "sync", selection=dg.AssetSelection.groups(GROUP), executor_def=dg.in_process_executor,
        description="Plan, send what may go, and look at what landed of it. Also: ./kith van",
    )
    schedule = dg.ScheduleDefinition(
        name="sync_every_15_minutes", job=job, cron_schedule="*/15 * * * *",
        default_status=dg.DefaultScheduleStatus.STOPPED,
        description="Start it once a first push was reconciled: docs/sync.md",
    )
    assets = [each for destination in settings.destinations().values() for each in _of(destination)]
    return dg.Definitions(assets=assets, jobs=[job], schedules=[schedule])


def _of(destination: Destination) -> list[dg.AssetsDefinition]:
    outbox = dg.AssetKey(["marts", interface(destination).outbox])
    planned, pushed, reconciled = (
        dg.AssetKey([GROUP, destination.destination_id, step])
        for step in ("planned", "pushed", "reconciled")
    )
    return [
        _asset(destination, planned, [outbox], _plan,
               "What is to be passed on and in no plan yet, frozen."),
        _asset(destination, pushed, [planned], _push,
               "What was planned and, where that is asked for, approved: sent, each effect once."),
        _asset(destination, reconciled, [pushed], _reconcile,
               "What of all that was sent landed again: confirmed, missing, doubled, changed."),
    ]


def _asset(
    destination: Destination, key: dg.AssetKey, deps: list[dg.AssetKey], step: _Step, says: str
) -> dg.AssetsDefinition:
    @dg.asset(key=key, deps=deps, group_name=GROUP, kinds={"python"}, description=says)
    def passed_on(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        with without_values():
            try:
                for_sending(destination)
                return dg.MaterializeResult(metadata=dict(step(destination.destination_id)))
            except (NoAccess, NoOutbox, Busy, Forgetting) as lacking:
                context.log.warning(str(lacking))
                return dg.MaterializeResult(metadata={"did nothing": str(lacking)})

    return passed_on


def _plan(destination_id: str) -> Mapping[str, Any]:
    made = plan.make(destination_id, getpass.getuser())
    return {
        "new facts": made.new.total(),
        "effects": sum(each.effect_count for each in made.plans),
        "effects to approve": sum(
            each.effect_count for each in made.plans if each.is_approval_needed),
        "calls": sum(each.calls for each in made.plans),
    }


def _push(destination_id: str) -> Mapping[str, Any]:
    """Raises ``dg.Failure`` where it is down or refuses the key: that is seen, and tried again."""
    done = push.push(destination_id, getpass.getuser())
    if done.is_closed:
        raise dg.Failure(
            f"{destination_id} is down, asks to wait or refuses the key. {done.open_count} effects "
            "wait; the next run goes on.", allow_retries=False,
        )
    return {**done.outcomes, "wait": done.open_count}


def _reconcile(destination_id: str) -> Mapping[str, Any]:
    return dict(reconcile.reconcile(destination_id).verdicts)
