"""Who has been given what: packages, exports of all, rows passed on. ``landing.shares``.

Whom a share is about is kept as keyed hashes of person records: it names nobody, follows people
through merges and splits, and tells who has to be told when somebody is forgotten or takes back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Share:
    """Something that was handed over. ``shared_at`` is in UTC."""

    share_id: int
    share_code: str
    receiver: str
    shared_by: str
    shared_at: datetime
    is_everybody: bool


def note(
    connection: Connection,
    share_code: str,
    receiver: str,
    by: str,
    record_keys: Iterable[str] | None,
) -> int:
    """Write down that a receiver was given records of these people; the share's number.

    ``share_code``: package, export_all, …. ``receiver``: an organization of the registry, or plain
    words. ``record_keys``: of person records, source_id/record_type/record_id; None for everybody.
    """
    row = connection.execute(
        "insert into landing.shares (share_code, receiver, shared_by, is_everybody)"
        " values (%s, %s, %s, %s) returning share_id",
        [share_code, receiver, by, record_keys is None],
    ).fetchone()
    share_id = int(row[0]) if row else 0
    if record_keys is not None:
        connection.execute(
            "insert into landing.share_records (share_id, record_hash)"
            " select distinct %s::bigint, landing.subject_key(key) from unnest(%s::text[]) as key",
            [share_id, list(record_keys)],
        )
    return share_id


def receivers(connection: Connection, record_keys: Iterable[str]) -> list[Share]:
    """The shares that any of these person records was in, or everybody's were; oldest first."""
    rows = connection.execute(
        "select share_id, share_code, receiver, shared_by, shared_at, is_everybody"
        " from landing.shares"
        " where is_everybody or share_id in ("
        "  select share_id from landing.share_records where record_hash in ("
        "   select landing.subject_key(key) from unnest(%s::text[]) as key))"
        " order by share_id",
        [list(record_keys)],
    )
    return [Share(*row) for row in rows]
