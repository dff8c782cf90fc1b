"""What identity knows of a person or record: its records, links, contradictions and its id's story.

Reads only the rows of the people asked about, by index: as quick with a million records.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import psycopg

from orchestration.lib.errors import KithError
from orchestration.lib.identity.reasons.graph import Link

_EVENTS = {
    "born": "minted",
    "merged": "merged into",
    "split": "split off",
    "records_moved": "gave records to",
}


class UnknownPerson(KithError):
    """No such person id or record; the message says where to find one."""


@dataclass(frozen=True)
class Subject:
    """What was asked about: a published person, and the record where one was named."""

    named: str
    person_id: str
    records: tuple[str, ...]
    record: str | None

    @property
    def short(self) -> str:
        """The record with its person, or the person."""
        return f"{self.record} ({self.person_id})" if self.record else self.person_id


def subject_of(connection: psycopg.Connection[Any], named: str) -> Subject:
    """The person of an id, retired or not, or of a record's key. Raises ``UnknownPerson``."""
    try:
        found = connection.execute(
            "select current_person_id, null from identity.person_ids where person_id = %(named)s"
            " union all"
            " select person_id, record_key from identity.record_persons"
            " where record_key = %(named)s",
            {"named": named},
        ).fetchone()
    except psycopg.errors.UndefinedTable:
        raise UnknownPerson("Nobody was ever resolved here. Build: ./kith build") from None
    if found is None:
        raise UnknownPerson(
            "No such person id was ever minted here, and no person record has that key. "
            "marts.people lists ids; a key is source_id/record_type/record_id, as in ./kith review."
        )
    rows = connection.execute(
        "select record_key from identity.record_persons where person_id = %s order by 1", found[:1]
    ).fetchall()
    return Subject(named, found[0], tuple(row[0] for row in rows), found[1])


def links_of(connection: psycopg.Connection[Any], subjects: Iterable[Subject]) -> list[Link]:
    """The links within these people, and those refused that have an end in them."""
    records = sorted({record for each in subjects for record in each.records})
    rows = connection.execute(
        """
        select left_record_key, right_record_key, weight, is_binding, null as reason_code
        from identity.links where left_record_key = any(%(records)s)
        union all
        select left_record_key, right_record_key, weight, false, reason_code
        from identity.refused_links where left_record_key = any(%(records)s)
        union
        select left_record_key, right_record_key, weight, false, reason_code
        from identity.refused_links where right_record_key = any(%(records)s)
        order by 5 nulls first, 3 desc, 1, 2
        """,
        {"records": records},
    )
    return [Link(*row) for row in rows]


def people_of(
    connection: psycopg.Connection[Any], subjects: Iterable[Subject], links: Iterable[Link]
) -> dict[str, str]:
    """The published person of each record that is told of."""
    found = {record: each.person_id for each in subjects for record in each.records}
    others = {record for link in links for record in link.pair} - found.keys()
    if others:
        found |= dict(
            connection.execute(
                "select record_key, person_id from identity.record_persons"
                " where record_key = any(%s)",
                [sorted(others)],
            ).fetchall()
        )
    return {record: found.get(record, "nobody yet") for record in sorted(found.keys() | others)}


def rivals_of(
    connection: psycopg.Connection[Any], one: Subject, other: Subject
) -> list[tuple[str, str]]:
    """Of what a person has only one, what the two tell differently: kind and meaning."""
    sides = [[each.record] if each.record else list(each.records) for each in (one, other)]
    if found := _rival_claims(connection, sides):
        return found
    if one.person_id == other.person_id:
        return []
    whole = _rival_claims(connection, [list(each.records) for each in (one, other)])
    return [(kind, f"Among their other records: {meaning.lower()}") for kind, meaning in whole]


def _rival_claims(
    connection: psycopg.Connection[Any], sides: list[list[str]]
) -> list[tuple[str, str]]:
    rows = connection.execute(
        """
        with rivals as (
            select split_part(one.claim_type, ':', 1) as kind
            from identity.proven_claims as one
            inner join identity.proven_claims as other using (claim_type)
            where one.record_key = any(%s) and other.record_key = any(%s)
            group by one.claim_type
            having not bool_or(one.claim_key = other.claim_key)
        )
        select distinct kind, coalesce(rules.meaning, 'A steward said that they are not one person')
        from rivals
        left join registry.identity_rules as rules
            on kind = rules.match_type and rules.is_negative
        order by 1
        """,
        sides,
    )
    return [(row[0], row[1]) for row in rows]


def events_of(connection: psycopg.Connection[Any], person_id: str) -> list[str]:
    """What happened to a person id, the oldest first, a line each."""
    rows = connection.execute(
        """
        select happened_at::date, event_type, other_person_id, record_count
        from identity.person_id_events where person_id = %s
        order by run_number, event_type, other_person_id
        """,
        [person_id],
    )
    return [
        f"{day} {_EVENTS[str(kind)]}"
        + (f" {other} ({counted(int(str(count)), 'record')})" if other else "")
        for day, kind, other, count in rows
    ]


def counted(number: int, noun: str) -> str:
    """A number and its noun: 1 record, 2 records."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
