"""What hangs on a decision about people: how many interactions each of their records brings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg import sql

# What a timeline row was told from, and the columns that name the person record it is about.
_PERSON = ("person_record_type", "person_record_id")
_FACTS = {
    "actions": _PERSON, "attendances": _PERSON, "contact_attempts": _PERSON,
    "donations": _PERSON, "messages": _PERSON, "survey_responses": _PERSON,
    "events": ("host_record_type", "host_record_id"),
}  # fmt: skip
_OF_ONE_SHAPE = sql.SQL("""
    select source_id, {} as person_record_type, {} as person_record_id from {}
    where (source_id, record_type, record_id) = (told.source_id, told.record_type, told.record_id)
""")
# The timeline's rows are found again in canon, where each names the person record it is about.
_INTERACTIONS = sql.SQL("""
    with told as (
        select source_id, record_type, record_id
        from marts.interactions where person_id = any(%(people)s)
    )
    select facts.source_id || '/' || facts.person_record_type || '/' || facts.person_record_id,
        count(*)
    from told
    inner join lateral ({}) as facts on true
    group by 1
""").format(
    sql.SQL(" union all ").join(
        _OF_ONE_SHAPE.format(*map(sql.Identifier, person), sql.Identifier("canon", shape))
        for shape, person in _FACTS.items()
    )
)


def of_records(connection: psycopg.Connection[Any], people: Iterable[str]) -> dict[str, int]:
    """How many interactions each record of these published people brings; those with any."""
    rows = connection.execute(_INTERACTIONS, {"people": sorted(set(people))})
    return {record: int(count) for record, count in rows}
