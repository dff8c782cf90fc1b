"""What marts promised their readers with the last release, and whether they still keep it.

A reader knows a mart by its relation: ``people``, or ``people_v1`` for a version that is on its way
out. docs/developer/versions.md has the policy; ``./kith marts --write`` agrees to what there is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from orchestration.lib import settings

NOTICE = timedelta(days=90)
_HEADER = ["mart", "until_date", "column", "data_type", "is_key"]
_ADVICE = (
    "docs/developer/versions.md says how both live on. Where no release had it yet, agree to the "
    "new one: ./kith marts --write"
)


@dataclass(frozen=True)
class Contract:
    """The columns of a relation with their types, those of its key, and how long it lives."""

    columns: Mapping[str, str]
    key: frozenset[str] = field(default_factory=frozenset)
    until: date | None = None

    def broken_by(self, other: Contract) -> list[str]:
        """What a reader of this one would miss in the other."""
        said = []
        for column, kind in self.columns.items():
            now = other.columns.get(column)
            if now is None:
                said.append(f"{column} is gone")
            elif now != kind:
                said.append(f"{column} was {kind} and is {now}")
        if self.key != other.key:
            said.append(f"one row per {_listed(self.key)} is now one per {_listed(other.key)}")
        return said


Contracts = dict[str, Contract]


def path() -> Path:
    """The file of what was agreed."""
    return settings.PROJECT_ROOT / "models" / "marts" / "contracts.csv"


def declared(manifest: Mapping[str, Any]) -> Contracts:
    """What the marts of dbt's manifest promise, by relation."""
    return {
        node["alias"]: Contract(
            {name: column["data_type"] for name, column in node["columns"].items()},
            frozenset(
                column
                for constraint in node["constraints"]
                if constraint["type"] == "primary_key"
                for column in constraint["columns"]
            ),
            date.fromisoformat(until[:10]) if (until := node["deprecation_date"]) else None,
        )
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        and node["original_file_path"].startswith("models/marts/")
        and node["config"]["materialized"] != "ephemeral"
    }


def read(text: str) -> Contracts:
    """The contracts in the text of such a file."""
    rows: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        rows.setdefault(row["mart"], []).append(row)
    return {
        mart: Contract(
            {row["column"]: row["data_type"] for row in columns},
            frozenset(row["column"] for row in columns if row["is_key"] == "true"),
            date.fromisoformat(until) if (until := columns[0]["until_date"]) else None,
        )
        for mart, columns in rows.items()
    }


def written(contracts: Contracts) -> str:
    """The text of the file that says so."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEADER)
    for mart, contract in sorted(contracts.items()):
        for column, kind in contract.columns.items():
            until = contract.until.isoformat() if contract.until else ""
            is_key = "true" if column in contract.key else "false"
            writer.writerow([mart, until, column, kind, is_key])
    return out.getvalue()


def breaches(agreed: Contracts, now: Contracts, today: date) -> list[str]:
    """What readers were promised and would lose, a line each with what to do; empty where nothing.

    ``today``: a version whose date has passed by then may go.
    """
    return [
        *(
            f"marts.{mart}: {'; '.join(lost)}. {_ADVICE}"
            for mart, contract in sorted(agreed.items())
            if not (contract.until and contract.until < today)
            and (lost := _lost(mart, contract, now))
        ),
        *_hurried(agreed, now, today),
    ]


def _lost(mart: str, contract: Contract, now: Contracts) -> list[str]:
    """What nobody keeps: neither the mart nor an older version of it beside it."""
    kept_by = [other for name, other in now.items() if name == mart or _is_version(name, mart)]
    if any(not contract.broken_by(other) for other in kept_by):
        return []
    return contract.broken_by(now[mart]) if mart in now else ["it is gone"]


def _hurried(agreed: Contracts, now: Contracts, today: date) -> Iterable[str]:
    for mart, contract in sorted(now.items()):
        if not any(_is_version(mart, other) for other in now):
            continue
        promised = agreed[mart].until if mart in agreed else None
        if promised and contract.until and contract.until >= promised:
            continue
        if contract.until is None or contract.until < today + NOTICE:
            yield (
                f"marts.{mart}: an older version lives on for {NOTICE.days} days at least. Give it "
                f"deprecation_date: {today + NOTICE} or later."
            )


def _is_version(name: str, mart: str) -> bool:
    return name.removeprefix(f"{mart}_v").isdigit()


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(sorted(columns)) or "nothing"
