"""Which records a full export lacks that were there before, and which are there again.

What is written is what an export says otherwise than those before it. Only the whole of a table can
lack a record, so an export counts where it is in as many pieces as the one before it, each of which
could be read to its last record. Where it is not in as many, it says nothing; where something of it
could not be read, it says only who is there.

Every statement is as of its load's export time and is released with its load. A load that arrives
late, moves in time or is held changes what later exports find: they are asked again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib import registry
from orchestration.lib.landing import archive, arrivals, containers, declarations
from orchestration.lib.landing.crashpoints import crashpoint
from orchestration.lib.landing.declarations import RecordType
from orchestration.lib.landing.export_time import without_time
from orchestration.lib.landing.known_records import KnownRecords
from orchestration.lib.landing.matching import match
from orchestration.lib.landing.part_landing import copy_part, rows_of
from orchestration.lib.landing.problems import FileRefused
from orchestration.lib.registry.gate_limits import limit

# What is set aside by these rules holds no record.
_NO_RECORD = ["preamble", "repeated_header"]

_EXPORTS = """
    with parts as (
        select extracted_at, load_id, method, file_id, file_name, part,
            load_parts.records_quarantined
        from landing.comparable_loads
        inner join landing.loads using (load_id, source_id, extracted_at)
        inner join landing.load_parts using (load_id)
        where source_id = %(source_id)s and record_type = %(record_type)s
            and load_parts.size_bytes > 0
    )
    select * from parts
    where extracted_at >= coalesce(
        (select max(extracted_at) from parts where extracted_at < %(since)s and method <> 'retry'),
        %(since)s
    )
    order by extracted_at, load_id
