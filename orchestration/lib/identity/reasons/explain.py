"""Why records are, or are not, one person's: in plain words, and as a picture.

Only kinds, rules and record keys are told, and a letter for each value that records share; never
what the records say, nor a hash of it.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

from orchestration.lib.identity.reasons import evidence, picture
from orchestration.lib.identity.reasons.evidence import Evidence, Pair
from orchestration.lib.identity.reasons.graph import Link, chain, nearest
from orchestration.lib.identity.reasons.letters import Letters
from orchestration.lib.identity.reasons.picture import Picture
from orchestration.lib.identity.reasons.subjects import (
    Subject,
    UnknownPerson,
    counted,
    events_of,
    links_of,
    people_of,
    rivals_of,
    subject_of,
)
from orchestration.lib.warehouse import connect

__all__ = ["Comparison", "Explanation", "Subject", "UnknownPerson", "compare", "explain", "told"]

MOST_IN_A_PICTURE = 24
_TOLD = 40
# What would have to change before two records that contradict each other could be one person's.
_MENDED_BY = {
    "birth_date_claim": "one of the birth dates corrected in its tool",
    "name_suffix_claim": "one of the suffixes corrected in its tool",
    "identifier_claim": "one of the two ids withdrawn, or the two merged, in its tool",
    "firewall_claim": "a grant in seeds/registry/firewall_grants.csv",
}


@dataclass(frozen=True)
class Explanation:
    """One person: its records, the links among them, the refused ones, and its id's story."""

    subject: Subject
    links: tuple[Link, ...]
    people: dict[str, str]
    evidence: dict[Pair, tuple[Evidence, ...]]
    events: tuple[str, ...]

    def told(self) -> str:
        """The explanation in plain words."""
        subject, values = self.subject, Letters()
        count = counted(len(subject.records), "record")
        lines = [f"{subject.person_id}: {count}"]
        if subject.record:
            lines = [f"{subject.record} is one of {count} of {subject.person_id}"]
        elif subject.named != subject.person_id:
            lines = [f"{subject.named} was merged; it is {subject.person_id} now, with {count}"]
        lines += [f"  {record}" for record in subject.records[:_TOLD]]
        if (more := len(subject.records) - _TOLD) > 0:
            lines.append(f"  and {more:,} more")
        held = [link for link in self.links if not link.refused_because]
        refused = [link for link in self.links if link.refused_because]
        lines += self._links("Held together by", held, values)
        lines += self._links("Kept apart from", refused, values)
        if self.events:
            lines += ["What happened to the id", *(f"  {event}" for event in self.events)]
        return "\n".join(lines)

    def _links(self, heading: str, links: Sequence[Link], values: Letters) -> list[str]:
        lines = [heading] if links else []
        for link in links[:_TOLD]:
            lines += _told_link(link, self.evidence.get(link.pair, ()), self.people, values)
        if len(links) > _TOLD:
            lines.append(f"  and {len(links) - _TOLD:,} more")
        return lines

    def picture(self) -> Picture:
        """The evidence graph; of a large one, the records nearest to the best linked."""
        if self.subject.record:
            start = self.subject.record
        else:
            degree = dict.fromkeys(self.subject.records, 0)
            for link in self.links:
                for record in link.pair:
                    if record in degree:
                        degree[record] += 1
            start = max(degree, key=lambda record: (degree[record], record))
        shown = nearest(start, self.links, MOST_IN_A_PICTURE)
        return _drawn(shown, self.links, self.people, self.evidence, [start], [])


