"""The contract of a source (ODCS 3.1): its declaration, line of the registry, promises and roles.

It is what a group asks of whoever makes the exports, to be handed to them; nothing in it is typed
twice. It is kept in ``docs/contracts``, so that a change of it is reviewed like any other.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from orchestration.lib import registry, settings
from orchestration.lib.landing.declarations import Column, RecordType, Tool
from orchestration.lib.registry import Source
from orchestration.lib.registry.promises import promised
from orchestration.lib.registry.roles import contacts
from orchestration.lib.standard import tables
from orchestration.lib.standard.requirements import VERSION

_HEAD = """\
# Written by `./kith contract --write` from the tool's declaration and seeds/registry; not by hand.
# docs/contracts/README.md says what to do with it.
"""
_ROLES = {
    "responsible": "Is responsible for what is sent, how fresh and how complete.",
    "fixes": "Mends an export that is late, empty or wrong.",
    "escalates": "Decides when a promise is broken again.",
}
_SERVICE = (
    ("frequency", "freshness_hours", "There is a new export at least so often."),
    ("latency", "freshness_hours", "The newest export is never older than this."),
    ("timeToRepair", "response_hours", "A late, empty or wrong export is replaced within it."),
)
_STABLE = (
    ("standardVersion", VERSION, "The version of the standard of exchange it is written for."),
    ("idReuse", "never", "No id is given to another record, not after a deletion or a merge."),
    ("noticeOfChangeDays", 30,
     "A column or word that goes or changes its meaning is announced so many days before."),
)  # fmt: skip
# How a column of the standard ends -> what its values are.
_LOGICAL = {"at": "timestamp", "date": "date"}
_SNAPSHOTS = {
    "full": "everything: a record that is missing from an export is gone",
    "changes": "what is new or changed: a record that is missing from an export stays",
}


def path(source_id: str) -> Path:
    """Where the contract of a source is."""
    return settings.PROJECT_ROOT / "docs" / "contracts" / f"{source_id}.odcs.yaml"


def write(source_id: str) -> Path:
    """Write a source's contract anew; returns where it is. Raises ``UnknownSource``."""
    place, written = path(source_id), page(source_id)
    place.parent.mkdir(exist_ok=True)
    place.write_text(written, encoding="utf-8")
    return place


def write_all() -> list[Path]:
    """Write the contract of every source, and delete those of sources that are gone."""
    written = [write(source_id) for source_id in registry.sources()]
    for place in written[0].parent.glob("*.odcs.yaml") if written else ():
        if place not in written:
            place.unlink()
    return written


def page(source_id: str) -> str:
    """The contract of a source as a file. Raises ``UnknownSource`` and ``ToolError``."""
    said = contract(registry.source(source_id))
    return _HEAD + yaml.dump(said, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=98)


def contract(source: Source) -> dict[str, Any]:
    """The contract of a source as a document. Two that differ have different versions."""
    tool = tables.tool_of(source.tool)
    who = contacts(source)
    share = _promise(source, "completeness_share")
    missing = 0 if share is None else round(100 - 100 * share, 6)
    said = {
        "domain": "organizing",
        "tenant": source.organization_id,
        "description": _description(source, tool),
        "team": _team(source, tool, who),
        "support": _support(who),
        "slaProperties": _service(source),
        "customProperties": _properties(source),
        "schema": [_table(each, missing) for each in tool.record_types],
    }
    mark = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:8]
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": source.source_id,
        "name": f"{tool.vendor}, exports for {_organization(source.organization_id)}",
        "version": f"{VERSION}.0+{mark}",
        "status": "proposed",
        **{name: each for name, each in said.items() if each},
    }


