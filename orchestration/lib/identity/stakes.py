"""What hangs on a decision about people: how many interactions each of their records brings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg

# The timeline's rows are found again in canon, where each names the person record it is about.
_INTERACTIONS = """
    with told as (
        select source_id, record_type, record_id
        from marts.interactions where person_id = any(%(people)s)
    )
    select facts.source_id || '/' || facts.person_record_type || '/' || facts.person_record_id,
        count(*)
    from told
    inner join lateral (
        select source_id, person_record_type, person_record_id from canon.actions
        where (source_id, record_type, record_id)
            = (told.source_id, told.record_type, told.record_id)
        union all
        select source_id, person_record_type, person_record_id from canon.attendances
        where (source_id, record_type, record_id)
            = (told.source_id, told.record_type, told.record_id)
        union all
        select source_id, person_record_type, person_record_id from canon.contact_attempts
        where (source_id, record_type, record_id)
            = (told.source_id, told.record_type, told.record_id)
        union all
        select source_id, person_record_type, person_record_id from canon.donations
        where (source_id, record_type, record_id)
            = (told.source_id, told.record_type, told.record_id)
        union all
        select source_id, person_record_type, person_record_id from canon.messages
        where (source_id, record_type, record_id)
            = (told.source_id, told.record_type, told.record_id)
        union all
        select source_id, person_record_type, person_record_id from canon.survey_responses
        where (source_id, record_type, record_id)
            = (told.source_id, told.record_type, told.record_id)
        union all
        select source_id, host_record_type, host_record_id from canon.events
        where (source_id, record_type, record_id)
            = (told.source_id, told.record_type, told.record_id)
    ) as facts on true
    group by 1
"""


def of_records(connection: psycopg.Connection[Any], people: Iterable[str]) -> dict[str, int]:
    """How many interactions each record of these published people brings; those with any."""
    rows = connection.execute(_INTERACTIONS, {"people": sorted(set(people))})
    return {record: int(count) for record, count in rows}
