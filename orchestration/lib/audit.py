"""What was done with people's data, and by whom: a chain of rows that nobody changes unnoticed.

Whoever exports, imports, grants, revokes or forgets notes it here, in the transaction that does it.
A row holds no personal data: whom it is about is a hash that only this installation can make.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg

from orchestration.lib.errors import KithError

Connection = psycopg.Connection[Any]
# What reaches a person: an address with its @, or enough digits for a telephone, that are no date.
_CONTACT = re.compile(r"\S@\S|(?<![\w:-])\+?\d(?:[ ().-]{0,2}\d){6,14}(?![\w:-])")
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_READ = """
    select entry_number, noted_at, action_code, subject_key, actor, reason, details::text,
        previous_hash, hash
    from landing.audit_trail
"""


class NotForTheAudit(KithError):
    """What was to be noted would say something personal; the message says where, not what."""


@dataclass(frozen=True)
class Entry:
    """One row of the trail. ``noted_at`` is in UTC, ``details`` is JSON as PostgreSQL writes it."""

    entry_number: int
    noted_at: datetime
    action_code: str
    subject_key: str | None
    actor: str
    reason: str
    details: str
    previous_hash: str
    hash: str

    def figures(self) -> dict[str, Any]:
        """It as data."""
        return self.__dict__ | {
            "noted_at": self.noted_at.astimezone(UTC).isoformat(),
            "details": json.loads(self.details),
        }


@dataclass(frozen=True)
class Verdict:
    """Whether the chain holds: ``broken_at`` is the number of its first bad row, None if it does.

    ``newest_hash``: what to write down elsewhere, so that a trail cut off behind it is found too.
    """

    count: int
    newest_hash: str
    broken_at: int | None
    because: str


def note(
    connection: Connection,
    action_code: str,
    subject: str | None,
    actor: str,
    reason: str,
    details: Mapping[str, Any] | None = None,
) -> str:
    """Append a row, in the connection's transaction; its hash. Call it last before the commit.

    ``subject``: a person id or a record's key, hashed here and kept nowhere. ``details``: counts,
    codes and ids by name. Raises ``NotForTheAudit`` where actor apart, anything reaches a person.
    """
    told = json.dumps(dict(details or {}), sort_keys=True, default=str)
    texts = [("reason", reason), *(("details", each) for each in _texts(json.loads(told)))]
    for what, text in texts:
        if _CONTACT.search(_DATE.sub("", text)):
            raise NotForTheAudit(f"The {what} may name no address and no telephone number.")
    if not actor.strip() or not reason.strip():
        raise NotForTheAudit("Who did it, and why, have to be said.")
    row = connection.execute(
        "select landing.note_audit(%s, %s, %s, %s, %s::jsonb)",
        [action_code, subject, actor.strip(), reason.strip(), told],
    ).fetchone()
    return str(row[0]) if row else ""


def entries(
    connection: Connection, subject: str | None = None, limit: int | None = None
) -> list[Entry]:
    """The newest rows, newest first; of one person id or record key where ``subject`` is given."""
    return [
        Entry(*row)
        for row in connection.execute(
            _READ
            + " where %(subject)s::text is null or subject_key = landing.subject_key(%(subject)s)"
            " order by entry_number desc limit %(limit)s",
            {"subject": subject, "limit": limit},
        )
    ]


def verify(connection: Connection, known_hash: str | None = None) -> Verdict:
    """Go through the whole chain and hash it anew, without the database's help.

    ``known_hash``: of a row that was once the newest, written down elsewhere; it has to be there.
    """
    count, before, is_known = 0, "", known_hash is None
    for entry in _in_order(connection):
        if because := _wrong(entry, count, before):
            return Verdict(count, before, entry.entry_number, because)
        count, before = count + 1, entry.hash
        is_known = is_known or entry.hash == known_hash
    if not is_known:
        return Verdict(count, before, count + 1, "the row whose hash you know is missing")
    return Verdict(count, before, None, "")


def _texts(told: Any) -> Iterator[str]:
    """Every text within JSON; a number reaches nobody."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        for name, value in told.items():
            yield from (name, *_texts(value))
    elif isinstance(told, list):
        for value in told:
            yield from _texts(value)


def _wrong(entry: Entry, before_count: int, before_hash: str) -> str:
    if entry.entry_number != before_count + 1:
        return "a row before it is missing"
    if entry.previous_hash != before_hash:
        return "it doesn't follow the row before it"
    return "" if entry.hash == _hash(entry) else "it was changed after it was written"


def _hash(entry: Entry) -> str:
    """What ``landing.note_audit`` hashes (schema/100_audit.sql)."""
    values = (
        entry.previous_hash, str(entry.entry_number),
        entry.noted_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f"),
        entry.action_code, entry.subject_key, entry.actor, entry.reason, entry.details,
    )
    parts = ("-" if each is None else f"{len(each.encode())}:{each}" for each in values)
    return hashlib.sha256(",".join(parts).encode()).hexdigest()


def _in_order(connection: Connection) -> Iterator[Entry]:
    """All rows, a few thousand at a time."""
    with connection.transaction(), connection.cursor("audit_trail") as cursor:
        cursor.itersize = 5000
        cursor.execute(_READ + " order by entry_number")
        for row in cursor:
            yield Entry(*row)