class _Plain(yaml.SafeDumper):
    """Writes everything out: an alias is refused by whoever is careful."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _description(source: Source, tool: Tool) -> dict[str, str]:
    account = f", account {source.account_name}" if source.account_name else ""
    owner = _organization(source.organization_id)
    return {
        "purpose": f"What {tool.vendor} exports for {owner}{account}, so that it can be "
        "joined with what other tools know.",
        "usage": "Each file is landed whole and its bytes are kept. A record replaces the earlier "
        "one with its id. Columns that are not named here are kept and not used.",
        # A tool that is new says nothing of itself yet, and ODCS takes no empty text.
        **({"limitations": tool.description} if tool.description else {}),
    }


def _team(source: Source, tool: Tool, who: dict[str, str]) -> dict[str, Any]:
    return {
        "name": f"{_organization(source.organization_id)} and {tool.vendor}",
        "members": [
            {"username": who[role], "role": role, "description": said}
            for role, said in _ROLES.items()
            if role in who
        ],
    }


def _support(who: dict[str, str]) -> list[dict[str, str]]:
    scopes = (("issues", "fixes"), ("announcements", "responsible"))
    return [
        {"channel": who[role], "scope": scope,
         **({"tool": "email", "url": f"mailto:{who[role]}"} if "@" in who[role]
            else {"tool": "other"})}
        for scope, role in scopes
        if role in who
    ]  # fmt: skip


def _service(source: Source) -> list[dict[str, Any]]:
    return [
        {"property": name, "value": value, "unit": "h", "driver": "operational",
         "description": said}
        for name, code, said in _SERVICE
        if (value := _promise(source, code)) is not None
    ]  # fmt: skip


def _properties(source: Source) -> list[dict[str, Any]]:
    said = [
        *_STABLE,
        ("timeZone", source.time_zone, "Times without an offset are read in this zone."),
        ("encoding", source.encoding, "Of text files that don't say."),
        ("accountId", source.account_id, "The account the ids are unique in."),
        ("standardLevel", _promise(source, "standard_level"),
         "The level of the standard of exchange the exports reach."),
    ]  # fmt: skip
    return _custom(said)


def _table(declared: RecordType, missing: float) -> dict[str, Any]:
    meant = {own: name for name, own in tables.meanings(declared).items()}
    return {
        "name": declared.name,
        "physicalName": _file_name(declared),
        "physicalType": "file",
        "logicalType": "object",
        "description": declared.description or f"The table {declared.name}.",
        "customProperties": _custom([
            ("fileNames", list(declared.file_patterns), "Patterns of its files' names."),
            ("holds", _SNAPSHOTS[declared.snapshot], "What is in a file of it."),
            ("recordsAt", declared.records_at, "Where in the JSON its records are."),
            ("neverSend", list(declared.never), "A file with a value in one of these is refused."),
        ]),
        "properties": [
            _column(each, declared, meant.get(each.name)) for each in declared.columns
        ],
        "quality": _quality(declared, missing),
    }  # fmt: skip


def _file_name(declared: RecordType) -> str:
    """A name its file may have, without what differs from day to day."""
    plain = re.sub(r"\[.*?\]|[*?]", "", declared.file_patterns[0]).removesuffix(".gz")
    stem, _, ending = plain.partition(".")
    return f"{stem.strip('-_') or declared.name}.{ending or 'csv'}"


def _column(column: Column, declared: RecordType, meant: str | None) -> dict[str, Any]:
    own = declared.record_id
    is_text = column.data_type == "text"
    logical = _LOGICAL.get((meant or "").rpartition("_")[2], "string")
    said: dict[str, Any] = {
        "name": column.name,
        "physicalName": column.spelling,
        **({"logicalType": logical, "physicalType": "text"} if is_text
           else {"physicalType": "json"}),
        "description": column.description or "No more is known of it.",
    }  # fmt: skip
    if column.name in own:
        said |= {"primaryKey": True, "primaryKeyPosition": own.index(column.name) + 1,
                 "required": True}  # fmt: skip
    if own == (column.name,):
        said["unique"] = True
    if further := _custom([("mayBeMissing", column.is_optional or None),
                           ("standardColumn", meant)]):  # fmt: skip
        said["customProperties"] = further
    return said


def _quality(declared: RecordType, missing: float) -> list[dict[str, Any]]:
    if not declared.record_id:
        return [
            {"type": "text", "dimension": "completeness",
             "description": "Every record that exists is sent. Its records have no id, so nobody "
             "can check it."}
        ]  # fmt: skip
    own = list(declared.record_id)
    return [
        {"metric": "missingValues", "dimension": "completeness", "unit": "percent",
         "mustBeLessOrEqualTo": _whole(missing), "arguments": {"properties": own},
         "description": "Every record that exists is sent, can be read, and has its id."},
        {"metric": "duplicateValues", "dimension": "uniqueness", "unit": "rows", "mustBe": 0,
         "arguments": {"properties": own},
         "description": "No id stands twice in a file."},
    ]  # fmt: skip


def _custom(said: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Properties of our own: name, value, what it means. Those without a value are left out."""
    names = ("property", "value", "description")
    return [
        dict(zip(names, each, strict=False)) for each in said if each[1] not in (None, "", [])
    ]


def _promise(source: Source, code: str) -> float | None:
    """What is promised for good: a promise with an end is no part of a contract that stays."""
    value = promised(source, code, date.max)
    return None if value is None else _whole(value)


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value


def _organization(organization_id: str) -> str:
    """What people call an organization of the registry."""
    path = settings.PROJECT_ROOT / "seeds" / "registry" / "organizations.csv"
    with path.open(newline="", encoding="utf-8") as handle:
        names = {row["organization_id"]: row["organization_name"] for row in csv.DictReader(handle)}
    return names.get(organization_id, organization_id)