"""
_STATED = sql.SQL(
    "select record_id from ("
    " select distinct on (record_id) record_id, is_absent from landing.absences"
    " inner join landing.comparable_loads using (load_id, source_id)"
    " where source_id = %(source_id)s and record_type = %(record_type)s"
    "   and extracted_at {} %(extracted_at)s"
    " order by record_id, extracted_at desc, absence_id desc"
    ") as newest where is_absent"
)
_STATE = sql.SQL(
    "with absent_before as ({before}), stated as ({stated}), absent_now as ({now}), news as ("
    " insert into landing.absences (load_id, source_id, record_type, record_id, is_absent)"
    " select %(load_id)s, %(source_id)s, %(record_type)s, record_id, is_absent from ("
    "  select record_id, true as is_absent from (table absent_now except table stated) as gone"
    "  union all"
    "  select record_id, false from (table stated except table absent_now) as there"
    " ) as differing order by record_id returning is_absent"
    ")"
    " select count(*) filter (where is_absent),"
    "  (select released_at is not null from landing.loads where load_id = %(load_id)s),"
    "  (select coalesce(sum(records_read), 0)::bigint from landing.load_parts"
    "    where load_id = %(load_id)s and record_type = %(record_type)s)"
    " from news"
).format
_NOBODY = "select record_id from landing.absences where false"
_MISSING_NOW = "select record_id from pg_temp.missing where record_type = %(record_type)s"


@dataclass(frozen=True)
class _Export:
    """All that one export time brought of one kind of record.

    ``files``: of each load that is a file, its id and name. ``pieces``: the names of its parts, but
    for their times. ``loads`` are all, retried records' first; the last is the file that speaks, so
    that what is said is held with it.
    """

    extracted_at: datetime
    loads: tuple[int, ...]
    files: tuple[tuple[str, str], ...]
    pieces: frozenset[tuple[str, str]]
    has_quarantined: bool


def note_unmet(
    connection: psycopg.Connection[Any], record_type: RecordType, load_id: int, known: KnownRecords
) -> None:
    """Note which records a whole export lacks, by the digests it did not meet."""
    _make_table(connection)
    unmet = sql.Identifier("pg_temp", "unmet")
    connection.execute("create temporary table unmet (digest bytea) on commit drop")
    known.meetings().write(connection, unmet)
    connection.execute("analyze pg_temp.unmet")
    # A record that changed was not met either, but has just landed.
    connection.execute(
        sql.SQL(
            "insert into pg_temp.missing select %(record_type)s, _record_id"
            " from {} left join pg_temp.unmet on digest = _record_hash"
            " where digest is not null or _load_id = %(load_id)s"
            " group by _record_id having bool_and(_load_id <> %(load_id)s)"
        ).format(sql.Identifier("landing", record_type.table)),
        {"record_type": record_type.name, "load_id": load_id},
    )
    connection.execute("drop table pg_temp.unmet")


def note_not_arrived(
    connection: psycopg.Connection[Any], record_type: RecordType, source_id: str,
    extracted_at: datetime,
) -> None:
    """Note which known records are not among those in the temporary table of arrivals."""
    _make_table(connection)
    connection.execute(
        sql.SQL(
            "insert into pg_temp.missing select %(record_type)s, _record_id from {} as landed"
            " inner join landing.comparable_loads as loads on loads.load_id = landed._load_id"
            " where loads.source_id = %(source_id)s and loads.extracted_at <= %(extracted_at)s"
            "   and not exists (select from pg_temp.arrived"
            "     where arrived._record_id = landed._record_id)"
            " group by _record_id"
        ).format(sql.Identifier("landing", record_type.table)),
        {
            "record_type": record_type.name, "source_id": source_id,
            "extracted_at": extracted_at,
        },
    )


def restate(
    connection: psycopg.Connection[Any],
    source_id: str,
    record_types: Collection[str],
    since: datetime,
    noted_by: int | None = None,
    noted: Collection[str] = (),
) -> None:
    """Write what the exports since then say about who is gone, where it isn't said yet.

    ``noted``: the record types of which the load ``noted_by`` is one piece, and what it lacks was
    just noted.
    """
    source = registry.source(source_id)
    crashpoint("before_absences")
    for record_type in sorted(declarations.tool_of(source).record_types, key=lambda it: it.name):
        if record_type.name not in record_types or not record_type.can_be_missed:
            continue
        arrivals.lock(connection, source_id, record_type.name)
        exports = list(_exports(connection, source_id, record_type, since))
        nothing = _Export(since, (), (), frozenset(), False)
        for before, export in pairwise([nothing, *exports]):
            if export.extracted_at < since:
                continue
            is_read = True
            if record_type.name not in noted or export.loads != (noted_by,):
                is_read = _is_noted_by_reading(connection, source, record_type, export, before)
            _state(connection, source_id, record_type, export, before, is_read)
    crashpoint("absences_written")


def _exports(
    connection: psycopg.Connection[Any], source_id: str, record_type: RecordType, since: datetime
) -> Iterator[_Export]:
    """The exports from ``since`` on, after the last one before it."""
    rows = connection.execute(
        _EXPORTS,
        {"source_id": source_id, "record_type": record_type.name, "since": since},
    ).fetchall()
    for extracted_at, group in groupby(rows, key=itemgetter(0)):
        parts = list(group)
        files = [part for part in parts if part[2] != "retry"]
        if files:
            yield _Export(
                extracted_at,
                loads=tuple(dict.fromkeys(
                    part[1] for part in sorted(parts, key=lambda part: part[2] != "retry")
                )),
                files=tuple(dict.fromkeys((part[3], part[4]) for part in files)),
                pieces=frozenset((without_time(part[4]), without_time(part[5])) for part in files),
                has_quarantined=any(part[6] for part in files),
            )


def _is_noted_by_reading(
    connection: psycopg.Connection[Any], source: registry.Source, record_type: RecordType,
    export: _Export, before: _Export,
) -> bool:
    """Note what the export lacks by reading its files in the archive again.

    False where one of them can't be read as its table is declared today: it landed as it was
    declared then, and no other file is refused for it.
    """
    try:
        with connection.transaction():
            _note_by_reading(connection, source, record_type, export, before)
    except FileRefused:
        return False
    return True


def _note_by_reading(
    connection: psycopg.Connection[Any], source: registry.Source, record_type: RecordType,
    export: _Export, before: _Export,
) -> None:
    _make_table(connection)
    connection.execute("delete from pg_temp.missing where record_type = %s", [record_type.name])
    if not before.files or not before.pieces <= export.pieces:
        return
    arrivals.make_table(connection, record_type)
    tool = declarations.tool_of(source)
    for file_id, file_name in export.files:
        for part in containers.parts(archive.place(file_id), file_name, tool.companions):
            found = match(part, tool, source.encoding)
            if found.record_type == record_type and not found.is_empty:
                rows = rows_of(found, 0, lambda _: None, is_archived=True)
                copy_part(connection, found, rows, sql.Identifier("pg_temp", "arrived"))
    if export.has_quarantined:
        connection.execute(
            sql.SQL(
                "insert into pg_temp.arrived (_load_id, _row, _record_id, _record_hash)"
                " select _load_id, _row, _record_id, _record_hash from {} where _load_id in ("
                "   select resolved_by_load_id from landing.quarantine"
                "   where load_id = any(%s) and record_type = %s)"
            ).format(sql.Identifier("landing", record_type.table)),
            [list(export.loads), record_type.name],
        )
    connection.execute("analyze pg_temp.arrived (_record_id)")
    note_not_arrived(connection, record_type, source.source_id, export.extracted_at)


def _state(
    connection: psycopg.Connection[Any], source_id: str, record_type: RecordType, export: _Export,
    before: _Export, is_read: bool,
) -> None:
    """Write what the export says and isn't said yet; what it lacks is noted if it was read."""
    told = {
        "source_id": source_id, "record_type": record_type.name,
        "extracted_at": export.extracted_at, "load_id": export.loads[-1],
    }
    if not before.files:
        now = _NOBODY
    elif not is_read or not before.pieces <= export.pieces:
        now = "table absent_before"
    elif export.has_quarantined and _has_unread(connection, record_type, export):
        now = f"{_MISSING_NOW} intersect table absent_before"
    else:
        now = _MISSING_NOW
    statement = _STATE(
        before=_STATED.format(sql.SQL("<")), stated=_STATED.format(sql.SQL("<=")),
        now=sql.SQL(now),
    )
    with connection.transaction():
        row = connection.execute(statement, told).fetchone()
        vanished, is_released, read = row if row else (0, False, 0)
        # A load that was let through is not judged again.
        if is_released and vanished >= limit("fewest_vanished") and (
            vanished > limit("most_vanished_share") * (vanished + read)
        ):
            raise psycopg.Rollback


def _has_unread(
    connection: psycopg.Connection[Any], record_type: RecordType, export: _Export
) -> bool:
    row = connection.execute(
        "select exists (select from landing.quarantine where load_id = any(%s)"
        " and record_type = %s and status <> 'landed' and rule <> all(%s))",
        [list(export.loads), record_type.name, _NO_RECORD],
    ).fetchone()
    return bool(row and row[0])


def _make_table(connection: psycopg.Connection[Any]) -> None:
    connection.execute(
        "create temporary table if not exists missing (record_type text, record_id text)"
        " on commit drop"
    )
