"""dbt's models as Dagster assets: key, group and folder are one word; tests are asset checks.

The steps run dbt in their own process (``dbt_process``). dagster-dbt would start another program
and keep all it prints, database errors and the values they quote included.
"""

import queue
import threading
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject, dbt_assets

from orchestration.lib.build import dbt_process, publications
from orchestration.lib.build.dbt_process import Node, Outcome
from orchestration.lib.build.run import dbt, keep_marts, told_of_nodes, told_of_people
from orchestration.lib.scheduler.steps import WarehouseLease, without_values

Properties = Mapping[str, Any]
KEPT = "kept_last_good_rows"


class Translator(DagsterDbtTranslator):
    """Names assets by the top folder and the relation: canon/people, marts/program_360."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_source_metadata=False))

    def get_asset_key(self, dbt_resource_props: Properties) -> dg.AssetKey:
        return asset_key(dbt_resource_props)

    def get_group_name(self, dbt_resource_props: Properties) -> str | None:
        return folder(dbt_resource_props)

    def get_asset_check_spec(
        self, asset_spec: dg.AssetSpec, manifest: Properties, unique_id: str,
        project: DbtProject | None,
    ) -> dg.AssetCheckSpec | None:
        """A failing test of one tool's staging is shown, and doesn't stop the other tools."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        if spec and asset_spec.key.path[0] == "staging":
            return spec._replace(blocking=False)
        return spec


def folder(node: Properties) -> str:
    """The top folder a node of dbt's is in; for a source, its schema."""
    return str(node["schema"] if node["resource_type"] == "source" else node["fqn"][1])


def asset_key(node: Properties) -> dg.AssetKey:
    """The asset of a node: its folder and the name of its relation."""
    name = node["identifier"] if node["resource_type"] == "source" else node["alias"]
    return dg.AssetKey([folder(node), name])


@cache
def manifest() -> Properties:
    """dbt's manifest, parsed where the project changed."""
    return dbt_process.read_manifest()


def models(*folders: str) -> dict[dg.AssetKey, Properties]:
    """The models in these top folders, by asset."""
    return {
        asset_key(node): node
        for node in manifest()["nodes"].values()
        if node["resource_type"] == "model" and folder(node) in folders
        # An ephemeral model is a part of those that use it, and no asset.
        and node["config"]["materialized"] != "ephemeral"
    }


def staged_tools() -> list[str]:
    """The folders below models/staging."""
    return sorted({node["fqn"][2] for node in models("staging").values()})


def assets(
    name: str, select: str, op_tags: Mapping[str, str], keeps_last_good: bool = False
) -> dg.AssetsDefinition:
    """The dbt nodes of a selection as one step.

    ``keeps_last_good``: a model that fails keeps the rows it had, says so in its metadata, and
    lets what is downstream go on; else what is downstream stays as it is.
    """

    @dbt_assets(
        manifest=dict(manifest()), select=select, name=name,
        dagster_dbt_translator=Translator(), op_tags=dict(op_tags),
    )
    def build(context: dg.AssetExecutionContext, warehouse_lease: WarehouseLease) -> Any:
        with without_values():
            let_through = publications.write(None) if name == "marts" else None
            yield from _build(context, keeps_last_good, let_through)

    return build


def _build(
    context: dg.AssetExecutionContext, keeps_last_good: bool, let_through: int | None = None
) -> Iterator[Any]:
    nodes = {asset_key(node): node for node in manifest()["nodes"].values()
             if node["resource_type"] in ("model", "seed", "snapshot")}
    tests = {node["name"]: node for node in manifest()["nodes"].values()
             if node["resource_type"] == "test"}
    keys = {nodes[key]["unique_id"]: key for key in context.selected_asset_keys}
    checks = {tests[check.name]["unique_id"]: check for check in context.selected_asset_check_keys}
    # dbt's own word for "exactly this one" is its path: two folders may share a name.
    select = [f"fqn:{'.'.join(manifest()['nodes'][unique_id]['fqn'])}" for unique_id in
              (*keys, *checks)]
    failed: list[Node] = []
    missing = set(keys)
    for node in _streamed(select):
        if node.unique_id in keys and node.is_ok:
            missing.discard(node.unique_id)
            yield dg.MaterializeResult(keys[node.unique_id], metadata=_metadata(node))
        elif node.unique_id in checks and node.status in ("pass", "warn", "fail"):
            check = checks[node.unique_id]
            severity = manifest()["nodes"][node.unique_id]["config"]["severity"].lower()
            yield dg.AssetCheckResult(
                asset_key=check.asset_key, check_name=check.name, passed=node.status == "pass",
                severity=dg.AssetCheckSeverity.WARN if node.status == "warn" or severity == "warn"
                else dg.AssetCheckSeverity.ERROR,
                metadata={"failing rows": node.failures or 0, "seconds": node.seconds},
            )
        if not node.is_ok and node.status != "skipped":
            failed.append(node)
            context.log.error(f"{node.name}: {node.message}")
    broken = [node for node in failed if not node.is_test]
    if keeps_last_good:
        for unique_id in missing:
            yield dg.MaterializeResult(keys[unique_id], metadata={KEPT: True})
    elif failed or missing:
        # A failed test stops the publication as a failed model does; its check says so by itself.
        publications.withdraw(let_through)
        told = "; ".join(keep_marts(
            told_of_people(told_of_nodes(failed))
        ))
        if broken or missing:
            raise dg.Failure(description=told or "dbt skipped models", allow_retries=False)


def _metadata(node: Node) -> dict[str, Any]:
    found: dict[str, Any] = {"seconds": node.seconds, KEPT: False}
    if node.rows is not None:
        found["dagster/row_count"] = node.rows
    return found


def _streamed(select: list[str]) -> Iterator[Node]:
    """dbt's nodes as they finish: dbt calls back, Dagster wants to be handed events."""
    finished: queue.Queue[Node | Outcome | BaseException] = queue.Queue()

    def work() -> None:
        try:
            finished.put(
                dbt().build(select, with_tests_of_selected=False, on_node=finished.put)
            )
        except BaseException as failure:
            finished.put(failure)

    threading.Thread(target=work, daemon=True).start()
    while True:
        item = finished.get()
        if isinstance(item, Node):
            yield item
        elif isinstance(item, BaseException):
            raise item
        else:
            if item.error:
                raise dg.Failure(description=item.error)
            return


def docs_folder() -> Path:
    """Where dbt's documentation is written."""
    return dbt_process.target()
