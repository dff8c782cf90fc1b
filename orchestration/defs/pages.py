"""Pages: what leaders and buyers read, written after the marts it says it from."""

from typing import Any

import dagster as dg

from bi.pages import written
from orchestration.lib.scheduler.steps import BUILD


@dg.definitions
def defs() -> dg.Definitions:
    """One step at the end of a build."""
    return dg.Definitions(assets=[_pages()])


def _pages() -> dg.AssetsDefinition:
    @dg.asset(
        key=["marts", "pages"],
        deps=[dg.AssetKey(["marts", name]) for name in
              ("health", "health_reasons", "vendor_scorecard", "vendor_measures", "leaving_costs")],
        group_name="marts", op_tags=BUILD, kinds={"html"},
        description="The health page and the vendor scorecard, a file each. Also: ./kith health "
        "--html FILE, ./kith scorecard --html FILE",
    )
    def pages() -> dg.MaterializeResult[Any]:
        made = written.write()
        return dg.MaterializeResult(
            metadata={path.stem: dg.MetadataValue.path(path) for path in made}
        )

    return pages