@dataclass(frozen=True)
class Comparison:
    """Two records, or people: whether they are one, by which way, and what speaks for and against.

    ``direct``: links, refused or not, between the two, strongest first. ``rivals``: what they say
    that contradicts, as (kind, meaning). ``needed``: what would make them one, in plain words.
    ``past``: what was said of the two records once and isn't now, with the day it ended.
    """

    one: Subject
    other: Subject
    way: tuple[Link, ...]
    direct: tuple[Link, ...]
    links: tuple[Link, ...]
    people: dict[str, str]
    evidence: dict[Pair, tuple[Evidence, ...]]
    rivals: tuple[tuple[str, str], ...]
    needed: tuple[str, ...]
    past: tuple[tuple[Evidence, date], ...]

    @property
    def is_one_person(self) -> bool:
        return self.one.person_id == self.other.person_id

    def told(self) -> str:
        """The comparison in plain words."""
        one, other = self.one.record or self.one.named, self.other.record or self.other.named
        values = Letters()
        if self.is_one_person:
            lines = [f"{one} and {other} are one person, {self.one.person_id}."]
            if self.way:
                steps = counted(len(self.way), "link")
                lines.append(f"The shortest way from one to the other, {steps}:")
                lines += self._links(self.way, values)
            elif self.one.record and self.one.record == self.other.record:
                lines.append("They are one record.")
        else:
            lines = [f"{self.one.short} and {self.other.short} are two people."]
            lines.append("What speaks for one person" + ("" if self.direct else ": nothing known"))
            lines += self._links(self.direct[:_TOLD], values)
        if self.rivals:
            lines.append("What speaks against it")
            lines += [f"  {meaning}" for _, meaning in self.rivals]
        if self.past:
            lines.append("What was said once")
            lines += [f"  until {day}: {each.told(values)}" for each, day in self.past[:_TOLD]]
        lines.append("To part them" if self.is_one_person else "What would be needed")
        lines += [f"  {each}" for each in self.needed]
        return "\n".join(lines)

    def _links(self, links: Iterable[Link], values: Letters) -> list[str]:
        lines: list[str] = []
        for link in links:
            lines += _told_link(link, self.evidence.get(link.pair, ()), self.people, values)
        return lines

    def picture(self, size: tuple[int, int] = (picture.WIDTH, picture.HEIGHT)) -> Picture:
        """Both and what is between them; of large people, the shortest way."""
        asked = [record for record in (self.one.record, self.other.record) if record]
        shown = list(dict.fromkeys([*asked, *(r for link in self.way for r in link.pair)]))
        for link in self.direct:
            shown += [record for record in link.pair if record not in shown]
        for start in [*shown] or [self.one.records[0], self.other.records[0]]:
            for record in nearest(start, self.links, MOST_IN_A_PICTURE):
                if record not in shown and len(shown) < MOST_IN_A_PICTURE:
                    shown.append(record)
        return _drawn(shown[:MOST_IN_A_PICTURE], self.links, self.people, self.evidence, asked,
                      self.way, size)


def explain(named: str) -> Explanation:
    """Why the records of a person (an id, retired or not, or one of its records) are one's.

    Raises ``UnknownPerson``.
    """
    with connect("kith_steward") as connection:
        return explanation(connection, named)


def explanation(connection: psycopg.Connection[Any], named: str) -> Explanation:
    """``explain`` on an open connection."""
    subject = subject_of(connection, named)
    links = links_of(connection, [subject])
    return Explanation(
        subject=subject,
        links=tuple(links),
        people=people_of(connection, [subject], links),
        evidence=evidence.of_pairs(connection, [link.pair for link in links]),
        events=tuple(events_of(connection, subject.person_id)),
    )


def compare(one: str, other: str) -> Comparison:
    """Why two records or people are, or are not, one person. Raises ``UnknownPerson``."""
    with connect("kith_steward") as connection:
        return comparison(connection, one, other)


def comparison(connection: psycopg.Connection[Any], one: str, other: str) -> Comparison:
    """``compare`` on an open connection."""
    subjects = subject_of(connection, one), subject_of(connection, other)
    links = links_of(connection, subjects)
    held = [link for link in links if not link.refused_because]
    sides = [{each.record} if each.record else set(each.records) for each in subjects]
    is_one = subjects[0].person_id == subjects[1].person_id
    direct = [
        link for link in links
        if any({link.left} <= left and {link.right} <= right
               for left, right in (sides, sides[::-1]))
    ]
    if not is_one and not direct:
        # Nothing between the two records named: what is between the people, then.
        whole = [set(each.records) for each in subjects]
        direct = [link for link in links if link.refused_because
                  and {link.left, link.right} & whole[0] and {link.left, link.right} & whole[1]]
    direct.sort(key=lambda link: (-link.weight, link.pair))
    way = []
    if is_one and all(each.record for each in subjects):
        way = chain(str(subjects[0].record), str(subjects[1].record), held) or []
    asked = sorted(str(each.record) for each in subjects if each.record)
    pairs = {link.pair for link in links} | ({(asked[0], asked[1])} if len(asked) == 2 else set())
    said = evidence.of_pairs(connection, pairs)
    rivals = rivals_of(connection, *subjects)
    return Comparison(
        one=subjects[0], other=subjects[1], way=tuple(way), direct=tuple(direct),
        links=tuple(links), people=people_of(connection, subjects, links), evidence=said,
        rivals=tuple(rivals),
        needed=tuple(_to_part(subjects) if is_one
                     else _to_join(connection, subjects, direct, said, rivals)),
        past=evidence.ended(connection, (subjects[0].record, subjects[1].record))
        if subjects[0].record and subjects[1].record else (),
    )


