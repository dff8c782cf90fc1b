"""The newest version of each record of a source, as digests, to compare a whole export with.

A digest is a row's ``_record_hash``: of the content, the columns' names and which of them are the
id, so records of equal digests are equal. They wait in a temporary file that has no name, in the
order the records had in their exports. An export mostly keeps that order: a record is first looked
for near its place, and only what isn't there among all of them. So an export of any size needs
little memory, and one in another order needs more time.

Of a full export it is also noted which digests it passed by without meeting them: those of records
that changed or are gone (``absences``).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from struct import Struct
from typing import IO, Any

import psycopg
from psycopg import sql

from orchestration.lib import settings
from orchestration.lib.landing.csv_rows import HASH_SIZE
from orchestration.lib.landing.declarations import RecordType
from orchestration.lib.landing.writer import CopyWriter

# Rows that wait to be looked for together: each time, all digests are read.
_MOST_HELD = 1 << 16
# Digests read at a time; an export may be twice as many records out of step.
_CHUNK = 1 << 12

_NEWEST = sql.SQL(
    "copy ("
    " select string_agg(digest, '' order by _row)"
    " from ("
    '   select distinct on (landed._record_id collate "C")'
    "     landed._record_hash as digest, landed._row"
    "   from {table} as landed"
    "   inner join landing.comparable_loads as loads on loads.load_id = landed._load_id"
    "   where loads.source_id = {source_id} and loads.extracted_at <= {extracted_at}"
    '   order by landed._record_id collate "C", loads.extracted_at desc,'
    "     landed._record_hash desc"
    " ) as newest group by _row / {chunk} order by _row / {chunk}"
    ") to stdout (format binary)"
)


@contextmanager
def known_records(
    connection: psycopg.Connection[Any],
    record_type: RecordType,
    source_id: str,
    extracted_at: datetime,
) -> Iterator[KnownRecords]:
    """The newest versions among the source's exports that are not later than ``extracted_at``.

    Where the record type can be missed, it is noted which of them the export meets.
    """
    statement = _NEWEST.format(
        table=sql.Identifier("landing", record_type.table), source_id=sql.Literal(source_id),
        extracted_at=sql.Literal(extracted_at), chunk=sql.Literal(_CHUNK),
    )
    # A million ids are sorted in it.
    connection.execute("set local work_mem = '128MB'")
    folder = settings.folder("work")
    with (
        tempfile.TemporaryFile(dir=folder) as digests,
        tempfile.TemporaryFile(dir=folder) as held,
        tempfile.TemporaryFile(dir=folder) as passed,
        tempfile.TemporaryFile(dir=folder) as met,
    ):
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(["bytea"])
            for (chunk,) in copy.rows():
                digests.write(chunk)
        meetings = Meetings(passed, met) if record_type.can_be_missed else None
        yield KnownRecords(digests, held, meetings)


class Meetings:
    """Which digests an export met.

    ``passed``: where those are written that it had not met when it was past them; ``met``: those
    that it met far from their place.
    """

    def __init__(self, passed: IO[bytes], met: IO[bytes]) -> None:
        self.passed = passed
        self.met = met

    def write(self, connection: psycopg.Connection[Any], table: sql.Identifier) -> None:
        """Write the digests of all that the export did not meet into a table of one column."""
        connection.execute("create temporary table met_afar (digest bytea) on commit drop")
        for file, into in (
            (self.passed, table), (self.met, sql.Identifier("pg_temp", "met_afar")),
        ):
            file.seek(0)
            statement = sql.SQL("copy {} from stdin").format(into)
            with connection.cursor() as cursor, cursor.copy(statement) as copy:
                while piece := file.read(_CHUNK * HASH_SIZE):
                    lines = piece.hex("\n", HASH_SIZE).replace("\n", "\n\\\\x")
                    copy.write(f"\\\\x{lines}\n")
        connection.execute(
            sql.SQL("delete from {} as passed using met_afar where met_afar.digest = passed.digest")
            .format(table)
        )
        connection.execute("drop table met_afar")


class KnownRecords:
    """Finds records by their digests, which stand one after the other in the file ``digests``.

    ``held``: where rows wait. A row is a line of COPY text format, with its digest in hex as its
    fourth field. ``meetings``: where it is noted what the export met, if it is.
    """

    def __init__(
        self,
        digests: IO[bytes],
        held: IO[bytes],
        meetings: Meetings | None = None,
        chunk: int = _CHUNK,
        most_held: int = _MOST_HELD,
    ) -> None:
        self._digests = digests
        self._held = held
        self._meetings = meetings
        self._most_held = most_held
        self._waiting: list[bytes] = []
        self._whole_chunk = _digests(chunk)
        self._chunks = self._read()
        self._here: set[bytes] = set(next(self._chunks, ()))
        self._ahead: set[bytes] = set(next(self._chunks, ()))

    def not_near(self, digests: Sequence[bytes]) -> list[int]:
        """Which of an export's next digests, by place, are not found near their place."""
        here, ahead = self._here, self._ahead
        unknown = set(digests).difference(here, ahead)
        found = [at for at, digest in enumerate(digests) if digest in unknown] if unknown else []
        # Every eighth tells well enough where the export has come to.
        sample = digests[::8]
        is_further = 2 * len(ahead.intersection(sample)) > len(sample)
        if self._meetings:
            here.difference_update(digests)
            ahead.difference_update(digests)
        if is_further:
            self._pass()
        return found

    def hold(self, rows: list[bytes], writer: CopyWriter) -> int:
        """Take rows, and in time write those not known; how many were just found to be known."""
        self._held.writelines(rows)
        self._waiting += map(_digest_in, rows)
        return self.settle(writer) if len(self._waiting) >= self._most_held else 0

    def settle(self, writer: CopyWriter) -> int:
        """Write what is held and not known, wherever that would stand; how many were known."""
        unknown, count = set(self._waiting), 0
        for chunk in self._read() if unknown else ():
            unknown.difference_update(chunk)
        self._held.seek(0)
        for digest, row in zip(self._waiting, self._held, strict=True):
            if digest in unknown:
                writer.write(row)
            else:
                count += 1
                if self._meetings:
                    self._meetings.met.write(digest)
        self._held.seek(0)
        self._held.truncate()
        self._waiting = []
        return count

    def meetings(self) -> Meetings:
        """What the whole export met. Raises ``ValueError`` where it was not noted."""
        if self._meetings is None:
            raise ValueError("It was not noted what the export met.")
        for chunk in chain((self._here, self._ahead), self._chunks):
            self._meetings.passed.write(b"".join(chunk))
        self._here, self._ahead = set(), set()
        return self._meetings

    def _pass(self) -> None:
        if self._meetings:
            self._meetings.passed.write(b"".join(self._here))
        self._here, self._ahead = self._ahead, set(next(self._chunks, ()))

    def _read(self) -> Iterator[Sequence[bytes]]:
        position, form = 0, self._whole_chunk
        while chunk := self._at(position, form.size):
            position += len(chunk)
            if len(chunk) < form.size:
                form = _digests(len(chunk) // HASH_SIZE)
            yield form.unpack(chunk)

    def _at(self, position: int, size: int) -> bytes:
        self._digests.seek(position)
        return self._digests.read(size)


def _digest_in(row: bytes) -> bytes:
    return bytes.fromhex(row.split(b"\t", 4)[3].removeprefix(b"\\\\x").decode())


def _digests(count: int) -> Struct:
    return Struct(f"{HASH_SIZE}s" * count)
