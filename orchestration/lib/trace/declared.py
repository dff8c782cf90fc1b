"""Where each mart says its rows come from: ``meta.trace`` beside the model.

A step names a relation whose rows the mart's rows came from and the columns that find them::

    trace:
      - {to: interactions, by: [person_id], where: {interaction_type_code: [attendance]}}
      - {to: all_consents, by: record, when: {vocabulary_name: [consent_statuses]}}
      - {to: contact_point_suppressions, by: {email: contact_point}}

``by``: columns that are called alike, or own column: theirs, or ``record`` for the three that name
a record, or ``place`` where the mart names file and row as well. ``where``: codes the other
relation's rows have; ``when``: codes this mart's row has. ``to``: a mart, a model of canon,
``canon`` for all of them, ``record_persons``, or of the ledger ``loads`` and ``quarantine``. Where
records lack an ``organization_id``, it is that of their source.
A chain ends in canon, whose rows name file and row, or in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.lib import settings
from orchestration.lib.errors import KithError
from orchestration.lib.tools import variables

RECORD = ("source_id", "record_type", "record_id")
PLACE = (*RECORD, "file_id", "file_row")
LEDGER = ("loads", "quarantine")
_PARTS_OF_A_MERGE = ("kept", "removed")
_MODELS = settings.PROJECT_ROOT / "models"


class UnknownMart(KithError):
    """There is no such mart; the message lists those there are."""


class TraceNotDeclared(KithError):
    """A mart doesn't say where its rows come from, or says it wrongly; the message says where."""


@dataclass(frozen=True)
class Relation:
    """A table of the warehouse: ``name`` as models call it, and where it is."""

    name: str
    schema: str
    table: str

    @property
    def is_end(self) -> bool:
        """Whether a chain ends here: with records, or with files."""
        return self.schema in ("canon", "landing")


@dataclass(frozen=True)
class Step:
    """A relation that rows come from. ``by``: own column → theirs.

    ``unless``: a relation whose records don't go this way, as they are told of there.
    """

    to: Relation
    by: Mapping[str, str]
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unless: Relation | None = None


@dataclass(frozen=True)
class Mart:
    """A mart: what a row of it is, its columns and its steps."""

    relation: Relation
    grain: str
    columns: tuple[str, ...]
    steps: tuple[Step, ...]


@cache
def marts() -> dict[str, Mart]:
    """Every mart that is a table, by name. Raises ``TraceNotDeclared``."""
    found = {}
    for path in sorted((_MODELS / "marts").glob("*/*.sql")):
        if "materialized='ephemeral'" in path.read_text():
            continue
        described = path.with_suffix(".yml")
        if not described.exists():
            continue  # an older version of a mart, which its newest one's file describes
        for model in yaml.load(described.read_text(), yaml.CSafeLoader)["models"]:
            found[model["name"]] = _mart(model, described)
    return found


def mart(name: str) -> Mart:
    """The mart of that name. Raises ``UnknownMart``."""
    known = marts()
    if name.removeprefix("marts.") not in known:
        raise UnknownMart(f"There is no mart '{name}'. There are: {', '.join(sorted(known))}.")
    return known[name.removeprefix("marts.")]


def relation(name: str) -> Relation:
    """The relation a step names. Raises ``TraceNotDeclared`` where no chain may go there."""
    if name in LEDGER:
        return Relation(name, "landing", name)
    path = _paths().get(name)
    if path is None or path.parts[0] not in ("marts", "canon", "identity"):
        raise TraceNotDeclared(
            f"A step of meta.trace leads to '{name}', which is no model of marts, canon or "
            "identity."
        )
    is_canon = path.parts[0] == "canon"
    return Relation(name, path.parts[0], name.removeprefix("all_") if is_canon else name)


@cache
def _paths() -> dict[str, Path]:
    return {path.stem: path.relative_to(_MODELS) for path in _MODELS.rglob("*.sql")}


def _mart(model: dict[str, Any], path: Path) -> Mart:
    declared = model.get("config", {}).get("meta", {}).get("trace", [])
    if not declared:
        raise TraceNotDeclared(
            f"{path.relative_to(settings.PROJECT_ROOT)} doesn't say where its rows come from. "
            "Write it below config: {meta: {trace: …}}; see orchestration/lib/trace/declared.py."
        )
    return Mart(
        relation(model["name"]),
        " ".join(model["description"].split()).split(". ")[0].rstrip("."),
        tuple(column["name"] for column in model["columns"]),
        tuple(step for entry in declared for step in _steps(entry)),
    )


def _steps(entry: dict[str, Any]) -> Iterator[Step]:
    by = entry["by"]
    by = {"record": RECORD, "place": PLACE}.get(by, by) if isinstance(by, str) else by
    for name in _targets(entry["to"]):
        yield Step(
            relation(name),
            dict(by) if isinstance(by, dict) else {column: column for column in by},
            {column: tuple(codes) for column, codes in entry.get("where", {}).items()},
            {column: tuple(codes) for column, codes in entry.get("when", {}).items()},
        )


def _targets(to: str) -> list[str]:
    if to != "canon":
        return [to]
    return sorted(name for name, path in _paths().items() if path.parts[0] == "canon")


def leads_to_ledger(of: Relation) -> bool:
    """Whether a way from here ends at the ledger: of a source nothing may have come yet."""
    seen, waiting = {of}, [of]
    while waiting:
        for step in steps_from(waiting.pop()):
            if step.to.name in LEDGER:
                return True
            if step.to not in seen:
                seen.add(step.to)
                waiting.append(step.to)
    return False


def steps_from(of: Relation) -> tuple[Step, ...]:
    """Where a relation's rows come from; nowhere further where a chain ends."""
    if of.schema == "marts":
        return mart(of.name).steps
    if of.schema == "identity":
        return _whose_records()
    return ()


@cache
def _whose_records() -> tuple[Step, ...]:
    """Identity only says whose a record is: one of people, or one that others only mention."""
    people = relation("all_people")
    ways = [("person_record_type", "person_record_id", shape) for shape, columns in
            variables.read().shapes.items() if "person_record_id" in columns]
    ways += [("merged_record_type", f"{part}_record_id", "merges") for part in _PARTS_OF_A_MERGE]
    return (
        Step(people, {column: column for column in RECORD}),
        *(
            Step(
                relation(f"all_{shape}"),
                {"source_id": "source_id", "record_type": of_type, "record_id": of_id},
                unless=people,
            )
            for of_type, of_id, shape in ways
        ),
    )
