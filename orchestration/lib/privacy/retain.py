"""Keeps nothing longer than seeds/registry/retention_rules.csv says. Raw rows have no such rule:
marts are made of all that ever came, and what a person wants gone is forgotten.
"""

from __future__ import annotations

import csv
import time
from dataclasses import dataclass
from pathlib import Path

from orchestration.lib import audit, settings
from orchestration.lib.errors import KithError
from orchestration.lib.warehouse import lease
from orchestration.lib.warehouse.connection import connect

_DAY = 86400
_WAIT = 600.0
# Of each rule in the database: the table, and which of its rows are older than a cutoff.
_ROWS = {
    "closed_quarantine": (
        "landing.quarantine", "status <> 'open' and coalesce(resolved_at, created_at) < {cutoff}",
    ),
    "ended_links": ("identity.assertions__ended", "valid_to_at < {cutoff}"),
    "gate_results": ("landing.gate_results", "checked_at < {cutoff}"),
    "standard_results": ("landing.standard_results", "not is_recent and judged_at < {cutoff}"),
    "told_alerts": ("landing.told_alerts", "not awaits_close and told_at < {cutoff}"),
    "ended_page_links": (
        "landing.volunteer_links", "least(ended_at, expires_at) < {cutoff}",
    ),
}
# Of each rule of files: the folder of the home.
_FILES = {"logs": "logs", "made_packages": "packages"}


class BadRule(KithError):
    """A line of the rules can't be followed; the message names it."""


@dataclass(frozen=True)
class Rule:
    """What is kept for how many days, and why. ``kept_days`` is None for ever."""

    rule_id: str
    kept_days: int | None
    reason: str


@dataclass(frozen=True)
class Outcome:
    """How many rows or files of a rule are older than it allows."""

    rule: Rule
    count: int


def rules(path: Path | None = None) -> list[Rule]:
    """The rules of the registry. Raises ``BadRule``."""
    chosen = path or settings.PROJECT_ROOT / "seeds" / "registry" / "retention_rules.csv"
    found = []
    with chosen.open(newline="", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            days = row["kept_days"].strip()
            if row["rule_id"] not in {*_ROWS, *_FILES} or (days and not days.isdigit()):
                raise BadRule(
                    f"seeds/registry/retention_rules.csv: '{row['rule_id']}' is no rule that can "
                    f"be followed. There are: {', '.join(sorted({*_ROWS, *_FILES}))}; days are a "
                    "whole number, or empty for ever."
                )
            found.append(Rule(row["rule_id"], int(days) if days else None, row["reason"]))
    return found


def overdue() -> list[Outcome]:
    """What is older than the rules allow; nothing is changed."""
    return [Outcome(rule, _followed(rule, is_dry=True)) for rule in rules()]


def retain(by: str) -> list[Outcome]:
    """Delete what is older than the rules allow, and note it in the audit trail."""
    with lease.hold(lease.own_token(), "kith retain", wait_seconds=_WAIT):
        done = [Outcome(rule, _followed(rule, is_dry=False)) for rule in rules()]
        with connect("kith_privacy") as connection:
            audit.note(
                connection, "retention_applied", None, by, "seeds/registry/retention_rules.csv",
                {each.rule.rule_id: each.count for each in done},
            )
    return done


def _followed(rule: Rule, *, is_dry: bool) -> int:
    if rule.kept_days is None:
        return 0
    if rule.rule_id in _FILES:
        return _old_files(_FILES[rule.rule_id], rule.kept_days, is_dry)
    table, condition = _ROWS[rule.rule_id]
    where = condition.format(cutoff="now() - %s * interval '1 day'")
    begin = "select count(*) from" if is_dry else "delete from"
    # As the owner of the ledger; what dbt made is the builder's.
    with connect("kith_builder" if table.startswith("identity") else None) as connection:
        if connection.execute("select to_regclass(%s)", [table]).fetchone() == (None,):
            return 0
        done = connection.execute(f"{begin} {table} where {where}".encode(), [rule.kept_days])
        row = done.fetchone() if is_dry else (done.rowcount,)
    return int(row[0]) if row else 0


def _old_files(folder: str, days: int, is_dry: bool) -> int:
    before = time.time() - days * _DAY
    old = [
        path for path in settings.folder(folder).rglob("*")
        if path.is_file() and path.stat().st_mtime < before
    ]
    for path in old if not is_dry else ():
        path.unlink(missing_ok=True)
    return len(old)
