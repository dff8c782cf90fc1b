"""Writes what becomes of a file into the ledger: its load, the parts of it, their sums."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from orchestration.lib.landing.json_rows import JsonRows
from orchestration.lib.landing.matching import Match
from orchestration.lib.landing.part_landing import Rows
from orchestration.lib.landing.problems import FileRefused


def begin(
    connection: psycopg.Connection[Any], source_id: str, file_id: str, file_name: str, size: int,
    method: str, extracted_at: datetime, as_before: tuple[int, datetime] | None = None,
) -> int:
    """Begin the load of a file of ``size`` bytes; its id.

    ``as_before``: the id it had, and when it landed, in the warehouse it comes from.
    """
    row = connection.execute(
        "insert into landing.loads"
        " (source_id, file_id, file_name, size_bytes, method, extracted_at, status)"
        " values (%s, %s, %s, %s, %s, %s, 'landed') returning load_id"
        if as_before is None
        else "insert into landing.loads"
        " (source_id, file_id, file_name, size_bytes, method, extracted_at, status, load_id,"
        " loaded_at) overriding system value"
        " values (%s, %s, %s, %s, %s, %s, 'landed', %s, %s) returning load_id",
        [source_id, file_id, file_name, size, method, extracted_at, *(as_before or ())],
    ).fetchone()
    return int(row[0])  # type: ignore[index]


def begin_retry(connection: psycopg.Connection[Any], load_id: int) -> int:
    """Begin the load of a record that was set aside in that load; its id.

    It stands and falls with the file: of the same time, it gives way and is dismissed with it.
    """
    row = connection.execute(
        "insert into landing.loads (source_id, file_id, file_name, size_bytes, method,"
        "  extracted_at, status, superseded_by_load_id, dismissed_at, dismissed_by,"
        "  dismissed_because)"
        " select source_id, file_id, file_name, 0, 'retry', extracted_at, status,"
        "  superseded_by_load_id, dismissed_at, dismissed_by, dismissed_because"
        " from landing.loads where load_id = %s returning load_id",
        [load_id],
    ).fetchone()
    return int(row[0])  # type: ignore[index]


def note_part(
    connection: psycopg.Connection[Any], load_id: int, found: Match, size: int,
    rows: Rows | None, landed: int,
) -> None:
    """Note a part of ``size`` bytes and how many of its rows landed; None: it holds nothing."""
    read, quarantined = (rows.read, rows.quarantined) if rows else (0, 0)
    connection.execute(
        "insert into landing.load_parts (load_id, part, record_type, is_record_id_minted,"
        " records_read, records_landed, records_unchanged, records_quarantined,"
        " size_bytes, record_bytes, quarantined_bytes, structural_bytes,"
        " encoding, undeclared_columns, told_counts)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            load_id, found.part.name, found.record_type.name if found.record_type else None,
            bool(found.record_type and not found.record_type.record_id),
            read, landed, read - quarantined - landed, quarantined,
            size, rows.record_bytes if rows else 0, rows.quarantined_bytes if rows else 0,
            rows.structural_bytes if rows else size,
            found.encoding.name, rows.undeclared if rows else [],
            Jsonb(rows.filled) if isinstance(rows, JsonRows) else None,
        ],
    )


def note_suppressed(
    connection: psycopg.Connection[Any], load_id: int, suppressed: Mapping[str, int],
    original_key: bytes,
) -> None:
    """Note how many records of forgotten people were taken out of the parts before they were read.

    ``original_key``: a keyed hash of the file as it came.
    """
    connection.cursor().executemany(
        "update landing.load_parts set records_read = records_read + %(count)s,"
        " records_suppressed = %(count)s where load_id = %(load_id)s and part = %(part)s",
        [
            {"count": count, "load_id": load_id, "part": part}
            for part, count in suppressed.items()
        ],
    )
    connection.execute(
        "insert into landing.redacted_files (source_id, original_key, file_id)"
        " select source_id, %s, file_id from landing.loads where load_id = %s"
        " on conflict (source_id, original_key) do update set file_id = excluded.file_id",
        [original_key, load_id],
    )


def sum_up(connection: psycopg.Connection[Any], load_id: int) -> None:
    """Make the load's counts those of its parts."""
    connection.execute(
        "update landing.loads set records_read = sums.read, records_landed = sums.landed,"
        " records_unchanged = sums.unchanged, records_quarantined = sums.quarantined,"
        " records_suppressed = sums.suppressed"
        " from (select coalesce(sum(records_read), 0) as read,"
        "   coalesce(sum(records_landed), 0) as landed,"
        "   coalesce(sum(records_unchanged), 0) as unchanged,"
        "   coalesce(sum(records_quarantined), 0) as quarantined,"
        "   coalesce(sum(records_suppressed), 0) as suppressed"
        "   from landing.load_parts where load_id = %(load_id)s) as sums"
        " where load_id = %(load_id)s",
        {"load_id": load_id},
    )


def takes_packages(connection: psycopg.Connection[Any], source_id: str) -> bool:
    """Whether volunteers' packages landed as the source: nothing unsigned may speak beside them."""
    row = connection.execute(
        "select exists (select from landing.imported_packages where source_id = %s)", [source_id]
    ).fetchone()
    return bool(row and row[0])


def landed_before(
    connection: psycopg.Connection[Any], source_id: str, file_id: str
) -> int | None:
    """The load in which the very same bytes of the source landed, or None."""
    row = connection.execute(
        "select load_id from landing.loads where source_id = %s and file_id = %s"
        " and status = 'landed' and method <> 'retry'",
        [source_id, file_id],
    ).fetchone()
    return int(row[0]) if row else None


def move(
    connection: psycopg.Connection[Any], load_id: int, extracted_at: datetime
) -> datetime | None:
    """Note that a load's bytes were exported again then; from when it moves, if it is later.

    What was set aside of them and landed once it was mended moves along.
    """
    row = connection.execute(
        "with before as (select load_id, source_id, file_id, extracted_at from landing.loads"
        "  where load_id = %(load_id)s and extracted_at < %(at)s for update),"
        " moved as (update landing.loads set extracted_at = %(at)s from before"
        "  where loads.extracted_at < %(at)s and (loads.load_id = before.load_id"
        "   or loads.method = 'retry' and loads.source_id = before.source_id"
        "    and loads.file_id = before.file_id))"
        " select extracted_at from before",
        {"load_id": load_id, "at": extracted_at},
    ).fetchone()
    return row[0] if row else None


def refuse(
    connection: psycopg.Connection[Any], source_id: str, file_id: str, file_name: str, size: int,
    method: str, extracted_at: datetime, refused: FileRefused, who_is_responsible: str,
) -> tuple[int, bool]:
    """Note that a file was set aside, and who is responsible; its load's id, and if it was known.

    The same refusal of the same bytes is noted once.
    """
    row = connection.execute(
        "select load_id from landing.loads where source_id = %s and file_id = %s"
        " and status = 'refused' and rule = %s and message = %s",
        [source_id, file_id, refused.rule, refused.message],
    ).fetchone()
    if row:
        return int(row[0]), True
    row = connection.execute(
        "insert into landing.loads (source_id, file_id, file_name, size_bytes, method,"
        " extracted_at, status, rule, message, advice)"
        " values (%s, %s, %s, %s, %s, %s, 'refused', %s, %s, %s) returning load_id",
        [
            source_id, file_id, file_name, size, method, extracted_at, refused.rule,
            refused.message, f"{refused.advice} {who_is_responsible}".rstrip(),
        ],
    ).fetchone()
    return int(row[0]), False  # type: ignore[index]
