"""The probabilistic tier, between what the rules weigh and who people are."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from orchestration.lib.build.run import MODEL_READS
from orchestration.lib.scheduler.steps import BUILD, WarehouseLease, without_values

WRITTEN = ("probabilistic_runs", "probabilistic_links")


@dg.definitions
def defs() -> dg.Definitions:
    """One step that writes the two tables the models below read."""
    return dg.Definitions(assets=[_ask_model()])


def _ask_model() -> dg.AssetsDefinition:
    reads = [dg.AssetKey(["identity", name]) for name in MODEL_READS]
    specs = [
        dg.AssetSpec(
            dg.AssetKey(["landing", name]), deps=reads, group_name="identity",
            kinds={"python", "duckdb"},
            description="What Splink, trained on these records, says of pairs left open.",
        )
        for name in WRITTEN
    ]

    @dg.multi_asset(name="probabilistic", specs=specs, op_tags=BUILD)
    def ask(
        context: dg.AssetExecutionContext, warehouse_lease: WarehouseLease
    ) -> Iterator[dg.MaterializeResult[Any]]:
        # Imported late: it costs a second, and most runs have no model to ask.
        from orchestration.lib.identity.probabilistic import tier

        with without_values():
            outcome = tier.update()
            (context.log.warning if outcome.has_failed else context.log.info)(outcome.told)
            for spec in specs:
                yield dg.MaterializeResult(
                    spec.key, metadata={"told": outcome.told, "has run": outcome.has_run}
                )

    return ask
