"""What landed of VAN's own records, as canon tells it, in the same traces as VAN shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from orchestration.lib.sync import van_effects
from orchestration.lib.sync.interface import Seen

_MERGED = """
    select removed_record_id, kept_record_id from canon.merges
    where source_id = %s and merged_record_type = 'contacts' and removed_record_id = any(%s)
"""
_MOST_HOPS = 10
# Of each record: whose it is, its id, and what its trace is made of.
_ATTEMPTS = """
    select person_record_id, record_id, channel_raw, result_raw, attempted_at
    from canon.contact_attempts
    where source_id = %s and person_record_id = any(%s) and attempted_at >= %s
"""
_TAGS = """
    select person_record_id, record_id, tag_id from canon.tags
    where source_id = %s and person_record_id = any(%s)
"""
_SIGN_UPS = """
    select person_record_id, record_id, event_record_id, shift_record_id, status_raw
    from canon.attendances where source_id = %s and person_record_id = any(%s)
"""
_DETAILS = """
    select person_record_id, record_id, identifier_type, identifier_value from canon.identifiers
    where source_id = %s and person_record_id = any(%s) and identifier_type in ('phone', 'email')
        and identifier_value is not null
"""
# Which kind of export shows what an effect did.
_SHOWN_BY = {
    "canvass_result": "contactscontacts", "canvass_responses": "contactscontacts",
    "campaign_result": "contactscontacts",
    "activist_code": "contactsactivistcodes", "activist_codes": "contactsactivistcodes",
    "sign_up": "eventsignups", "person_details": "contactsphones", "new_person": "contacts",
}
_UNTIL = """
    select max(coalesce(exported_at, extracted_at)) from landing.loads
    inner join landing.load_parts using (load_id)
    where source_id = %s and record_type = %s and released_at is not null
"""


def seen(
    connection: psycopg.Connection[Any], source_id: str, targets: Sequence[str],
    since: datetime, zone: ZoneInfo,
) -> Iterator[Seen]:
    """The traces of these VANIDs; what is a survivor's now is theirs who were merged into it."""
    known_as = _known_as(connection, source_id, targets)
    asked = [source_id, sorted(known_as)]
    for vanid, record_id, channel, result, at in connection.execute(_ATTEMPTS, [*asked, since]):
        for told in known_as[vanid]:
            trace = van_effects.canvass_trace(told, channel, result, at.astimezone(zone).date())
            yield Seen(trace, record_id)
    for vanid, record_id, code in connection.execute(_TAGS, asked):
        for told in known_as[vanid]:
            yield Seen(van_effects.code_trace(told, code), record_id)
    for vanid, record_id, event, shift, status in connection.execute(_SIGN_UPS, asked):
        for told in known_as[vanid]:
            yield Seen(van_effects.sign_up_trace(told, event, shift, status), record_id)
    for vanid, record_id, kind, value in connection.execute(_DETAILS, asked):
        for told in known_as[vanid]:
            yield Seen(van_effects.detail_trace(told, kind, value), record_id)
        yield Seen(van_effects.person_trace(kind, value), vanid)


def until(
    connection: psycopg.Connection[Any], source_id: str, type_code: str
) -> datetime | None:
    """When the newest export was made that shows what effects of the type do."""
    row = connection.execute(_UNTIL, [source_id, _SHOWN_BY.get(type_code)]).fetchone()
    return row[0] if row else None


def _known_as(
    connection: psycopg.Connection[Any], source_id: str, targets: Sequence[str]
) -> dict[str, set[str]]:
    """Each VANID that has the records of these now, with those of these it stands for."""
    stands_for = {each: {each} for each in targets}
    newest = set(stands_for)
    for _ in range(_MOST_HOPS):
        merged = connection.execute(_MERGED, [source_id, sorted(newest)]).fetchall()
        newest = set()
        for removed, kept in merged:
            before = stands_for.setdefault(kept, set())
            if not stands_for[removed] <= before:
                before |= stands_for[removed]
                newest.add(kept)
        if not newest:
            break
    return stands_for
