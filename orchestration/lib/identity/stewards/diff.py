"""What publishing what identity now finds would change about people: merges, splits, the rest.

The proposal is `identity.components`, what is published is the ledger of person ids. A change
beyond the limits of `seeds/registry/identity_limits.csv` is held until a steward approves exactly
that change: the ledger refuses it otherwise (`macros/identity/assert_change_is_allowed.sql`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

import psycopg

from orchestration.lib.build import run
from orchestration.lib.errors import KithError
from orchestration.lib.warehouse import connect, lease

_SHORTEST_KEY = 8
_TOLD_KEY = 12
_TOLD_REASONS = 8
_WAIT_FOR_ANOTHER_RUN = 600.0

_VERDICT = """
    select person_count, merged_count, split_count, verdicts.changes_key,
        approvals.changes_key is not null, is_allowed or approvals.changes_key is not null
    from identity.change_verdicts as verdicts
    left join (select distinct changes_key from landing.change_approvals) as approvals
        using (changes_key)
"""
# Until the ledger takes a change, each record's id in it is the one that the change is told of.
_IS_PUBLISHED = """
    select exists (
        select from (
            select distinct on (record_key) record_key, ledger.person_id, told.person_id as before
            from identity.proposed_changes as told
            inner join identity.person_id_history as ledger using (record_key)
            order by record_key, run_number desc
        ) as newest
        where person_id <> before
    )
"""
_COUNTS = """
    with ledger as (
        select distinct on (record_key) record_key, person_id
        from identity.person_id_history order by record_key, run_number desc
    ),
    met as (
        select ledger.person_id, components.cluster_key
        from identity.components full join ledger using (record_key)
    ),
    people as (
        select bool_or(cluster_key is not null) as is_here
        from met where person_id is not null group by person_id
    ),
    clusters as (
        select bool_and(person_id is null) as is_new
        from met where cluster_key is not null group by cluster_key
    )
    select (select count(*) from people where is_here),
        (select count(*) from clusters where is_new),
        (select count(*) from people where not is_here)
"""
_REASONS = """
    with concerned as (
        select distinct on (record_key) record_key, components.cluster_key, ledger.person_id
        from identity.components
        inner join (select distinct cluster_key from identity.proposed_changes) as changes
            using (cluster_key)
        inner join identity.person_id_history as ledger using (record_key)
        order by record_key, run_number desc
    )
    select one.cluster_key, one.person_id, other.person_id, rules.meaning, rules.rule_id,
        links.is_accepted, assertions.is_negative, links.rule_against_id is not null
    from identity.candidate_links as links
    inner join concerned as one on links.left_record_key = one.record_key
    inner join concerned as other on links.right_record_key = other.record_key
    inner join identity.assertions
        on links.left_record_key = assertions.left_record_key
        and links.right_record_key = assertions.right_record_key
    inner join registry.identity_rules as rules on assertions.rule_id = rules.rule_id
    where (one.person_id = other.person_id) <> (one.cluster_key = other.cluster_key)
