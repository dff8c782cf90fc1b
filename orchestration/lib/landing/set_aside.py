"""Collects the records a landing sets aside, writes them to the quarantine, closes those alike.

They wait in a temporary file that has no name, so that a file full of trouble needs no more
memory than a good one, and a killed landing leaves nothing behind.
"""

from __future__ import annotations

import tempfile
from typing import Any

import psycopg

from orchestration.lib import settings
from orchestration.lib.landing.csv_records import escape
from orchestration.lib.landing.problems import Located

_IN_MEMORY = 1 << 20
# By when they were exported: one that arrives late is no newer than what arrived before it.
_CLOSE_OLDER = """
    update landing.quarantine as older
    set status = 'dismissed', resolved_at = now()
    from landing.quarantine as newer
    inner join landing.loads as newer_load on newer_load.load_id = newer.load_id
    cross join landing.loads as older_load
    where newer.quarantine_id = %s and older.status = 'open'
        and older_load.load_id = older.load_id
        and (older_load.extracted_at, older.quarantine_id)
            < (newer_load.extracted_at, newer.quarantine_id)
        and older.source_id = newer.source_id
        and older.record_type is not distinct from newer.record_type and older.rule = newer.rule
        and sha256(older.raw_bytes) = sha256(newer.raw_bytes)
"""


def close_older(connection: psycopg.Connection[Any], quarantine_id: int) -> None:
    """Close what earlier exports held with the bytes of this record, and for its reason.

    Once it has landed, or needs nothing, they would say what it replaced.
    """
    connection.execute(_CLOSE_OLDER, [quarantine_id])


class SetAside:
    """The records set aside in one load."""

    def __init__(self, source_id: str) -> None:
        self._source_id = source_id
        self._rows = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - closed by close()
            max_size=_IN_MEMORY, dir=str(settings.folder("work"))
        )
        self.count = 0

    def add(self, part: str, record_type: str | None, problem: Located) -> None:
        """Note one record."""
        values = (
            self._source_id, record_type, part, str(problem.line), problem.column,
            str(problem.start), str(problem.end), problem.rule, problem.message, problem.advice,
        )
        texts = ["\\N" if value is None else escape(value) for value in values]
        self._rows.write("\t".join(texts).encode("utf-8", "replace"))
        self._rows.write(b"\t\\\\x" + problem.raw.hex().encode() + b"\n")
        self.count += 1

    def write(self, connection: psycopg.Connection[Any], load_id: int) -> None:
        """Write them all under ``load_id`` and forget them."""
        self._rows.seek(0)
        if self.count:
            statement = (
                "copy landing.quarantine (load_id, source_id, record_type, part, line,"
                " column_name, byte_start, byte_end, rule, message, advice, raw_bytes) from stdin"
            )
            with connection.cursor() as cursor, cursor.copy(statement) as copy:
                for row in self._rows:
                    copy.write(b"%d\t" % load_id)
                    for first in range(0, len(row), 1 << 16):
                        copy.write(row[first : first + (1 << 16)])
        self.close()

    def close(self) -> None:
        """Forget them."""
        self._rows.close()
