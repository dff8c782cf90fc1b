"""What stewards decide about two records: appended, never changed; the newest about a pair holds.

A decision takes effect at the next build, beats every rule and survives every rebuild. To part two
people again is one more decision.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from orchestration.lib.errors import KithError
from orchestration.lib.identity.reasons import evidence
from orchestration.lib.warehouse import connect

YES, NO, NOT_SURE = CODES = ("yes", "no", "not_sure")
_COLUMNS = (
    "left_record_key", "right_record_key", "decision_code", "decided_by", "decided_at", "reason",
    "evidence_key",
)


class NotADecision(KithError):
    """What was to be decided can't be; the message says why."""


class NotAnExport(KithError):
    """A file that was to be imported is no export of decisions; the message names the line."""


@dataclass(frozen=True)
class Decision:
    """One steward's word on two records, whose keys are in order. ``decided_at`` is in UTC.

    ``evidence_key``: a hash of what spoke for and against when it was decided; None where unknown.
    """

    left_record_key: str
    right_record_key: str
    decision_code: str
    decided_by: str
    decided_at: datetime
    reason: str
    evidence_key: str | None = None


def record(
    left: str, right: str, decision: str, *, by: str, reason: str, at: datetime | None = None
) -> Decision:
    """Write one decision down: ``yes``, ``no`` or ``not_sure`` about two record keys, either way.

    ``at``: when it was decided, now where None. Raises ``NotADecision``.
    """
    made = _checked(
        Decision(left.strip(), right.strip(), decision, by.strip(),
                 at or datetime.now(UTC), reason.strip())
    )
    with connect("kith_steward") as connection:
        known = _known(connection, [made.left_record_key, made.right_record_key])
        if missing := {made.left_record_key, made.right_record_key} - known:
            raise NotADecision(
                f"No person record has the key {sorted(missing)[0]}. A key is "
                "source_id/record_type/record_id, as ./kith review lists them."
            )
        pair = (made.left_record_key, made.right_record_key)
        key = evidence.key_of(evidence.of_pairs(connection, [pair])[pair])
        decided = Decision(**(made.__dict__ | {"evidence_key": key}))
        _append(connection, [decided])
    return decided


def history(left: str, right: str) -> list[Decision]:
    """What was decided about two records so far, the newest first."""
    one, other = sorted((left, right))
    with connect("kith_steward") as connection:
        rows = connection.execute(
            """
            select left_record_key, right_record_key, decision_code, decided_by, decided_at,
                reason, evidence_key
            from landing.steward_decisions
            where left_record_key = %s and right_record_key = %s
            order by decided_at desc, decision_code
            """,
            [one, other],
        )
        return [Decision(*row) for row in rows]


def newest(connection: psycopg.Connection[Any]) -> dict[tuple[str, str], Decision]:
    """The decision that holds for each pair that stewards wrote one down about."""
    rows = connection.execute(
        """
        select distinct on (left_record_key, right_record_key)
            left_record_key, right_record_key, decision_code, decided_by, decided_at, reason,
            evidence_key
        from landing.steward_decisions
        order by left_record_key, right_record_key, decided_at desc, decision_code
        """
    )
    return {(row[0], row[1]): Decision(*row) for row in rows}


def waiting_count() -> int:
    """How many decisions were written down since identity was last resolved."""
    with connect("kith_steward") as connection:
        try:
            row = connection.execute(
                """
                select count(*) from landing.steward_decisions as written
                left join identity.latest_decisions as built
                    using (left_record_key, right_record_key)
                where built.decided_at is null or built.decided_at < written.decided_at
                """
            ).fetchone()
        except psycopg.errors.UndefinedTable:
            return 0  # nothing was ever built, so nobody could be decided about
    return int(row[0]) if row else 0


def export(file: Path) -> int:
    """Write every decision to a CSV file; how many."""
    with connect("kith_steward") as connection:
        rows = connection.execute(
            "select left_record_key, right_record_key, decision_code, decided_by, decided_at,"
            " reason, evidence_key from landing.steward_decisions order by decision_id"
        ).fetchall()
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(_COLUMNS)
        writer.writerows(
            [*row[:4], row[4].astimezone(UTC).isoformat(), row[5], row[6] or ""] for row in rows
        )
    return len(rows)


def import_(file: Path) -> int:
    """Add an export's decisions, with who, when and why as they were; how many were new.

    Those that are there already stay as they are. Raises ``NotAnExport``; then nothing is added.
    """
    read: list[Decision] = []
    with file.open(newline="", encoding="utf-8-sig") as stream:
        reader = csv.DictReader(stream)
        if missing := set(_COLUMNS[:-1]) - set(reader.fieldnames or []):
            raise NotAnExport(f"{file.name} has no column {', '.join(sorted(missing))}.")
        for row in reader:
            try:
                at = datetime.fromisoformat(row["decided_at"])
                read.append(
                    _checked(
                        Decision(
                            row["left_record_key"], row["right_record_key"], row["decision_code"],
                            row["decided_by"], at if at.tzinfo else at.replace(tzinfo=UTC),
                            row["reason"], row.get("evidence_key") or None,
                        )
                    )
                )
            except (ValueError, NotADecision) as wrong:
                said = wrong if isinstance(wrong, NotADecision) else "decided_at is no time."
                raise NotAnExport(f"{file.name}, line {reader.line_num}: {said}") from None
    with connect("kith_steward") as connection:
        return _append(connection, read)


def _checked(told: Decision) -> Decision:
    left, right = sorted((told.left_record_key, told.right_record_key))
    if told.decision_code not in CODES:
        raise NotADecision(f"A decision is one of {', '.join(CODES)}.")
    if left == right:
        raise NotADecision("A decision is about two records; these are one.")
    if not left or not told.decided_by or not told.reason:
        raise NotADecision("A decision needs two record keys, who decided, and a reason.")
    return Decision(**(told.__dict__ | {"left_record_key": left, "right_record_key": right}))


def _known(connection: psycopg.Connection[Any], keys: list[str]) -> set[str]:
    rows = connection.execute(
        "select record_key from identity.record_persons where record_key = any(%s)", [keys]
    )
    return {row[0] for row in rows}


def _append(connection: psycopg.Connection[Any], decided: Iterable[Decision]) -> int:
    added = 0
    for each in decided:
        added += connection.execute(
            "insert into landing.steward_decisions (left_record_key, right_record_key,"
            " decision_code, decided_by, decided_at, reason, evidence_key)"
            " values (%s, %s, %s, %s, %s, %s, %s) on conflict do nothing",
            [getattr(each, column) for column in _COLUMNS],
        ).rowcount
    return added