def told(named: str) -> str:
    """``explain(named)`` in plain words."""
    return explain(named).told()


def _to_part(subjects: Sequence[Subject]) -> list[str]:
    one, other = (each.record or each.named for each in subjects)
    return [f"A steward's no about two of its records: {_decide(one, other, 'no')}"]


def _decide(one: str, other: str, decision: str) -> str:
    """The command as a shell takes it: a tool's ids may hold spaces and more."""
    keys = f"{shlex.quote(one)} {shlex.quote(other)}"
    return f"./kith review decide {keys} {decision} --because '...'"


def _to_join(
    connection: psycopg.Connection[Any],
    subjects: Sequence[Subject],
    direct: Sequence[Link],
    said: dict[Pair, tuple[Evidence, ...]],
    rivals: Sequence[tuple[str, str]],
) -> list[str]:
    row = connection.execute(
        "select limit_value from registry.identity_limits where limit_id = 'accept_weight'"
    ).fetchone()
    accepted = int(row[0]) if row else 0
    best = direct[0] if direct else None
    weight = best.weight if best else 0
    needed = [_MENDED_BY[kind] for kind, _ in rivals if kind in _MENDED_BY]
    if weight < accepted:
        kinds = {each.kind for each in said.get(best.pair, ())} if best else set()
        examples = connection.execute(
            """
            select meaning, weight from registry.identity_rules
            where not is_negative and agreement_code = 'same_name' and weight >= %s
                and kind_name <> all(%s)
            order by weight, rule_id limit 3
            """,
            [accepted - weight, sorted(kinds)],
        ).fetchall()
        told_examples = "; ".join(f"{meaning} ({more:+d})" for meaning, more in examples)
        needed.append(
            f"Evidence of weight {accepted} in all; there is {weight}. "
            + (f"One of these would do: {told_examples}" if examples else "")
        )
    elif not rivals:
        needed.append("The contradiction among the other records of the two settled")
    if "firewall_claim" not in {kind for kind, _ in rivals}:
        one, other = (each.record or (each.records or (each.named,))[0] for each in subjects)
        or_ = "or " if needed else ""
        needed.append(f"{or_}a steward's yes: {_decide(one, other, 'yes')}")
    return needed


def _told_link(
    link: Link, said: Sequence[Evidence], people: dict[str, str], values: Letters
) -> list[str]:
    left, right = link.pair
    if link.refused_because and people.get(left) != people.get(right):
        left, right = (f"{record} ({people.get(record, 'nobody yet')})" for record in link.pair)
    because = f", refused: {link.refused_because}" if link.refused_because else ""
    # A rule that two values speak for, such as two spellings of one address, counts once.
    once = {each.rule_id: each for each in reversed(said)}
    return [f"  {left} — {right} (weight {link.weight}{because})",
            *(f"    {each.told(values)}" for each in said if once[each.rule_id] is each)]


def _drawn(
    records: Sequence[str],
    links: Sequence[Link],
    people: dict[str, str],
    said: dict[Pair, tuple[Evidence, ...]],
    asked: Sequence[str],
    way: Sequence[Link],
    size: tuple[int, int] = (picture.WIDTH, picture.HEIGHT),
) -> Picture:
    everyone = {record for link in links for record in link.pair} | set(records)
    note = "Solid: holds them together. Dashed: refused. A colour is a person."
    if left_out := len(everyone) - len(records):
        note = f"{len(records)} of {len(everyone)} records; {left_out} are further away. {note}"
    words = {pair: _in_short(told) for pair, told in said.items()}
    return picture.draw(records, links, people, words, asked, way, note, size)


def _in_short(said: Sequence[Evidence]) -> str:
    """The kinds of evidence for, and those against, as `email + phone, but birth date`."""
    kinds: dict[bool, dict[str, None]] = {False: {}, True: {}}
    for each in said:
        kind = each.kind.removesuffix("_claim").replace("_", " ")
        kinds[each.is_negative].setdefault(kind)
    against = ", but " + " and ".join(kinds[True]) if kinds[True] else ""
    return " + ".join(kinds[False]) + against
