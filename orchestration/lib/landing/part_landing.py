"""Reads one part of a file into a table: the landing table itself, or the temporary one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO

import psycopg
from psycopg import sql

from orchestration.lib.landing import json_records
from orchestration.lib.landing.csv_records import CsvRecords
from orchestration.lib.landing.csv_rows import CsvRows, Known
from orchestration.lib.landing.decode import readable
from orchestration.lib.landing.json_rows import JsonRows
from orchestration.lib.landing.matching import Match
from orchestration.lib.landing.problems import Located
from orchestration.lib.landing.writer import CopyWriter

Rows = CsvRows | JsonRows
_ENVELOPE = ("_load_id", "_row", "_record_id", "_record_hash")


class Counted:
    """A stream that knows how many bytes were read, and tells."""

    def __init__(self, stream: BinaryIO, tell: Callable[[int], None] | None) -> None:
        self._stream = stream
        self._tell = tell
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        self.size += len(piece)
        if self._tell:
            self._tell(self.size)
        return piece


def rows_of(
    match: Match,
    load_id: int,
    quarantine: Callable[[Located], None],
    known: Known | None = None,
    is_archived: bool = False,
) -> Rows:
    """What turns the part's records into rows; of delimited text, those that aren't ``known``.

    ``is_archived``: the part is read out of the archive once more, and what may not be kept any
    longer is left out; a part that arrives is refused.
    """
    if match.record_type is None:
        raise ValueError("A part that is empty and unknown has no rows.")
    if match.layout is not None:
        return CsvRows(
            load_id, match.record_type, match.layout, quarantine, known, is_strict=not is_archived
        )
    return JsonRows(load_id, match.record_type, quarantine, is_strict=not is_archived)


def copy_part(
    connection: psycopg.Connection[Any],
    match: Match,
    rows: Rows,
    table: sql.Identifier,
    tell: Callable[[int], None] | None = None,
    first: int = 1,
    freeze: bool = False,
) -> int:
    """Read the whole part into ``table``; returns its size in bytes, all accounted for.

    ``freeze``: the table was emptied in this transaction. The others as for ``read_part``.
    """
    statement = sql.SQL("copy {} ({}) from stdin (format text, null '', freeze {})").format(
        table,
        sql.SQL(", ").join(map(sql.Identifier, (*_ENVELOPE, *rows.columns))),
        sql.SQL("true" if freeze else "false"),
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        return read_part(match, rows, CopyWriter(copy), tell, first)


def read_part(
    match: Match,
    rows: Rows,
    writer: CopyWriter,
    tell: Callable[[int], None] | None = None,
    first: int = 1,
) -> int:
    """Read the whole part; returns its size in bytes. ``first``: the first JSON record's ordinal.

    ``tell`` is called with the bytes read so far.
    """
    with match.part.open() as unpacked:
        stream = Counted(readable(unpacked, match.encoding), tell)
        if isinstance(rows, CsvRows):
            _write_csv(match, stream, rows, writer)
        else:
            _write_json(match, stream, rows, writer, first)
        writer.flush()
    outside = stream.size - rows.record_bytes - rows.quarantined_bytes
    rows.structural_bytes = outside
    return stream.size


def _write_csv(match: Match, stream: Any, rows: CsvRows, writer: CopyWriter) -> None:
    layout = match.layout
    if layout is None:
        raise ValueError("Delimited text needs a layout.")
    header = layout.header
    mark = 0 if match.encoding.is_recoded else match.encoding.mark
    before = _exactly(stream, header.end)[mark : header.start]
    rows.set_aside_preamble(before, mark)
    is_columnar = match.part.is_columnar
    rows.write(
        CsvRecords(
            stream,
            header.delimiter,
            len(layout.columns),
            encoding="utf-8" if match.encoding.is_recoded else match.encoding.name,
            offset=header.end,
            # A row number, unlike a line number, doesn't count the header.
            line=1 if is_columnar else header.line + header.lines,
            is_numbered_by_record=is_columnar,
        ),
        writer,
    )


def _write_json(match: Match, stream: Any, rows: JsonRows, writer: CopyWriter, first: int) -> None:
    mark = 0 if match.encoding.is_recoded else match.encoding.mark
    _exactly(stream, mark)
    record_type = match.record_type
    rows.write(
        json_records.records(
            stream,
            record_type.records_at if record_type else None,
            match.is_one_document_a_line,
            mark,
        ),
        writer,
        first,
    )


def _exactly(stream: Any, size: int) -> bytes:
    pieces = []
    while size and (piece := stream.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
