"""What a steward can settle, by what hangs on it: doubtful links, and people who may be several.

The list holds record keys, kinds and counts, never what a record says.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from typing import IO, Any

import psycopg

from orchestration.lib.errors import KithError
from orchestration.lib.identity.reasons import evidence
from orchestration.lib.identity.reasons.evidence import Pair
from orchestration.lib.identity.reasons.graph import Link, reach
from orchestration.lib.identity.stewards import decisions, stakes
from orchestration.lib.warehouse import connect

KINDS = {
    "apart": "something links them, and they are kept apart",
    "conflict": "other records link them, and something they say forbids it",
    "bridge": "two groups of records that one weak link makes one person",
    "weak": "held together by little",
    "single": "held together by one kind of evidence",
}
# Only a steward's own no, or counsel's grant, settles these.
_NOT_OURS = ("steward_no", "two_firewall_sides")
# Links this much above the limit of acceptance are little; up to twice of it, they may still err.
_WEAK_ABOVE, _DOUBTFUL_ABOVE = 1, 4
_CANDIDATES = 2000


_ARE_MISSING = "select bool_or(to_regclass(name) is null) from unnest(%s::text[]) as name"


class NothingToReview(KithError):
    """Identity or the marts are not there; the message says what to do."""


@dataclass(frozen=True)
class Item:
    """Two records that somebody should look at, and what hangs on it.

    ``because``: why it is doubtful, in plain words. ``moving_records``, ``interactions``: what
    would go from one person to another if the steward decided against what stands.
    """

    kind: str
    left: str
    right: str
    weight: int
    because: str
    left_person: str
    right_person: str
    moving_records: int
    interactions: int

    @property
    def pair(self) -> Pair:
        return self.left, self.right

    def figures(self) -> dict[str, Any]:
        """The same as plain data, for JSON and CSV."""
        return asdict(self)


# To say how many there are, no more than this are looked for.
COUNTED = 1000


def items(limit: int = 20, kinds: Collection[str] = tuple(KINDS)) -> list[Item]:
    """What is worth a steward's look, the most interactions at stake first.

    What stewards settled is not there; what they were not sure of comes back when something new
    is said. Raises ``NothingToReview``.
    """
    if unknown := set(kinds) - set(KINDS):
        raise NothingToReview(f"No such kind: {sorted(unknown)[0]}. There are {', '.join(KINDS)}.")
    with connect("kith_steward") as connection:
        needed = ["identity.record_persons", "marts.interactions"]
        if connection.execute(_ARE_MISSING, [needed]).fetchone() == (True,):
            raise NothingToReview("There is nobody to review yet. Build: ./kith build")
        settled = _Settled(connection)
        found = list(_apart(connection, limit)) if {"apart", "conflict"} & set(kinds) else []
        if {"bridge", "weak", "single"} & set(kinds):
            found += _together(connection, limit)
        found = [item for item in found if item.kind in kinds]
        found.sort(key=lambda item: (-item.interactions, -item.moving_records, item.weight,
                                     item.pair))
        return settled.without(connection, found, limit)


def told(found: Sequence[Item], limit: int = 20) -> str:
    """The first ``limit`` of what was found in plain words, an item three lines, and how many."""
    if not found:
        return "Nothing waits for a steward."
    lines = []
    for item in found[:limit]:
        what = "are one person" if item.left_person == item.right_person else "are two people"
        lines += [
            f"{item.interactions:>6,} interactions  {item.kind}: {item.because} "
            f"(weight {item.weight}; they {what})",
            f"        {item.left}\n        {item.right}",
        ]
    if len(found) > limit:
        several = f"more than {COUNTED:,}" if len(found) > COUNTED else f"{len(found):,}"
        lines.append(f"These are {limit:,} of {several}; more with: ./kith review --limit NUMBER")
    lines.append("Show and decide: ./kith review --open")
    return "\n".join(lines)


def write_csv(found: Iterable[Item], stream: IO[str]) -> None:
    """The list as CSV, with a heading."""
    writer = csv.DictWriter(stream, [field.name for field in fields(Item)])
    writer.writeheader()
    writer.writerows(item.figures() for item in found)


class _Settled:
    """The pairs stewards have settled, as they stand now and not only as last built."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._now = decisions.newest(connection)
        rows = connection.execute(
            "select left_record_key, right_record_key from identity.latest_decisions"
        )
        self._built = {(row[0], row[1]) for row in rows}

    def without(
        self, connection: psycopg.Connection[Any], found: Iterable[Item], limit: int
    ) -> list[Item]:
        """The first ``limit`` items that wait for a steward, one for any two people."""
        kept: list[Item] = []
        seen: set[tuple[str, ...]] = set()
        for item in found:
            if len(kept) == limit:
                break
            # Two people are asked about once, and a person's weakest place first.
            people = (*sorted({item.left_person, item.right_person}),)
            if people in seen or self._is_settled(connection, item.pair):
                continue
            seen.add(people)
            kept.append(item)
        return kept

    def _is_settled(self, connection: psycopg.Connection[Any], pair: Pair) -> bool:
        if (decided := self._now.get(pair)) is None:
            return pair in self._built
        if decided.decision_code != decisions.NOT_SURE or decided.evidence_key is None:
            return True
        said = evidence.of_pairs(connection, [pair])[pair]
        return decided.evidence_key == evidence.key_of(said)


