"""What is to be told of incidents, and to whom: out of ``marts.incidents``, for any channel."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row

OPENED, ESCALATED, CLOSED = "opened", "escalated", "closed"
STATES = (OPENED, ESCALATED, CLOSED)

# Only what is open, or is now closed and somebody hasn't heard: the rest of history costs nothing.
_INCIDENTS = """
    select
        incidents.incident_id, incidents.incident_type_name as type_name, incidents.source_id,
        incidents.record_type, incidents.message, incidents.advice, incidents.command,
        incidents.opened_at, incidents.closed_at, incidents.due_at,
        incidents.responsible_contact, incidents.fixes_contact, incidents.escalates_contact,
        incidents.is_blocking, coalesce(organizations.time_zone, 'UTC') as time_zone
    from marts.incidents
    left join registry.organizations
        on incidents.organization_id = organizations.organization_id
    where incidents.is_open or incidents.incident_id in (
        select told.incident_id from landing.told_alerts as told where told.awaits_close
    )
    order by incidents.opened_at, incidents.incident_id
"""
# What came later can show that something never was, or was another incident; a source can be taken
# out of the registry. Whoever was told that it is open hears that it isn't.
_VANISHED = """
    select
        told.incident_id, coalesce(max(types.incident_type_name), 'Incident') as type_name,
        nullif(split_part(told.incident_id, '/', 2), '') as source_id, null as record_type,
        'What is known by now shows no such incident.' as message, '' as advice, '' as command,
        min(told.told_at) as opened_at, now() as closed_at, null as due_at,
        null as responsible_contact, null as fixes_contact, null as escalates_contact,
        false as is_blocking, 'UTC' as time_zone
    from landing.told_alerts as told
    left join registry.incident_types as types
        on types.incident_type_code = split_part(told.incident_id, '/', 1)
    where told.awaits_close
        and not exists (
            select from marts.incidents where incidents.incident_id = told.incident_id
        )
    group by told.incident_id
    order by told.incident_id
"""
_BLOCKED = """
    select incident_id, array_agg(blocked_type_code || ' ' || blocked_name
        order by blocked_type_code, blocked_name)
    from marts.blocked_marts
    group by incident_id
"""


@dataclass(frozen=True)
class Incident:
    """A row of ``marts.incidents`` that somebody is, or was, to be told of. Times are UTC.

    ``is_blocking``: whether anything goes stale by it; ``blocks``: what, as ``mart people``.
    ``time_zone``: its organization's. What it is about (``subject_name``) is not here: the name of
    a file or a column can be somebody's data.
    """

    incident_id: str
    type_name: str
    source_id: str | None
    record_type: str | None
    message: str
    advice: str
    command: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    responsible_contact: str | None
    fixes_contact: str | None
    escalates_contact: str | None
    is_blocking: bool
    time_zone: str
    blocks: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        """Whose it is: a source, or the marts where no source did it."""
        return self.source_id or "the marts"

    def is_overdue(self, now: datetime) -> bool:
        """Whether it is open for longer than was promised."""
        return self.closed_at is None and self.due_at is not None and self.due_at < now

    def owed(self, now: datetime) -> Iterator[tuple[str, str | None]]:
        """The states to tell while it is open, each with the contact who is to hear of it."""
        if self.closed_at is None:
            yield OPENED, self.responsible_contact
            yield OPENED, self.fixes_contact
            if self.is_overdue(now):
                yield ESCALATED, self.escalates_contact


@dataclass(frozen=True)
class News:
    """An incident and the states of it that one addressee has yet to hear of, oldest first."""

    incident: Incident
    states: tuple[str, ...]

    @property
    def state(self) -> str:
        """The newest: that it was escalated says that it was opened."""
        return self.states[-1]

    @property
    def at(self) -> datetime:
        """When that state began."""
        incident = self.incident
        began = {ESCALATED: incident.due_at, CLOSED: incident.closed_at}.get(self.state)
        return began or incident.opened_at


def news_of(incident: Incident, owed: Collection[str], told: Collection[str]) -> News | None:
    """What an addressee is to hear of an incident; None where they have heard it all.

    ``owed``: the states they are to be told while it is open; ``told``: those they know. That it is
    closed is told to whoever knew that it was open, and to nobody else.
    """
    if incident.closed_at is None:
        new = [state for state in STATES if state in owed and state not in told]
    else:
        new = [CLOSED] if told and CLOSED not in told else []
    return News(incident, tuple(new)) if new else None


def incidents(connection: psycopg.Connection[Any]) -> list[Incident]:
    """Every incident that is open, and those told to be open that have closed or vanished."""
    if not _is_built(connection, "incidents"):
        return []
    with connection.cursor(row_factory=class_row(Incident)) as cursor:
        found = cursor.execute(_INCIDENTS).fetchall() + cursor.execute(_VANISHED).fetchall()
    # A first build whose canon doesn't hold together has the incident and not yet what it blocks.
    is_known = found and _is_built(connection, "blocked_marts")
    blocked = dict(connection.execute(_BLOCKED).fetchall()) if is_known else {}
    return [replace(each, blocks=tuple(blocked.get(each.incident_id, ()))) for each in found]


def _is_built(connection: psycopg.Connection[Any], mart: str) -> bool:
    row = connection.execute("select to_regclass(%s)", [f"marts.{mart}"]).fetchone()
    return row is not None and row[0] is not None
