"""A file that was landed while it was still being copied gives way to the whole one.

The sign is exact: the longer file of the same name begins with the very bytes that had landed.
An export of another day that merely grew at its end is no such file: its name says its own time.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg


def supersede(
    connection: psycopg.Connection[Any], load_id: int, path: Path, is_time_named: bool
) -> datetime | None:
    """Mark the loads whose bytes the file at ``path``, being landed as ``load_id``, begins with.

    ``is_time_named``: the file's name or folder says when it was exported. Returns when the oldest
    of those that gave way was, if any did.
    """
    shorter = connection.execute(
        "select earlier.load_id, earlier.size_bytes, earlier.file_id, earlier.extracted_at"
        " from landing.loads as this"
        " inner join landing.loads as earlier on earlier.source_id = this.source_id"
        "   and earlier.file_name = this.file_name and earlier.size_bytes < this.size_bytes"
        "   and earlier.status = 'landed' and earlier.superseded_by_load_id is null"
        "   and earlier.method <> 'retry' and earlier.size_bytes > 0"
        " where this.load_id = %s and (not %s or earlier.extracted_at = this.extracted_at)"
        " order by earlier.size_bytes",
        [load_id, is_time_named],
    ).fetchall()
    if not shorter:
        return None
    digest, done, gave_way = hashlib.sha256(), 0, []
    with path.open("rb") as stream:
        for earlier, size, file_id, extracted_at in shorter:
            while done < size and (piece := stream.read(min(size - done, 1 << 18))):
                digest.update(piece)
                done += len(piece)
            if digest.hexdigest() == file_id:
                # What was set aside of it and landed once it was mended gives way, too.
                connection.execute(
                    "update landing.loads as loads set superseded_by_load_id = %s"
                    " from landing.loads as earlier where earlier.load_id = %s"
                    " and earlier.source_id = loads.source_id and earlier.file_id = loads.file_id"
                    " and loads.status = 'landed' and loads.superseded_by_load_id is null",
                    [load_id, earlier],
                )
                gave_way.append(extracted_at)
    return min(gave_way, default=None)