def _apart(connection: psycopg.Connection[Any], limit: int) -> Iterable[Item]:
    """Refused links between published people: what would move if they were one."""
    rows = connection.execute(
        """
        with interactions as (
            select person_id, count(*) as interaction_count
            from marts.interactions group by person_id
        )
        select
            refused.left_record_key, refused.right_record_key, refused.weight, reason_code,
            coalesce(rules.meaning, ''), is_same_component, one.person_id, other.person_id,
            one_id.record_count, other_id.record_count,
            coalesce(one_all.interaction_count, 0), coalesce(other_all.interaction_count, 0)
        from identity.refused_links as refused
        inner join identity.record_persons as one on refused.left_record_key = one.record_key
        inner join identity.record_persons as other on refused.right_record_key = other.record_key
        inner join identity.person_ids as one_id on one.person_id = one_id.person_id
        inner join identity.person_ids as other_id on other.person_id = other_id.person_id
        left join interactions as one_all on one.person_id = one_all.person_id
        left join interactions as other_all on other.person_id = other_all.person_id
        left join registry.identity_rules as rules on refused.reason_code = rules.rule_id
        where one.person_id <> other.person_id and reason_code <> all(%s)
        order by least(
            coalesce(one_all.interaction_count, 0), coalesce(other_all.interaction_count, 0)
        ) desc, refused.weight desc
        limit %s
        """,
        [list(_NOT_OURS), max(limit, _CANDIDATES)],
    )
    for left, right, weight, reason, meaning, is_same, one, other, *counts in rows:
        records, interactions = min(zip(counts[:2], counts[2:], strict=True))
        is_conflict = reason == "conflict_in_component" or (is_same and reason != "too_weak")
        yield Item(
            "conflict" if is_conflict else "apart", left, right, weight,
            _WHY_APART.get(reason, meaning or reason), one, other, records, interactions,
        )


_WHY_APART = {
    "too_weak": "What speaks for it is too little",
    "conflict_in_component": "Other records of the two contradict each other",
}


def _together(connection: psycopg.Connection[Any], limit: int) -> list[Item]:
    """Accepted links that say little and that a person would fall apart without."""
    accepted = connection.execute(
        "select limit_value from registry.identity_limits where limit_id = 'accept_weight'"
    ).fetchone()
    accept_weight = int(accepted[0]) if accepted else 0
    rows = connection.execute(
        """
        with interactions as (
            select person_id, count(*) as interaction_count
            from marts.interactions group by person_id
        )
        select links.left_record_key, links.right_record_key, links.weight, one.person_id
        from identity.links
        inner join identity.record_persons as one on links.left_record_key = one.record_key
        inner join identity.record_persons as other on links.right_record_key = other.record_key
        left join interactions on one.person_id = interactions.person_id
        where links.weight <= %s and not links.is_binding and one.person_id = other.person_id
        order by coalesce(interaction_count, 0) desc, links.weight
        limit %s
        """,
        [accept_weight + _DOUBTFUL_ABOVE, max(limit, _CANDIDATES)],
    ).fetchall()
    people = {row[3] for row in rows}
    doubtful = {(row[0], row[1]): row[3] for row in rows}
    links = links_of_people(connection, people)
    said = evidence.of_pairs(connection, doubtful)
    brings = stakes.of_records(connection, people)
    found = []
    for pair, person in doubtful.items():
        link = next(link for link in links[person] if link.pair == pair)
        left, right = reach(link.left, links[person], link), reach(link.right, links[person], link)
        if link.right in left:
            continue  # Others hold them together as well: nothing would move.
        moving = min(left, right, key=lambda part: (len(part), _sum(brings, part), min(part)))
        kinds = {each.kind for each in said[pair] if not each.is_negative}
        if min(len(left), len(right)) > 1:
            kind, why = "bridge", f"It alone joins {len(left)} records and {len(right)}"
        elif link.weight <= accept_weight + _WEAK_ABOVE:
            kind, why = "weak", "What speaks for it is just enough"
        elif len(kinds) == 1:
            kind, why = "single", f"Only one kind of evidence: {kinds.pop().replace('_', ' ')}"
        else:
            continue
        found.append(
            Item(kind, link.left, link.right, link.weight, why, person, person, len(moving),
                 _sum(brings, moving))
        )
    return found


def links_of_people(
    connection: psycopg.Connection[Any], people: Iterable[str]
) -> dict[str, list[Link]]:
    """The links within each of these published people."""
    wanted = sorted(set(people))
    found: dict[str, list[Link]] = {person: [] for person in wanted}
    rows = connection.execute(
        """
        select one.person_id, left_record_key, right_record_key, weight, is_binding
        from identity.record_persons as one
        inner join identity.links on one.record_key = links.left_record_key
        inner join identity.record_persons as other on links.right_record_key = other.record_key
        where one.person_id = any(%s) and one.person_id = other.person_id
        order by weight desc, left_record_key, right_record_key
        """,
        [wanted],
    )
    for person, *link in rows:
        found[person].append(Link(*link))
    return found


def _sum(brings: dict[str, int], records: Iterable[str]) -> int:
    return sum(brings.get(record, 0) for record in records)
