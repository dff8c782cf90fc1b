"""What may be in a package: ``seeds/registry/package_rules.csv``, read here alone.

An allow-list: a column, a kind of record or a limit that no rule names is out.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from orchestration.lib import settings
from orchestration.lib.packages.layout import CONTACT, OTHER, VOLUNTEER

RECORDS, LIMITS = "records", "limits"
UNNAMED = "No rule names it, and what no rule names stays here"


@dataclass(frozen=True)
class Rule:
    """One column of a table, or kind of record, and of whom it may be told."""

    table: str
    column: str
    told_of: frozenset[str]
    reason: str


@cache
def rules() -> dict[tuple[str, str], Rule]:
    """Every rule, by table and column."""
    path = settings.PROJECT_ROOT / "seeds" / "registry" / "package_rules.csv"
    with path.open(newline="", encoding="utf-8") as handle:
        return {(each.table, each.column): each for each in map(_rule, csv.DictReader(handle))}


def told(table: str, column: str, about: str) -> bool:
    """Whether a package tells this column of such a person: volunteer, contact or other."""
    rule = rules().get((table, column))
    return rule is not None and about in rule.told_of


def reason(table: str, column: str) -> str:
    """Why a column is in or out."""
    rule = rules().get((table, column))
    return rule.reason if rule else UNNAMED


def kinds_of_records(about: str = OTHER) -> list[str]:
    """The kinds of authored records a package tells of."""
    return [each.column for each in rules().values()
            if each.table == RECORDS and about in each.told_of]  # fmt: skip


def _rule(row: dict[str, str]) -> Rule:
    columns = {
        VOLUNTEER: "is_of_volunteer", CONTACT: "is_of_contact", OTHER: "is_of_other",
    }  # fmt: skip
    told_of = frozenset(about for about, name in columns.items() if row[name] == "true")
    return Rule(row["table_name"], row["column_name"], told_of, row["reason"])
