"""Links that open a volunteer's own page: made, and made useless, by a steward.

The database signs them and checks them (schema/120_volunteers.sql); here they are only carried.
"""

from __future__ import annotations

from datetime import timedelta

from orchestration.lib.errors import KithError
from orchestration.lib.identity.reasons.subjects import subject_of
from orchestration.lib.warehouse import connect

LONGEST_DAYS = 90


class NoLink(KithError):
    """No such link can be made; the message says why."""


def make(named: str, days: int, made_by: str) -> str:
    """A signed link for the person of an id or a record's key, good for so many days.

    Raises ``NoLink``, and ``UnknownPerson`` where nobody is called so.
    """
    if not 1 <= days <= LONGEST_DAYS:
        raise NoLink(f"A link is good for 1 to {LONGEST_DAYS} days; make a new one after that.")
    with connect("kith_steward") as connection:
        person_id = subject_of(connection, named).person_id
        row = connection.execute(
            "select landing.make_volunteer_link(%s, %s, %s)",
            [person_id, timedelta(days=days), made_by],
        ).fetchone()
    return str(row[0]) if row else ""


def end(named: str, ended_by: str) -> int:
    """Make all links of a person useless, from now on; how many still worked or had run out.

    Raises ``UnknownPerson``.
    """
    with connect("kith_steward") as connection:
        subject = subject_of(connection, named)
        # Those made for an id that has become another one since are this person's, too.
        ended = 0
        for person_id in sorted({subject.named, subject.person_id} - {subject.record}):
            row = connection.execute(
                "select landing.end_volunteer_links(%s, %s)", [person_id, ended_by]
            ).fetchone()
            ended += int(row[0]) if row else 0
    return ended
