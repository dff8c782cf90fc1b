"""dbt's models: seeds, staging tool by tool, canon, identity, the second door, marts."""

from collections.abc import Iterator

import dagster as dg

from orchestration.defs.landing import gate_outcome
from orchestration.lib.build import gates
from orchestration.lib.build.run import keep_marts
from orchestration.lib.scheduler import dbt_models
from orchestration.lib.scheduler.dbt_models import KEPT
from orchestration.lib.scheduler.steps import BUILD, SEED, STAGE, WarehouseLease, without_values


@dg.definitions
def defs() -> dg.Definitions:
    """One step per tool and one per layer."""
    return dg.Definitions(
        assets=[
            dbt_models.assets("seeds", "registry vocabulary standard", SEED),
            *(
                dbt_models.assets(
                    f"staging_{tool}", f"staging.{tool}", STAGE, keeps_last_good=True
                )
                for tool in dbt_models.staged_tools()
            ),
            dbt_models.assets("weights", "weights", STAGE, keeps_last_good=True),
            dbt_models.assets("canon", "canon", BUILD),
            dbt_models.assets("identity", "identity", BUILD),
            dbt_models.assets("marts", "marts", BUILD),
        ],
        asset_checks=[
            _second_gate("canon", list(dbt_models.models("canon"))),
            _second_gate("identity", [dg.AssetKey(["identity", "record_persons"])]),
            _are_current(),
        ],
    )


def _second_gate(layer: str, behind: list[dg.AssetKey]) -> dg.AssetChecksDefinition:
    specs = [
        dg.AssetCheckSpec(
            "second_gate", asset=key, blocking=True,
            description="Ids, provenance, times and persons (Great Expectations). "
            "While it is red the marts stay as they were.",
        )
        for key in behind
    ]

    @dg.multi_asset_check(name=f"second_gate_{layer}", specs=specs, op_tags=BUILD, can_subset=True)
    def judge(
        context: dg.AssetCheckExecutionContext, warehouse_lease: WarehouseLease
    ) -> Iterator[dg.AssetCheckResult]:
        with without_values():
            verdict = gates.check_canon([layer])
            if not verdict.is_passed:
                keep_marts([verdict.told()])
            for wanted in context.selected_asset_check_keys:
                relation = ".".join(wanted.asset_key.path)
                yield dg.AssetCheckResult(
                    asset_key=wanted.asset_key, check_name="second_gate",
                    **gate_outcome(verdict.about(relation)),
                )

    return judge


def _are_current() -> dg.AssetChecksDefinition:
    staged = list(dbt_models.models("staging"))
    specs = [
        dg.AssetCheckSpec(
            "is_current", asset=key,
            description="The model was built; else its last good rows are still in use.",
        )
        for key in staged
    ]

    @dg.multi_asset_check(
        name="staging_is_current", specs=specs, op_tags=BUILD, can_subset=True
    )
    def look(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        for wanted in context.selected_asset_check_keys:
            key = wanted.asset_key
            event = context.instance.get_latest_materialization_event(key)
            made = event.asset_materialization if event else None
            kept = made.metadata.get(KEPT) if made else None
            yield dg.AssetCheckResult(
                asset_key=key, check_name="is_current",
                passed=made is not None and not (kept and kept.value),
            )

    return look
