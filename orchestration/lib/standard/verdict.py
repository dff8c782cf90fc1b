"""What was found of an export: each requirement table by table, the level, and the score."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from orchestration.lib.standard.checks import Problem
from orchestration.lib.standard.requirements import (
    VERSION,
    Level,
    Requirement,
    levels,
    requirements,
)

# Without people and interactions nothing of what the higher levels ask can be seen.
HIGHEST_WITHOUT_RECORDS = 1


@dataclass(frozen=True)
class Finding:
    """One requirement judged of one table, or of the exchange where ``table`` is ''.

    ``missing``: columns that aren't there at all. ``note``: what else holds it back, in words.
    ``place``: what its records stand on: line, row or record.
    """

    requirement: Requirement
    table: str
    records: int = 0
    failing: int = 0
    missing: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    note: str = ""
    place: str = "line"

    @property
    def share(self) -> float:
        """The part of records that pass, 0 to 1."""
        if self.missing or self.note:
            return 0.0
        return 1 - self.failing / self.records if self.records else 1.0

    @property
    def is_met(self) -> bool:
        """Whether enough of them pass."""
        return self.share >= self.requirement.required_share


@dataclass(frozen=True)
class TableRead:
    """A table that was read: what it holds, and how many records."""

    label: str
    kind: str
    records: int
    said: dict[str, str]


@dataclass(frozen=True)
class Verdict:
    """How far an export meets the standard."""

    name: str
    vendor: str
    tables: tuple[TableRead, ...]
    findings: tuple[Finding, ...]
    passed_over: tuple[str, ...] = field(default=())

    def of(self, requirement: Requirement) -> list[Finding]:
        """What was found of one requirement; empty where it was asked of nothing."""
        return [found for found in self.findings if found.requirement is requirement]

    def is_met(self, requirement: Requirement) -> bool:
        """Whether every table it is asked of meets it."""
        return all(found.is_met for found in self.of(requirement))

    def unmet(self, level: Level) -> list[Requirement]:
        """What this level needs beyond those below it and is not met."""
        return [
            each for each in requirements() if each.level == level.rank and not self.is_met(each)
        ]

    @property
    def has_records(self) -> bool:
        """Whether there are people or interactions to judge."""
        return any(table.kind in ("people", "interactions") for table in self.tables)

    @property
    def level(self) -> Level | None:
        """The highest level whose requirements, and those of all below it, are met."""
        reached = None
        for level in levels():
            if self.unmet(level) or not self.tables:
                break
            if level.rank > HIGHEST_WITHOUT_RECORDS and not self.has_records:
                break
            reached = level
        return reached

    @property
    def next_level(self) -> Level | None:
        """The one after it, or None at the top."""
        rank = -1 if self.level is None else self.level.rank
        return next((level for level in levels() if level.rank > rank), None)

    @property
    def score(self) -> int:
        """Points times the parts that pass, of 100; what was asked of nothing doesn't count."""
        asked = [(each, self.of(each)) for each in requirements()]
        asked = [(each, found) for each, found in asked if found]
        whole = sum(each.points for each, _ in asked)
        passed = sum(each.points * share_of(found) for each, found in asked)
        return int(100 * passed / whole) if whole else 0

    def figures(self) -> dict[str, Any]:
        """The verdict as data, without a value of the export."""
        return {
            "standard_version": VERSION,
            "name": self.name,
            "tool": self.vendor or None,
            "level": self.level.rank if self.level else None,
            "level_name": self.level.name if self.level else None,
            "score": self.score,
            "tables": [
                {"table": each.label, "kind": each.kind, "records": each.records,
                 "columns": each.said}
                for each in self.tables
            ],
            "passed_over": list(self.passed_over),
            "requirements": [self._figures(each) for each in requirements()],
        }  # fmt: skip

    def _figures(self, requirement: Requirement) -> dict[str, Any]:
        found = self.of(requirement)
        return {
            "code": requirement.code,
            "level": requirement.level,
            "block": requirement.block,
            "points": requirement.points,
            "state": ("met" if self.is_met(requirement) else "unmet") if found else "not_asked",
            "share": round(share_of(found), 6) if found else None,
            "meaning": requirement.meaning,
            "advice": requirement.advice,
            "findings": [_finding(each) for each in found if each.share < 1],
        }


def share_of(found: list[Finding]) -> float:
    """The part that passes over all tables: of records, or of tables where none has a record."""
    records = sum(each.records for each in found)
    if not records:
        return sum(each.share for each in found) / len(found)
    return sum(each.share * each.records for each in found) / records


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "table": found.table or None,
        "records": found.records,
        "failing": found.records if found.missing else found.failing,
        "missing_columns": list(found.missing),
        "problems": [
            {"column": each.column or None, "why": each.why, "count": each.count,
             found.place + "s": [list(each) for each in each.places]}
            for each in found.problems
        ],
        "note": found.note or None,
    }  # fmt: skip
