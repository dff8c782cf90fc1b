"""What was updated without a run of Dagster's own, told to it so that its UI shows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import dagster as dg

from orchestration.lib.build.dbt_process import Node
from orchestration.lib.build.gates import GateResult
from orchestration.lib.scheduler import dagster_home, dbt_models


def report(source_id: str, records_landed: int, verdict: GateResult, built: Iterable[Node]) -> None:
    """Tell Dagster what a source landed, what its gate found, and which models were built."""
    dagster_home.prepare()
    nodes = dbt_models.manifest()["nodes"]
    with dg.DagsterInstance.get() as instance:
        landed = dg.AssetKey(["landing", source_id])
        instance.report_runless_asset_event(
            dg.AssetMaterialization(landed, metadata={"records landed": records_landed})
        )
        instance.report_runless_asset_event(
            dg.AssetCheckEvaluation(
                asset_key=landed, check_name="first_gate", passed=verdict.is_passed,
                metadata={"loads held": len(verdict.held)}, description=verdict.told(),
            )
        )
        for node in built:
            if node.is_ok and node.kind == "model":
                metadata: dict[str, Any] = {"seconds": node.seconds, dbt_models.KEPT: False}
                if node.rows is not None:
                    metadata["dagster/row_count"] = node.rows
                instance.report_runless_asset_event(
                    dg.AssetMaterialization(
                        dbt_models.asset_key(nodes[node.unique_id]), metadata=metadata
                    )
                )
