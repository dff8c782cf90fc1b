"""Grants in the ledger: ``landing.grants``, ``landing.grant_revocations`` (schema/110_grants.sql).

Nothing there is ever changed: to take a grant back is another row, and so is to give it again.
Either holds at once, for whoever reads marts from then on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import psycopg

from orchestration.lib.errors import KithError
from orchestration.lib.grants import texts
from orchestration.lib.warehouse import connect

ROLE = "kith_steward"


class GrantRefused(KithError):
    """A grant can't be given or taken back as asked; the message says why."""


@dataclass(frozen=True)
class Grant:
    """A grant as it stands now. Times are in UTC; ``ends_at`` is the first instant without it.

    ``authored_types``: none for all of them. ``state_code``: active, not_yet, expired, revoked, or
    parent_ended where what it rests on is over.
    """

    grant_id: str
    records_of_id: str
    organization_id: str
    is_default: bool
    is_onward: bool
    parent_grant_id: str | None
    authored_types: str
    purposes: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    revoked_at: datetime | None
    state_code: str
    grant_text_id: str | None
    grant_text_version: int | None

    @property
    def stands(self) -> bool:
        """Whether it holds, or will."""
        return self.state_code in ("active", "not_yet")


def of(person: str) -> list[Grant]:
    """All grants about a person id, by default too. Raises ``GrantRefused`` before a build."""
    with connect(ROLE) as connection:
        try:
            rows = connection.execute(
                # What held always, or holds for ever, is no time that Python knows.
                "select grant_id, records_of_id, organization_id, is_default, is_onward,"
                " parent_grant_id, authored_types, purposes, nullif(starts_at, '-infinity'),"
                " nullif(ends_at, 'infinity'), revoked_at, state_code, grant_text_id,"
                " grant_text_version from landing.grants_of(%s)",
                [person],
            )
            return [Grant(*row) for row in rows]
        except (psycopg.errors.UndefinedFunction, psycopg.errors.UndefinedTable):
            raise GrantRefused(
                "Who made what isn't known before the first build: ./kith build"
            ) from None


def give(
    person: str,
    organization: str,
    *,
    by: str,
    text_id: str,
    records_of: str | None = None,
    authored_types: Sequence[str] = (),
    purposes: Sequence[str] = (),
    starts: date | None = None,
    ends: date | None = None,
    passed_on_from: int | None = None,
    is_onward: bool = False,
) -> int:
    """Write down that a person lets an organization use their records; the grant's number.

    ``records_of``: whose sources hold them, the organization's own where None. ``authored_types``:
    all where empty. ``purposes``: the text's where empty. ``starts`` and ``ends``: the first and
    last day by the organization's clocks; now, and never, where None. ``passed_on_from``: the grant
    it rests on; ``is_onward`` alone rests on what the holder has by default. Raises
    ``GrantRefused``.
    """
    holder = records_of or organization
    text = texts.newest(text_id)
    if text is None:
        raise GrantRefused(f"There is no such text. There are: {', '.join(texts.text_ids())}")
    asked = tuple(purposes) or text.purposes
    _known("organization", [organization, holder], texts.organizations())
    _known("kind of record", authored_types, texts.authored_types())
    _known("purpose", asked, texts.purposes())
    if strange := set(asked) - set(text.purposes):
        raise GrantRefused(f"The text {text_id} is not about {', '.join(sorted(strange))}.")
    starts_at = texts.begins(organization, starts) if starts else datetime.now(UTC)
    ends_at = texts.is_over(organization, ends) if ends else None
    if ends_at and ends_at <= starts_at:
        raise GrantRefused("It would be over before it starts.")
    with connect(ROLE) as connection:
        try:
            row = connection.execute(
                "select landing.give_grant(%s, %s, %s, %s, %s, coalesce(%s, now()), %s, %s, %s, %s,"
                " %s, %s)",
                [person, holder, organization, " ".join(authored_types), " ".join(asked),
                 starts_at if starts else None, ends_at, text.text_id, text.version, by, is_onward,
                 passed_on_from],
            ).fetchone()
        except (psycopg.errors.RaiseException, psycopg.errors.CheckViolation) as refused:
            raise GrantRefused(refused.diag.message_primary or "It was refused.") from None
        return int(row[0]) if row else 0


def revoke(
    person: str,
    *,
    by: str,
    reason: str,
    grant_id: str | None = None,
    organization: str | None = None,
) -> int:
    """Take grants about a person back, from now on: one, or all of an organization; how many.

    With the holder's go those that others have from it. Raises ``GrantRefused`` where none stands,
    and where nothing is said of why.
    """
    if not reason.strip():
        raise GrantRefused("Say why, without personal details: --because \"asked on paper\"")
    with connect(ROLE) as connection:
        try:
            row = connection.execute(
                "select landing.revoke_grants(%s, %s, %s, %s, %s)",
                [person, grant_id, organization, by, reason],
            ).fetchone()
        except psycopg.errors.RaiseException as refused:
            raise GrantRefused(refused.diag.message_primary or "It was refused.") from None
    if not row or not row[0]:
        raise GrantRefused("No such grant of this person stands. See: ./kith grants list PERSON")
    return int(row[0])


def _known(what: str, given: Sequence[str], known: Sequence[str]) -> None:
    if strange := sorted(set(given) - set(known)):
        raise GrantRefused(f"No {what} {', '.join(strange)}. There are: {', '.join(known)}")
