"""What speaks for and against two records, as identity wrote it down: kinds and hashes only."""

from __future__ import annotations

import hashlib
from typing import Any

import psycopg


def evidence_key(connection: psycopg.Connection[Any], left: str, right: str) -> str:
    """A hash of all that rules, vendors and models say of a pair, for and against.

    It stays while nothing new is said; what stewards said is no part of it.
    """
    rows = connection.execute(
        "select assertion_key, weight from identity.assertions where left_record_key = %s"
        " and right_record_key = %s and agent_code <> 'steward' order by assertion_key",
        sorted((left, right)),
    )
    return hashlib.md5(repr(rows.fetchall()).encode(), usedforsecurity=False).hexdigest()
