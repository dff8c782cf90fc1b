"""What landed of a destination's own records, for interfaces of one query."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import psycopg

from orchestration.lib.sync.interface import Seen


def seen(
    connection: psycopg.Connection[Any], query: str, asked: Mapping[str, Any]
) -> list[Seen]:
    """The records of a query that gives a trace, as an array, and a record's id."""
    rows = connection.execute(query.encode(), asked)
    return [Seen(tuple(part or "" for part in trace), record) for trace, record in rows]


def newest_export(connection: psycopg.Connection[Any], source_id: str) -> datetime | None:
    """When the newest export of a source was made that was let in; None before the first."""
    found = connection.execute(
        "select max(exported_at) from landing.loads"
        " where source_id = %s and status = 'landed' and released_at is not null",
        [source_id],
    ).fetchone()
    return found[0] if found else None
