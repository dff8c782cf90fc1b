"""What a gate reads from the ledger and writes into it: waiting loads, verdicts, results.

A verdict changes what later exports are compared with, so they are looked at again. That may take
its time, and the process may die meanwhile: the mark that it is still to be done is written with
the verdict, and taken away with the doing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg

from orchestration.lib.build.gates.check import Check
from orchestration.lib.landing import arrivals, revisits
from orchestration.lib.landing.crashpoints import AT_THE_GATE, crashpoint
from orchestration.lib.warehouse import connect


@contextmanager
def alone(source_id: str) -> Iterator[None]:
    """Judge the source in no other process meanwhile: waits for one that is at it.

    Two at once would judge the same loads, each by what the other is about to change. It ends with
    the connection, whatever becomes of this process.
    """
    with connect("kith_builder", autocommit=True) as connection:
        connection.execute(
            "select pg_advisory_lock(hashtext('kith first door'), hashtext(%s))", [source_id]
        )
        yield


def waiting_exports(source_id: str) -> list[tuple[datetime, list[int], bool]]:
    """The source's unreleased loads, as (exported at, load ids, are all of them held)."""
    with connect("kith_builder") as connection:
        return connection.execute(
            "select extracted_at, array_agg(load_id order by load_id),"
            " bool_and(held_at is not null) from landing.loads"
            " where source_id = %s and status = 'landed' and released_at is null"
            " and superseded_by_load_id is null and dismissed_at is null"
            " group by extracted_at order by extracted_at",
            [source_id],
        ).fetchall()


def record_types_in(load_ids: Sequence[int]) -> set[str]:
    """The record types found in these loads."""
    with connect("kith_builder") as connection:
        rows = connection.execute(
            "select distinct record_type from landing.load_parts where load_id = any(%s)",
            [list(load_ids)],
        )
        return {row[0] for row in rows}


def loads_just_before(
    source_id: str, load_ids: Sequence[int], times: int, least: int
) -> dict[str, list[int]]:
    """Of each record type in these loads, the newest others that hold no more than so many records.

    That is ``times`` as many as landed with these, or ``least``; of the last thousand loads.
    """
    with connect("kith_builder") as connection:
        rows = connection.execute(
            "select record_type, array_agg(load_id) from ("
            " select parts.record_type, parts.load_id, sum(parts.records_landed) over ("
            "   partition by parts.record_type order by extracted_at desc, parts.load_id desc"
            "  ) as records"
            "  from (select * from landing.comparable_loads"
            "    where source_id = %(source_id)s and load_id <> all(%(loads)s)"
            "    order by extracted_at desc limit 1000) as before"
            "  inner join landing.load_parts as parts on parts.load_id = before.load_id"
            "  where parts.records_landed > 0"
            " ) as running inner join ("
            "  select record_type, sum(records_landed) as arrived from landing.load_parts"
            "  where load_id = any(%(loads)s) group by record_type"
            " ) as these using (record_type)"
            " where records <= greatest(%(least)s, %(times)s * arrived) group by record_type",
            {"source_id": source_id, "loads": list(load_ids), "times": times, "least": least},
        )
        return dict(rows.fetchall())


def settle(source_id: str, load_ids: Sequence[int], held_because: str | None) -> None:
    """Write the verdict on these loads: released, or held for a reason. And what follows from it.

    What is held is no version of anything: what later exports left out because of it lands now.
    So it does where a load that was held is let through after all. The locks of landing keep a
    reading of later exports that is under way from taking away a mark it hasn't followed.
    """
    change = (
        "released_at = clock_timestamp(), is_to_revisit = is_to_revisit or held_at is not null"
        if held_because is None
        else "held_at = coalesce(held_at, clock_timestamp()), held_reason = %s,"
        " is_to_revisit = is_to_revisit or held_at is null"
    )
    parameters = [] if held_because is None else [held_because]
    with connect("kith_builder") as connection:
        arrivals.lock_loads(connection, load_ids)
        connection.execute(
            f"update landing.loads set {change}"  # noqa: S608 - one of the two texts above
            " where source_id = %s and load_id = any(%s) and released_at is null"
            " and dismissed_at is null",
            [*parameters, source_id, list(load_ids)],
        )
    crashpoint(AT_THE_GATE)
    revisits.catch_up(source_id)


def unfinished() -> set[str]:
    """The sources of which loads wait for a verdict, or for what follows from one."""
    with connect("kith_builder") as connection:
        rows = connection.execute(
            "select distinct source_id from landing.loads where status = 'landed'"
            " and (is_to_revisit or released_at is null and held_at is null"
            "   and superseded_by_load_id is null)"
        )
        return {row[0] for row in rows}


def held_loads(source_id: str) -> tuple[tuple[int, ...], str | None]:
    """The source's held loads, and why the newest of them is."""
    with connect("kith_builder") as connection:
        rows = connection.execute(
            "select load_id, held_reason from landing.loads where source_id = %s"
            " and status = 'landed' and released_at is null and held_at is not null"
            " and superseded_by_load_id is null and dismissed_at is null order by load_id",
            [source_id],
        ).fetchall()
    return tuple(row[0] for row in rows), rows[-1][1] if rows else None


def record(
    connection: psycopg.Connection[Any], gate: str, source_id: str | None, checks: Iterable[Check]
) -> None:
    """Keep what a gate found, as counts."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into landing.gate_results (gate, source_id, relation, expectation, severity,"
            " is_passed, checked_count, unexpected_count) values (%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (gate, source_id, check.relation, check.expectation, check.severity,
                 check.is_passed, check.checked_count, check.unexpected_count)
                for check in checks
            ],
        )
