"""Lands what later exports left out because of what was newest before another one came.

Where a load arrives late, moves in time, is held or let through after all, a record that a later
export found unchanged may differ from what is now the newest version before it, and others may be
gone. So the later exports are read out of the archive once more. That is owed, and not done at
once: the mark is committed with what makes it necessary, a source's gate pays for all of them
together, and until then nothing of it is seen. So many late files cost one reading of each later
export, and a process that is killed leaves the mark.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from orchestration.lib import registry
from orchestration.lib.landing import absences, archive, arrivals, containers, declarations, ledger
from orchestration.lib.landing.crashpoints import crashpoint
from orchestration.lib.landing.load import read_load
from orchestration.lib.landing.matching import match
from orchestration.lib.landing.part_landing import copy_part, rows_of
from orchestration.lib.landing.problems import FileRefused
from orchestration.lib.warehouse.connection import connect

_IS_LATE = """
    select exists (
        select from landing.loads as this
        inner join landing.load_parts as own on own.load_id = this.load_id
        inner join landing.loads as later on later.source_id = this.source_id
            and later.load_id <> this.load_id and later.status = 'landed'
            and (later.extracted_at >= least(this.extracted_at, %s::timestamptz)
                or later.is_to_revisit)
        inner join landing.load_parts as theirs on theirs.load_id = later.load_id
            and theirs.record_type = own.record_type
        where this.load_id = %s
    )
"""
_FROM_THEN_ON = """
    select load_id, extracted_at,
        exists (
            select from landing.load_parts as parts where parts.load_id = loads.load_id
                and record_type = any(%(record_types)s) and records_unchanged > 0
        ) as has_left_out,
        is_to_revisit as is_marked, revisit_since is not null as has_moved,
        released_at is null and held_at is null as has_just_landed
    from landing.loads
    where source_id = %(source_id)s and extracted_at >= %(since)s
        and status = 'landed' and superseded_by_load_id is null
    order by extracted_at, load_id
"""


@dataclass(frozen=True)
class _Export:
    """A load that may have to be read once more. ``has_left_out``: records, as unchanged."""

    load_id: int
    extracted_at: datetime
    has_left_out: bool
    is_marked: bool
    has_moved: bool
    has_just_landed: bool


def is_late(
    connection: psycopg.Connection[Any], load_id: int, since: datetime | None = None
) -> bool:
    """Whether exports later than this load (or ``since``), or marked ones, are of such records."""
    row = connection.execute(_IS_LATE, [since, load_id]).fetchone()
    return bool(row and row[0])


def mark(
    connection: psycopg.Connection[Any], load_id: int, since: datetime | None = None
) -> None:
    """Note that what came after this load, or after ``since``, is to be looked at again."""
    connection.execute(
        "update landing.loads set is_to_revisit = true,"
        " revisit_since = least(revisit_since, %s) where load_id = %s",
        [since, load_id],
    )


def catch_up(source_id: str) -> None:
    """Look again at what came after the source's marked loads, all at once or not at all."""
    with connect("kith_lander") as connection:
        marked, since, record_types = _marked(connection, source_id)
        for name in record_types:
            arrivals.lock(connection, source_id, name)
        if since is not None:
            # Others may have marked more, or caught up, before the locks were ours.
            marked, since, _ = _marked(connection, source_id, record_types)
        if since is None:
            return
        _look_again(connection, source_id, record_types, since)
        connection.execute(
            "update landing.loads set is_to_revisit = false, revisit_since = null"
            " where load_id = any(%s)",
            [marked],
        )
        crashpoint("before_commit")


def _marked(
    connection: psycopg.Connection[Any], source_id: str, only: Collection[str] | None = None
) -> tuple[list[int], datetime | None, list[str]]:
    """The marked loads (those of ``only`` these record types), since when, and what they hold."""
    row = connection.execute(
        "select coalesce(array_agg(distinct load_id), '{}'),"
        " min(least(extracted_at, revisit_since)),"
        " coalesce(array_agg(distinct record_type order by record_type)"
        "   filter (where record_type is not null), '{}')"
        " from landing.loads left join landing.load_parts as parts using (load_id)"
        " where source_id = %(source_id)s and is_to_revisit and (%(only)s::text[] is null"
        "   or not exists (select from landing.load_parts as other"
        "     where other.load_id = loads.load_id and other.record_type <> all(%(only)s)))",
        {"source_id": source_id, "only": None if only is None else list(only)},
    ).fetchone()
    return row if row else ([], None, [])


def _look_again(
    connection: psycopg.Connection[Any], source_id: str, record_types: Sequence[str],
    since: datetime,
) -> None:
    with connection.cursor(row_factory=class_row(_Export)) as cursor:
        exports = cursor.execute(
            _FROM_THEN_ON,
            {"source_id": source_id, "since": since, "record_types": list(record_types)},
        ).fetchall()
    for load_id in _to_read(exports):
        # A file that can't be read as its table is declared today landed as it was declared then;
        # no other file is refused for it.
        with suppress(FileRefused), connection.transaction():
            _land_what_was_left_out(connection, load_id, record_types)
    absences.restate(connection, source_id, record_types, since)


def _to_read(exports: Sequence[_Export]) -> Iterator[int]:
    """Which of the loads, in the order of their exports, are read once more.

    Those that landed in that order, with nothing before them that moved, was judged or is read,
    were compared with all that came before them.
    """
    is_in_order = not any(export.is_marked and export.has_moved for export in exports)
    newest = 0
    for _, group in groupby(exports, key=lambda export: export.extracted_at):
        of_one_time = list(group)
        marked = [export for export in of_one_time if export.is_marked]
        behind = [
            export for export in of_one_time
            if not is_in_order
            or any(
                other is not export
                and (other.load_id > export.load_id or not other.has_just_landed)
                for other in marked
            )
            or (export.load_id < newest if export.is_marked else newest or marked)
        ]
        to_read = [export.load_id for export in behind if export.has_left_out]
        yield from to_read
        is_in_order &= not to_read and all(export.has_just_landed for export in marked)
        newest = max([newest, *(export.load_id for export in marked)])


def _land_what_was_left_out(
    connection: psycopg.Connection[Any], load_id: int, record_types: Collection[str]
) -> None:
    load = read_load(connection, load_id)
    source = registry.source(load.source_id)
    wanted = {
        part.part for part in load.parts
        if part.records_unchanged and part.record_type in record_types
    }
    tool = declarations.tool_of(source)
    for part in containers.parts(archive.place(load.file_id), load.file_name, tool.companions):
        if part.name not in wanted:
            continue
        found = match(part, tool, source.encoding)
        if found.record_type is None:
            continue
        rows = rows_of(found, load_id, lambda _: None, is_archived=True)
        arrivals.make_table(connection, found.record_type)
        copy_part(connection, found, rows, sql.Identifier("pg_temp", "arrived"))
        if not found.record_type.record_id:
            arrivals.number_the_minted(connection)
        landed = arrivals.insert_new(
            connection, found.record_type, rows.columns, load.source_id, load.extracted_at,
            revisited_load_id=load_id,
        )
        connection.execute(
            "update landing.load_parts set records_landed = records_landed + %(more)s,"
            " records_unchanged = records_unchanged - %(more)s"
            " where load_id = %(load_id)s and part = %(part)s",
            {"more": landed, "load_id": load_id, "part": part.name},
        )
    ledger.sum_up(connection, load_id)