"""


class NothingProposed(KithError):
    """Identity has not been resolved yet; the message says what to do."""


class NotThisChange(KithError):
    """What was to be approved is not the change that waits; the message says which does."""


@dataclass(frozen=True)
class Verdict:
    """How much would change, and whether it may. ``changes_key``: None where nobody changes."""

    person_count: int
    merged_count: int
    split_count: int
    changes_key: str | None
    is_approved: bool
    is_allowed: bool

    def told(self) -> str:
        """One sentence."""
        if self.changes_key is None:
            return "It would merge and split nobody."
        what = f"It would merge {self.merged_count:,} and split {self.split_count:,} of " + (
            f"{self.person_count:,} people"
        )
        if self.is_approved:
            return f"{what}, and that is approved."
        if self.is_allowed:
            return f"{what}, which is within the limits."
        return (
            f"{what}, which is beyond the limits: HELD. Person ids and marts stay as they are "
            f"until: ./kith identity approve {self.changes_key[:_TOLD_KEY]} --because '…'"
        )


@dataclass(frozen=True)
class Part:
    """Some records of a published person id: how many, and one of them."""

    person_id: str
    record_count: int
    record_key: str


@dataclass(frozen=True)
class Example:
    """Published ids that would meet in one person, or the parts one id would fall into."""

    parts: tuple[Part, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Diff:
    """Everything that publishing would change.

    ``left_count``: published people that stay as they are. ``new_count``: people of new records
    only. ``gone_count``: published people none of whose records is there any more.
    ``merge_reasons``, ``split_reasons``: how many merges and splits each reason has a part in.
    """

    verdict: Verdict
    published_count: int
    left_count: int
    new_count: int
    gone_count: int
    merge_reasons: dict[str, int]
    split_reasons: dict[str, int]
    merges: tuple[Example, ...]
    splits: tuple[Example, ...]

    def figures(self) -> dict[str, Any]:
        """The same as plain data, for JSON."""
        return asdict(self)

    def told(self) -> str:
        """The same in plain words."""
        lines = [
            f"Published: {self.published_count:,} people. {self.verdict.told()}",
            f"  {self.left_count:,} stay as they are, {self.new_count:,} are new, "
            f"{self.gone_count:,} have no record left.",
        ]
        for title, reasons, examples in (
            ("Merges", self.merge_reasons, self.merges),
            ("Splits", self.split_reasons, self.splits),
        ):
            if not examples:
                continue
            lines.append(title)
            told_reasons = list(reasons.items())[:_TOLD_REASONS]
            lines += [f"  {count:>7,}  {reason}" for reason, count in told_reasons]
            if more := len(reasons) - len(told_reasons):
                lines.append(f"           and {more} more reasons")
            for example in examples:
                told = ", ".join(_told(part) for part in example.parts)
                lines += [f"  e.g. {told}", *(f"         {why}" for why in example.reasons[:3])]
        return "\n".join(lines)


def propose() -> None:
    """Resolve identity again with rules, decisions and canon as they are; publish nothing.

    Raises ``BuildFailed``, and ``LeaseHeld`` where another run keeps building.
    """
    with lease.hold(lease.own_token(), "kith identity diff", _WAIT_FOR_ANOTHER_RUN):
        problems = run.propose_people()
    if problems:
        raise run.BuildFailed("; ".join(problems))


def verdict() -> Verdict:
    """How much publishing would change, and whether it may. Raises ``NothingProposed``."""
    with connect("kith_steward") as connection:
        return _verdict(connection)


def held() -> str | None:
    """The sentence that tells of a change that waits for approval; None where none does."""
    try:
        found = verdict()
    except NothingProposed:
        return None
    return None if found.is_allowed else found.told()


def read(examples: int = 5) -> Diff:
    """The whole difference, with so many examples of merges and splits, the largest first.

    Raises ``NothingProposed``.
    """
    with connect("kith_steward") as connection:
        found = _verdict(connection)
        published, new, gone = _counts(connection)
        changes = [] if found.changes_key is None else connection.execute(
            "select person_id, cluster_key, record_key, record_count, is_merged, is_split"
            " from identity.proposed_changes"
        ).fetchall()
        merges: dict[str, list[Part]] = {}
        splits: dict[str, list[Part]] = {}
        for person, cluster, record, count, is_merged, is_split in changes:
            part = Part(person, count, record)
            if is_merged:
                merges.setdefault(cluster, []).append(part)
            if is_split:
                splits.setdefault(person, []).append(part)
        why_merged, why_split = _reasons(connection) if changes else ({}, {})
    changed = {person for person, *_ in changes}
    return Diff(
        verdict=found,
        published_count=published,
        left_count=published - len(changed),
        new_count=new,
        gone_count=gone,
        merge_reasons=_counted(merges, why_merged),
        split_reasons=_counted(splits, why_split),
        merges=_largest(merges, why_merged, examples),
        splits=_largest(splits, why_split, examples),
    )


def approve(key: str, by: str, reason: str) -> Verdict:
    """Allow the change that waits, named by (the beginning of) its key, and no other.

    Raises ``NotThisChange``, ``NothingProposed``.
    """
    with connect("kith_steward") as connection:
        found = _verdict(connection)
        if found.changes_key is None or found.is_allowed:
            raise NotThisChange("No change waits for approval. See: ./kith identity diff")
        if len(key) < _SHORTEST_KEY or not found.changes_key.startswith(key):
            raise NotThisChange(
                f"The change that waits is {found.changes_key[:_TOLD_KEY]}, not the one named. "
                "Look at it again: ./kith identity diff"
            )
        if not by.strip() or not reason.strip():
            raise NotThisChange("An approval needs who gives it and a reason.")
        connection.execute(
            "insert into landing.change_approvals (changes_key, approved_by, reason, merged_count,"
            " split_count) values (%s, %s, %s, %s, %s)",
            [found.changes_key, by.strip(), reason.strip(), found.merged_count, found.split_count],
        )
    return found


def _verdict(connection: psycopg.Connection[Any]) -> Verdict:
    try:
        row = connection.execute(_VERDICT).fetchone()
    except psycopg.errors.UndefinedTable:
        row = None
    if row is None:
        raise NothingProposed("Identity was never resolved here. Do it with: ./kith build")
    found = Verdict(*row)
    if found.changes_key and connection.execute(_IS_PUBLISHED).fetchone() == (True,):
        return Verdict(found.person_count, 0, 0, None, is_approved=False, is_allowed=True)
    return found


def _counts(connection: psycopg.Connection[Any]) -> tuple[int, int, int]:
    """Published people, people of new records only, and published ones without a record left."""
    try:
        row = connection.execute(_COUNTS).fetchone()
    except psycopg.errors.UndefinedTable:
        row = None
    if row is None:
        raise NothingProposed("Nobody is published yet: the first ./kith build publishes all.")
    return row[0], row[1], row[2]


Reasons = dict[str, set[str]]


def _reasons(connection: psycopg.Connection[Any]) -> tuple[Reasons, Reasons]:
    """Why clusters are merged, by cluster; and why ids are split, by id."""
    merged: Reasons = {}
    split: Reasons = {}
    rows = connection.execute(_REASONS)
    for cluster, person, other_person, meaning, rule, is_accepted, is_negative, is_refused in rows:
        said = f"{meaning} ({rule})"
        if person != other_person:
            if is_accepted and not is_negative:
                merged.setdefault(cluster, set()).add(said)
        elif is_negative:
            split.setdefault(person, set()).add(said)
        elif is_accepted:
            split.setdefault(person, set()).add("A conflict elsewhere among the records")
        elif not is_refused:
            split.setdefault(person, set()).add(f"Only support is left: {said}")
    return merged, split


def _counted(changes: dict[str, list[Part]], reasons: Reasons) -> dict[str, int]:
    found = Counter(why for key in changes for why in reasons.get(key, _UNKNOWN))
    return dict(found.most_common())


_UNKNOWN = {"Nothing links them directly"}


def _largest(
    changes: dict[str, list[Part]], reasons: Reasons, examples: int
) -> tuple[Example, ...]:
    found = sorted(changes.items(), key=lambda x: (-sum(p.record_count for p in x[1]), x[0]))
    return tuple(
        Example(
            tuple(sorted(parts, key=lambda part: (-part.record_count, part.record_key))),
            tuple(sorted(reasons.get(key, _UNKNOWN))),
        )
        for key, parts in found[:examples]
    )


def _told(part: Part) -> str:
    records = "1 record" if part.record_count == 1 else f"{part.record_count} records"
    return f"{part.person_id} ({records}, as {part.record_key})"
