"""Every mart says where its rows come from, and every such chain ends at records or files."""

from __future__ import annotations

from orchestration.lib.trace import declared
from orchestration.lib.trace.declared import RECORD, Relation, Step
from orchestration.tests.project.manifest import Manifest, check

_PLACE = {*RECORD, "tool", "file_id", "file_row", "received_at", "method"}
# What the ledger is asked by: orchestration/lib/warehouse/schema/020_landing.sql.
_LEDGER = {"loads": {"load_id", "source_id"}, "quarantine": {"load_id", "part", "line"}}


def _columns(manifest: Manifest, of: Relation) -> set[str]:
    if of.name in _LEDGER:
        return _LEDGER[of.name]
    model = next(model for model in manifest.models if model.name == of.name)
    # Of records without it, the organization is their source's.
    return {*model.columns, *(["organization_id"] if set(RECORD) <= {*model.columns} else [])}


def _steps() -> list[tuple[str, Step]]:
    return [(name, step) for name, mart in declared.marts().items() for step in mart.steps]


def test_every_mart_says_where_its_rows_come_from(manifest: Manifest) -> None:
    tables = {
        model.name
        for model in manifest.layer("marts")
        if model.node["config"]["materialized"] != "ephemeral"
    }
    assert tables == {*declared.marts()}


def test_a_step_joins_by_columns_there_are(manifest: Manifest) -> None:
    marts = {name: set(mart.columns) for name, mart in declared.marts().items()}
    lacking = [
        f"{name} → {step.to.name}: {column}"
        for name, step in _steps()
        for column in [
            *({*step.by, *step.when} - marts[name]),
            *({*step.by.values(), *step.where} - _columns(manifest, step.to)),
        ]
    ]
    check(lacking, "meta.trace names columns that aren't there:")


def test_a_step_leads_only_to_what_the_mart_is_made_of(manifest: Manifest) -> None:
    """The mart's model reads it, or what it reads does; telling a fact again is the exception."""
    by_name = {model.name: model for model in manifest.models}

    def made_of(name: str) -> set[str]:
        found: set[str] = set()
        waiting = [by_name[name].node["unique_id"]]
        while waiting:
            for parent in manifest.by_id[waiting.pop()].parents:
                if parent in manifest.by_id and parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        return {manifest.by_id[each].name for each in found}

    check(
        [
            f"{name} → {step.to.name}"
            for name, step in _steps()
            if step.to.schema != "landing" and step.to.name not in {*made_of(name), name}
        ],
        "meta.trace leads where the mart's rows can't have come from:",
    )


def test_every_chain_ends(manifest: Manifest) -> None:
    def walk(of: Relation, way: tuple[str, ...]) -> list[str]:
        if of.is_end:
            lacking = _PLACE - _columns(manifest, of) if of.schema == "canon" else set()
            return [f"{' → '.join(way)} lacks {column}" for column in sorted(lacking)]
        steps = declared.steps_from(of)
        if not steps:
            return [f"{' → '.join(way)} ends nowhere"]
        return [
            problem
            for step in steps
            # A fact told again may be told again itself.
            if step.to.name != of.name
            for problem in (
                [f"{' → '.join((*way, step.to.name))} goes round"]
                if step.to.name in way
                else walk(step.to, (*way, step.to.name))
            )
        ]

    check(
        [p for name, mart in declared.marts().items() for p in walk(mart.relation, (name,))],
        "A chain of meta.trace ends in canon, whose rows name their file and row, or the ledger:",
    )
