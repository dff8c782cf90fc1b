"""Takes forgotten people out of what landed: the archive's files, raw rows, quarantine, the ledger.

A file at a time, in one transaction: a process that is killed leaves each file whole, with them or
without them, and the next one goes on.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib import registry
from orchestration.lib.landing import archive, arrivals, declarations
from orchestration.lib.landing.crashpoints import crashpoint
from orchestration.lib.privacy import keys, redact, screen, screening
from orchestration.lib.privacy.words import Words
from orchestration.lib.trace import in_archive
from orchestration.lib.warehouse.connection import connect

_FILES = """
    select file_id, (array_agg(file_name order by load_id))[1],
        array_agg(load_id order by (method = 'retry'), load_id)
    from landing.loads where source_id = %s group by file_id order by min(load_id)
"""


@dataclass(frozen=True)
class _File:
    """An archived file of a source. ``load_ids``: its own first, then those of mended records."""

    source: registry.Source
    tool: declarations.Tool
    file_id: str
    file_name: str
    load_ids: list[int]


def take_out(source_id: str, words: Words) -> Counter[str]:
    """Take the forgotten out of all that a source sent; what was found, by kind, in counts."""
    counts: Counter[str] = Counter()
    source = registry.source(source_id)
    tool = declarations.tool_of(source)
    with connect("kith_privacy") as connection:
        screening.wait_for_landings(connection, source_id)
        found = screen.screen_of(connection, tool.name, source_id)
        files = connection.execute(_FILES, [source_id]).fetchall()
    if found is None:
        return counts
    for row in files:
        file = _File(source, tool, *row)
        path = archive.place(file.file_id)
        counts["files read"] += 1
        if not path.is_file():
            counts["files missing"] += 1
            continue
        with redact.redacted(
            path, file.file_name, tool, source.encoding, found, words
        ) as made:
            if made is not None:
                counts += _exchange(file, made)
                counts["files rewritten"] += 1
    return counts


def _exchange(file: _File, made: redact.Redaction) -> Counter[str]:
    counts: Counter[str] = Counter()
    with made.path.open("rb") as stream:
        arrival = archive.receive(stream)
    arrival.keep()
    crashpoint("file_archived")
    with connect("kith_privacy") as connection:
        # What looks at earlier files again has read this one by then, or reads it as it is now.
        arrivals.lock_loads(connection, file.load_ids)
        for found in made.found:
            counts += _remove(connection, file, found)
            _change(connection, file, found, arrival)
        for table in ("loads", "redacted_files"):
            connection.execute(
                sql.SQL("update landing.{} set file_id = %s where source_id = %s and file_id = %s")
                .format(sql.Identifier(table)),
                [arrival.file_id, file.source.source_id, file.file_id],
            )
        connection.execute(
            "update landing.loads set size_bytes = %s where load_id = %s and method <> 'retry'",
            [arrival.size, file.load_ids[0]],
        )
        connection.execute(
            "insert into landing.redacted_files (source_id, original_key, file_id)"
            " values (%s, %s, %s) on conflict (source_id, original_key)"
            " do update set file_id = excluded.file_id",
            [file.source.source_id, keys.keyed("file", file.file_id), arrival.file_id],
        )
        crashpoint("before_commit")
    crashpoint("after_commit")
    return counts


def _remove(
    connection: psycopg.Connection[Any], file: _File, found: redact.Found
) -> Counter[str]:
    """Delete what was blanked, and have the ledger say so."""
    counts: Counter[str] = Counter()
    if found.record_type is None:
        return counts
    kind = next(each for each in file.tool.record_types if each.name == found.record_type)
    table = sql.Identifier("landing", kind.table)
    ids = (
        "_record_id" if kind.record_id
        else "regexp_replace(_record_id, ':\\d+$', '')"
    )
    landed: dict[int, int] = dict(connection.execute(
        sql.SQL(
            "with gone as (delete from {} where _load_id = any(%s) and (_row, {}) in"
            " (select * from unnest(%s::integer[], %s::text[])) returning _load_id)"
            " select _load_id, count(*) from gone group by 1"
        ).format(table, sql.SQL(ids)),
        [file.load_ids, [row for row, _ in found.forgotten], [own for _, own in found.forgotten]],
    ).fetchall())
    aside = connection.execute(
        "with gone as (delete from landing.quarantine where load_id = any(%s) and part = %s"
        " and byte_start = any(%s) returning byte_end - byte_start as size)"
        " select count(*), coalesce(sum(size), 0)::bigint from gone",
        [file.load_ids, found.part, found.starts],
    ).fetchone() or (0, 0)
    connection.execute(
        "delete from landing.absences where load_id in"
        " (select load_id from landing.loads where source_id = %s)"
        " and record_type = %s and record_id = any(%s)",
        [file.source.source_id, kind.name, [own for _, own in found.forgotten]],
    )
    lengths = {start: len(piece) for start, piece in found.patches}
    size = sum(lengths[start] for start in found.starts)
    own = landed.pop(file.load_ids[0], 0)
    _count(connection, file.load_ids[0], found, own, aside[0], size - aside[1], aside[1])
    for load_id, count in landed.items():
        connection.execute(
            "update landing.load_parts set records_landed = records_landed - %(count)s,"
            " records_suppressed = records_suppressed + %(count)s where load_id = %(load_id)s",
            {"count": count, "load_id": load_id},
        )
        _sum_up(connection, load_id)
    with archive.place(file.file_id).open("rb") as stream:
        if stream.read(4) == b"PAR1":
            _renumber(connection, table, file.load_ids[0], [row for row, _ in found.forgotten])
    counts["records in files"] += found.records
    counts["rows deleted"] += own + sum(landed.values())
    counts["quarantined records deleted"] += aside[0]
    counts["rows of others changed"] += len(found.changed)
    return counts


def _count(
    connection: psycopg.Connection[Any], load_id: int, found: redact.Found, landed: int,
    aside: int, record_bytes: int, aside_bytes: int,
) -> None:
    connection.execute(
        "update landing.load_parts set records_landed = records_landed - %(landed)s,"
        " records_quarantined = records_quarantined - %(aside)s,"
        " records_unchanged = records_unchanged - %(unchanged)s,"
        " records_suppressed = records_suppressed + %(all)s,"
        " record_bytes = record_bytes - %(bytes)s,"
        " quarantined_bytes = quarantined_bytes - %(aside_bytes)s,"
        " structural_bytes = structural_bytes + %(bytes)s + %(aside_bytes)s"
        " where load_id = %(load_id)s and part = %(part)s",
        {
            "landed": landed, "aside": aside, "unchanged": found.records - landed - aside,
            "all": found.records, "bytes": record_bytes, "aside_bytes": aside_bytes,
            "load_id": load_id, "part": found.part,
        },
    )
    _sum_up(connection, load_id)


def _sum_up(connection: psycopg.Connection[Any], load_id: int) -> None:
    # Imported late: landing itself screens what arrives through this package.
    from orchestration.lib.landing import ledger

    ledger.sum_up(connection, load_id)


def _renumber(
    connection: psycopg.Connection[Any], table: sql.Identifier, load_id: int, gone: list[int]
) -> None:
    """A columnar file lacks the rows, so that those behind them have moved up."""
    connection.execute(
        sql.SQL(
            "update {} as landed set _row = _row - (select count(*) from unnest(%s::integer[])"
            " as gone (number) where gone.number < landed._row) where _load_id = %s"
        ).format(table),
        [gone, load_id],
    )


def _change(
    connection: psycopg.Connection[Any], file: _File, found: redact.Found,
    arrival: archive.Arrival,
) -> None:
    """Have the rows of others say what their file now says."""
    if not found.changed or found.record_type is None:
        return
    kind = next(each for each in file.tool.record_types if each.name == found.record_type)
    gone = sorted(row for row, _ in found.forgotten)
    with arrival.path.open("rb") as stream:
        is_cut = stream.read(4) == b"PAR1"
    rows = [
        row - sum(other < row for other in gone) if is_cut else row for row in found.changed
    ]
    readings = in_archive.read(
        arrival.path, file.file_name, file.source.source_id, kind.name, [found.part], rows
    )
    types = {column.name: column.data_type for column in kind.columns} | {"_extra": "jsonb"}
    for row, (reading, *_) in ((row, each) for row, each in readings.items() if each):
        if not reading.record_hash:
            continue
        texts = in_archive.texts(reading.columns)
        assigned = [
            sql.SQL("{} = %s::{}").format(sql.Identifier(name), sql.SQL(types[name]))
            for name in texts
        ]
        connection.execute(
            sql.SQL("update {} set _record_hash = decode(%s, 'hex'), {} "
                    "where _load_id = %s and _row = %s").format(
                sql.Identifier("landing", kind.table), sql.SQL(", ").join(assigned)
            ),
            [reading.record_hash, *texts.values(), file.load_ids[0], row],
        )


def sweep() -> int:
    """Delete the archive's files as they were before they were rewritten; how many."""
    with connect("kith_privacy") as connection:
        held = {row[0] for row in connection.execute("select file_id from landing.loads")}
        before = {bytes(row[0]) for row in connection.execute(
            "select original_key from landing.redacted_files"
        )}
    gone = [
        path for path in archive.place("00").parent.parent.glob("[0-9a-f][0-9a-f]/*")
        if path.name not in held and keys.keyed("file", path.name) in before
    ]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
