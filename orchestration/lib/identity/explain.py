"""Why a person's records are held to be one person's: each link and the evidence behind it.

Only kinds, rules and hashes are told; never what the records share.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from orchestration.lib.errors import KithError
from orchestration.lib.warehouse import connect


class UnknownPerson(KithError):
    """No such person id was ever minted."""


@dataclass(frozen=True)
class Evidence:
    """One assertion: what rule says, how much it weighs, and the hash of what the records share."""

    rule_id: str
    rule_version: int
    weight: int
    agent: str
    value_hash: str
    meaning: str


@dataclass(frozen=True)
class Link:
    """Two records that are linked (``refused_because`` is None), or were kept apart, and why."""

    left: str
    right: str
    weight: int
    refused_because: str | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Explanation:
    """A person id, the id that counts now, its records, its links, and what happened to it."""

    person_id: str
    current_person_id: str
    records: tuple[str, ...]
    links: tuple[Link, ...]
    events: tuple[str, ...]

    def told(self) -> str:
        """The explanation in plain words."""
        lines = [f"{self.person_id}: {_counted(len(self.records), 'record')}"]
        if self.current_person_id != self.person_id:
            lines[0] = f"{self.person_id} was merged; it is {self.current_person_id} now, with " + (
                _counted(len(self.records), "record")
            )
        lines += [f"  {record}" for record in self.records]
        lines += _told_links("Held together by", [x for x in self.links if not x.refused_because])
        lines += _told_links("Kept apart from", [x for x in self.links if x.refused_because])
        if self.events:
            lines += ["What happened to the id", *(f"  {event}" for event in self.events)]
        return "\n".join(lines)


def explain(person_id: str) -> Explanation:
    """The links and events of a person id, retired ones included.

    Raises ``UnknownPerson`` where no such id was ever minted.
    """
    with connect("kith_steward") as connection:
        found = connection.execute(
            "select current_person_id from identity.person_ids where person_id = %s", [person_id]
        ).fetchone()
        if found is None:
            raise UnknownPerson(
                "No such person id was ever minted here. marts.people lists those that are."
            )
        rows = connection.execute(
            "select record_key from identity.record_persons where person_id = %s order by 1", found
        ).fetchall()
        records = [row[0] for row in rows]
        return Explanation(
            person_id=person_id,
            current_person_id=found[0],
            records=tuple(records),
            links=tuple(_links(connection, records)),
            events=tuple(_events(connection, person_id)),
        )


def told(person_id: str) -> str:
    """``explain(person_id)`` in plain words."""
    return explain(person_id).told()


def _links(connection: psycopg.Connection[tuple[object, ...]], records: list[str]) -> list[Link]:
    pairs = connection.execute(
        """
        select left_record_key, right_record_key, weight, null as reason_code
        from identity.links where left_record_key = any(%(records)s)
        union all
        select left_record_key, right_record_key, weight, reason_code
        from identity.refused_links
        where left_record_key = any(%(records)s) or right_record_key = any(%(records)s)
        order by 4 nulls first, 3 desc, 1, 2
        """,
        {"records": records},
    ).fetchall()
    evidence: dict[tuple[object, object], list[Evidence]] = {}
    for left, right, *said in connection.execute(
        """
        select
            left_record_key, right_record_key, rule_id, assertions.rule_version,
            assertions.weight, agent_code, value_key, meaning
        from identity.assertions
        inner join registry.identity_rules using (rule_id)
        where left_record_key = any(%(records)s) or right_record_key = any(%(records)s)
        order by assertions.weight desc, rule_id, value_key
        """,
        {"records": records},
    ):
        evidence.setdefault((left, right), []).append(Evidence(*said))  # type: ignore[arg-type]
    return [
        Link(left, right, weight, reason, tuple(evidence.get((left, right), ())))  # type: ignore[arg-type]
        for left, right, weight, reason in pairs
    ]


def _events(connection: psycopg.Connection[tuple[object, ...]], person_id: str) -> list[str]:
    rows = connection.execute(
        """
        select happened_at::date, event_type, other_person_id, record_count
        from identity.person_id_events where person_id = %s
        order by run_number, event_type, other_person_id
        """,
        [person_id],
    )
    words = {
        "born": "minted",
        "merged": "merged into",
        "split": "split off",
        "records_moved": "gave records to",
    }
    return [
        f"{day} {words[str(kind)]}"
        + (f" {other} ({_counted(int(str(count)), 'record')})" if other else "")
        for day, kind, other, count in rows
    ]


def _told_links(heading: str, links: list[Link]) -> list[str]:
    lines = [heading] if links else []
    for link in links:
        because = f", refused: {link.refused_because}" if link.refused_because else ""
        lines.append(f"  {link.left} — {link.right} (weight {link.weight}{because})")
        lines += [
            f"    {said.meaning} ({said.rule_id} v{said.rule_version}, {said.weight:+d}"
            f", by {said.agent}, value {said.value_hash[:8]})"
            for said in link.evidence
        ]
    return lines


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
