"""What a table says, in one number: the same rows in any order give the same, other rows another.

What the clock changes is left out, column by column, and named here with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg import sql

# Relation → columns that say how old something is at this very moment, or when it was judged.
BY_THE_CLOCK: dict[str, tuple[str, ...]] = {
    "marts.health": ("judged_at",),
    "marts.program_freshness": ("behind_hours",),
    "marts.source_days": ("asked_hours", "behind_hours"),
}
# What follows from the day of the build: which export is late by now, and whose task is due.
OF_THE_DAY = frozenset(
    f"marts.{name}"
    for name in (
        "blocked_marts", "breaches", "calendar_days", "handover_items", "health",
        "health_reasons", "incidents", "program_freshness", "source_days", "source_status",
        "vendor_scorecard",
    )
)

Prints = dict[str, tuple[int, str]]


def take(
    connection: psycopg.Connection[Any], relations: Mapping[str, Sequence[str]]
) -> Prints:
    """(rows, checksum) of each relation, named with its schema, as to these columns."""
    return {
        name: _of(connection, name, sorted({*columns} - {*BY_THE_CLOCK.get(name, ())}))
        for name, columns in sorted(relations.items())
    }


def differing(
    before: Mapping[str, Sequence[Any]], now: Mapping[str, Sequence[Any]]
) -> dict[str, str]:
    """What differs: a sentence for each relation."""
    said = {}
    for name in sorted(before.keys() | now.keys()):
        if name not in now or name not in before:
            said[name] = (f"{name} is {'not ' * (name not in now)}there, and was"
                          f"{' not' * (name not in before)}.")
        elif tuple(before[name]) != tuple(now[name]):
            said[name] = (f"{name} had {before[name][0]:,} rows and has {now[name][0]:,}, "
                          "or they say something else.")
    return said


def _of(
    connection: psycopg.Connection[Any], name: str, columns: Sequence[str]
) -> tuple[int, str]:
    row = connection.execute(
        sql.SQL(
            "select count(*), coalesce(sum(('x' || left(hash, 15))::bit(60)::bigint::numeric), 0)"
            " from (select md5(row({})::text) as hash from {}) as hashed"
        ).format(
            sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(*name.split("."))
        )
    ).fetchone()
    return (int(row[0]), str(row[1])) if row else (0, "0")
