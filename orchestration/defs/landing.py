"""Sources: each lands what arrived, is judged at the first door, and shows what was let through.

A red gate stops ``raw/<source>`` and nothing else: staging reads released loads only, so it sees
the source's last good rows, and the other sources' new ones.
"""

from datetime import timedelta
from typing import Any

import dagster as dg

from orchestration.lib import registry
from orchestration.lib.build import gates
from orchestration.lib.landing import new_files
from orchestration.lib.registry import Source
from orchestration.lib.reports import source_report
from orchestration.lib.scheduler.dbt_models import asset_key, manifest
from orchestration.lib.scheduler.steps import (
    JUDGE,
    LAND,
    RETRY,
    SHOW,
    WarehouseLease,
    without_values,
)
from orchestration.lib.standard import landed


@dg.definitions
def defs() -> dg.Definitions:
    """Four for each source, and the tables staging reads."""
    sources = list(registry.sources().values())
    return dg.Definitions(
        assets=[
            *map(_landed, sources), *map(_judged, sources), *map(_released, sources),
            *_read_by_staging(sources),
        ],
        asset_checks=[*map(_first_gate, sources), *map(_is_fresh, sources)],
        resources={"warehouse_lease": WarehouseLease()},
        executor=dg.in_process_executor,
    )


def _landed(source: Source) -> dg.AssetsDefinition:
    @dg.asset(
        key=["landing", source.source_id], group_name="landing", op_tags=LAND, retry_policy=RETRY,
        description=f"Every export of {source.source_id} ({source.tool}), byte for byte.",
        kinds={"python", "postgres"},
    )
    def land(
        context: dg.AssetExecutionContext, warehouse_lease: WarehouseLease
    ) -> dg.MaterializeResult[Any]:
        with without_values():
            loads = new_files.land(
                new_files.waiting({source.source_id}),
                on_load=lambda _, load: context.log.info(load.told()),
            )
            return dg.MaterializeResult(
                metadata={
                    "files": len(loads),
                    "refused files": sum(load.status == "refused" for load in loads),
                    "records read": sum(load.records_read for load in loads),
                    "records landed": sum(load.records_landed for load in loads),
                    "records unchanged": sum(load.records_unchanged for load in loads),
                    "records quarantined": sum(load.records_quarantined for load in loads),
                }
            )

    return land


def _first_gate(source: Source) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=dg.AssetKey(["landing", source.source_id]), name="first_gate", blocking=True,
        op_tags=JUDGE,
        description="Ids, provenance and volume of what arrived (Great Expectations). "
        "What fails is held: staging goes on with the last good rows.",
    )
    def judge(warehouse_lease: WarehouseLease) -> dg.AssetCheckResult:
        with without_values():
            return dg.AssetCheckResult(**gate_outcome(gates.check_source(source.source_id)))

    return judge


def gate_outcome(verdict: gates.GateResult) -> dict[str, Any]:
    """A gate's verdict as a check's result: counts and names, never values."""
    return {
        "passed": verdict.is_passed,
        "severity": dg.AssetCheckSeverity.ERROR,
        "description": verdict.told(),
        "metadata": {
            "expectations": len(verdict.checks),
            "failed": sum(not check.is_passed for check in verdict.checks),
            "loads released": len(verdict.released),
            "loads held": len(verdict.held),
            "seconds": round(verdict.seconds, 3),
        },
    }


def _judged(source: Source) -> dg.AssetsDefinition:
    @dg.asset(
        key=["standard", source.source_id], deps=[dg.AssetKey(["landing", source.source_id])],
        group_name="landing", op_tags=JUDGE, kinds={"python", "postgres"},
        description=f"How far what was let in of {source.source_id} meets the standard of exchange "
        "(docs/standard): counts, out of which its weight is computed. It stops nothing.",
    )
    def judge(
        context: dg.AssetExecutionContext, warehouse_lease: WarehouseLease
    ) -> dg.MaterializeResult[Any]:
        with without_values():
            judged = landed.judge(landed.waiting(source.source_id))
            failures = [each.told() for each in judged if each.failure]
            for failure in failures:
                context.log.warning(failure)
            return dg.MaterializeResult(
                metadata={"files judged": len(judged), "not judged": len(failures)}
            )

    return judge


def _released(source: Source) -> dg.AssetsDefinition:
    @dg.asset(
        key=["raw", source.source_id], deps=[dg.AssetKey(["landing", source.source_id])],
        group_name="raw", op_tags=SHOW, kinds={"postgres"},
        description=f"What staging may see of {source.source_id}: the loads the first gate let in.",
        freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=promised))
        if (promised := source.promised_freshness_hours) else None,
    )
    def show(warehouse_lease: WarehouseLease) -> dg.MaterializeResult[Any]:
        with without_values():
            report = source_report.read(source.source_id)
            return dg.MaterializeResult(metadata=report.metadata())

    return show


def _is_fresh(source: Source) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=dg.AssetKey(["raw", source.source_id]), name="is_fresh", op_tags=SHOW,
        description=f"The newest export is at most {source.promised_freshness_hours:g} hours old."
        if source.promised_freshness_hours else "No more exports are expected.",
    )
    def look(warehouse_lease: WarehouseLease) -> dg.AssetCheckResult:
        with without_values():
            report = source_report.read(source.source_id)
            return dg.AssetCheckResult(
                passed=report.is_fresh(source.promised_freshness_hours),
                severity=dg.AssetCheckSeverity.WARN,
                metadata=report.metadata(),
            )

    return look


def _read_by_staging(sources: list[Source]) -> list[dg.AssetSpec]:
    """dbt's sources: views on what was released. Nothing makes them, so nothing waits for them."""
    specs = []
    for node in manifest()["sources"].values():
        tool = node["source_name"]
        if node["schema"] == "raw":
            deps = [dg.AssetKey(["raw", each.source_id]) for each in sources if each.tool == tool]
        else:
            # What people wrote down themselves comes from no source, what the model writes from it.
            is_written = bool(node["config"]["meta"].get("written_by"))
            if node["config"]["meta"].get("written_by") == "model":
                continue
            is_judged = node["name"] in ("standard_results", "judged_loads")
            made_by = "standard" if is_judged else "landing"
            deps = [dg.AssetKey([made_by, each.source_id]) for each in sources if not is_written]
        specs.append(
            dg.AssetSpec(
                asset_key(node), deps=deps, group_name=str(node["schema"]), kinds={"postgres"},
                description=node.get("description") or None,
            )
        )
    return specs
