"""Lands files: one transaction per file, its rows and its ledger row together or not at all.

    archive → which record type → split → COPY → only what is new → counts → commit

A file that can't land is refused as a whole, with the rule, the reason and what to do in its
ledger row; its bytes stay in the archive, unless they may hold what may never be kept (``never``).
Landing the same bytes again does nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from orchestration.lib import registry
from orchestration.lib.errors import KithError
from orchestration.lib.landing import (
    absences,
    archive,
    arrivals,
    containers,
    declarations,
    folder,
    json_drift,
    ledger,
    never,
    revisits,
    supersession,
)
from orchestration.lib.landing.crashpoints import crashpoint
from orchestration.lib.landing.declarations import RecordType, Tool
from orchestration.lib.landing.export_time import export_time, named_time
from orchestration.lib.landing.folder import shown_name
from orchestration.lib.landing.json_rows import JsonRows
from orchestration.lib.landing.known_records import known_records
from orchestration.lib.landing.load import Load, read_load
from orchestration.lib.landing.matching import Match, match
from orchestration.lib.landing.part_landing import copy_part, rows_of
from orchestration.lib.landing.problems import FileRefused, Located
from orchestration.lib.landing.set_aside import SetAside, close_older
from orchestration.lib.privacy.screening import (
    ListGrew,
    hold_list,
    put_in_its_place,
    refuse_forgotten,
    screened,
)
from orchestration.lib.registry import Source
from orchestration.lib.warehouse.connection import connect

# Bytes of a file whose first landing is worth an exclusive lock.
_BIG = 8 << 20

Progress = Callable[[int, int], None]


class LandingFailed(KithError):
    """The warehouse refused a landing; nothing was written. The message holds no value."""


class NotAFile(KithError):
    """There is no plain file to read at the path."""


@dataclass(frozen=True)
class Incoming:
    """A file in the archive and what is known of it before its content is looked at.

    ``suppressed``: how many records of forgotten people were taken out of it, by part;
    ``original_key``: then a keyed hash of what it was before. ``list_size``: of the list of the
    forgotten by which that was done.
    """

    source: Source
    tool: Tool
    arrival: archive.Arrival
    file_name: str
    extracted_at: datetime
    is_time_named: bool
    method: str
    # The id of its load and when it landed, where it landed elsewhere before.
    as_before: tuple[int, datetime] | None = None
    suppressed: Mapping[str, int] = field(default_factory=dict)
    original_key: bytes | None = None
    list_size: int = 0


def land_path(
    place: str | Path,
    source_id: str,
    *,
    method: str = "file",
    progress: Progress | None = None,
) -> list[Load]:
    """Land a file, every export in a folder (older exports first), or a URL fsspec can open."""
    registry.source(source_id)
    if not str(place):
        raise NotAFile("Say which file or folder to land.")
    if "://" in str(place):
        return [_land_url(str(place), source_id, method, progress)]
    path = Path(place)
    if not path.is_dir():
        return [land_file(path, source_id, method=method, progress=progress)]
    return [
        land_file(found, source_id, method=method, progress=progress)
        for found in sorted(folder.exports(path), key=lambda found: (export_time(found), found))
    ]


def land_file(
    path: Path, source_id: str, *, method: str = "file", progress: Progress | None = None
) -> Load:
    """Land one file of a source and say what became of it.

    ``progress`` is called with bytes done and bytes in all. Raises ``UnknownSource`` for a source
    that isn't registered, ``NotAFile`` where there is no plain file to read,
    ``LandingFailed`` where the warehouse refuses. A file that can't land is no exception: its
    load's status is ``refused``.
    """
    source = registry.source(source_id)
    if not containers.is_regular(path):
        raise NotAFile(
            f"{shown_name(path)} is not a plain file that can be read: a link, a pipe, a folder, "
            "or not there. Put the export itself there."
        )
    with path.open("rb") as stream:
        arrival = archive.receive(stream)
    load = _land(
        Incoming(
            source=source,
            tool=declarations.tool_of(source),
            arrival=arrival,
            file_name=shown_name(path),
            extracted_at=export_time(path),
            is_time_named=named_time(path) is not None,
            method=method,
        ),
        progress,
    )
    if load.file_id != arrival.file_id:
        put_in_its_place(path, load.file_id)
    return load


def land_package(path: Path, source_id: str, checked: Callable[[Path], datetime]) -> Load:
    """Land a volunteer's package, once ``checked`` has looked at the very bytes that are to land.

    ``checked`` is given their place and says when they were exported; what it raises is passed on,
    and the archive keeps nothing then. Raises as ``land_file`` does.
    """
    source = registry.source(source_id)
    if not containers.is_regular(path):
        raise NotAFile(f"{shown_name(path)} is not a plain file that can be read, or not there.")
    with path.open("rb") as stream:
        arrival = archive.receive(stream)
    try:
        extracted_at = checked(arrival.path)
    except BaseException:
        arrival.drop()
        raise
    return _land(
        Incoming(
            source=source,
            tool=declarations.tool_of(source),
            arrival=arrival,
            file_name=shown_name(path),
            extracted_at=extracted_at,
            is_time_named=True,
            method="bundle",
        ),
        None,
    )


def land_as_before(
    stream: BinaryIO, original: Load, loaded_at: datetime, *, is_time_named: bool
) -> Load:
    """Land the bytes of a load of another warehouse as they landed there: with its id and times.

    ``is_time_named``: see ``supersession``. Raises ``UnknownSource`` and ``LandingFailed``.
    """
    source = registry.source(original.source_id)
    return _land(
        Incoming(
            source=source,
            tool=declarations.tool_of(source),
            arrival=archive.receive(stream),
            file_name=original.file_name,
            extracted_at=original.extracted_at,
            is_time_named=is_time_named,
            method=original.method,
            as_before=(original.load_id, loaded_at),
        ),
        None,
    )


def _land_url(url: str, source_id: str, method: str, progress: Progress | None) -> Load:
    # Imported late: few landings need it.
    import fsspec

    source = registry.source(source_id)
    named = Path(urlsplit(url).path)
    try:
        with fsspec.open(url, "rb") as stream:
            arrival = archive.receive(stream)
    except (ImportError, ValueError, OSError) as failure:
        raise NotAFile(
            f"{shown_name(named)} could not be read from its address ({type(failure).__name__}). "
            "Check the address; for s3, gs, http and the like the driver that fsspec names for it "
            "must be installed beside Kith. Or download the file and land that."
        ) from None
    return _land(
        Incoming(
            source=source,
            tool=declarations.tool_of(source),
            arrival=arrival,
            file_name=shown_name(named),
            extracted_at=named_time(named) or datetime.now(UTC),
            is_time_named=named_time(named) is not None,
            method=method,
        ),
        progress,
    )


def _land(incoming: Incoming, progress: Progress | None) -> Load:
    try:
        with screened(
            incoming.arrival, incoming.file_name, incoming.source, incoming.tool
        ) as safe:
            cleared = replace(
                incoming, arrival=safe.arrival, list_size=safe.list_size,
                suppressed=Counter(incoming.suppressed) + Counter(safe.suppressed),
                original_key=incoming.original_key or safe.original_key,
            )
            crashpoint("screened")
            try:
                return _land_or_refuse(cleared, progress)
            except ListGrew:
                return _land(cleared, progress)
    finally:
        incoming.arrival.drop()


def _land_or_refuse(incoming: Incoming, progress: Progress | None) -> Load:
    try:
        with connect("kith_lander") as connection:
            return _land_whole(connection, incoming, progress)
    except FileRefused as refused:
        with connect("kith_lander") as connection:
            return _refuse(connection, incoming, refused)
    except psycopg.errors.UniqueViolation as twin:
        if twin.diag.constraint_name != "loads_land_once":
            raise _without_values(twin) from None
        with connect("kith_lander") as connection:
            return _land_whole(connection, incoming, progress)
    except psycopg.Error as failure:
        raise _without_values(failure) from None


def _without_values(failure: psycopg.Error) -> LandingFailed:
    return LandingFailed(
        f"The warehouse refused the landing ({failure.sqlstate or 'connection lost'}, "
        f"{type(failure).__name__}); nothing was written. Land the file again; if it happens "
        "again, see: ./kith status"
    )


def _land_whole(
    connection: psycopg.Connection[Any], incoming: Incoming, progress: Progress | None
) -> Load:
    source_id = incoming.source.source_id
    hold_list(connection, source_id, incoming.list_size)
    earlier = ledger.landed_before(connection, source_id, incoming.arrival.file_id)
    if earlier is not None:
        _see_again(connection, incoming, earlier)
        return read_load(connection, earlier, is_repeated=True)
    if incoming.method != "bundle" and (
        containers.is_package(incoming.arrival.path)
        # As it landed before it comes back, whatever the source has taken since.
        or (incoming.as_before is None and ledger.takes_packages(connection, source_id))
    ):
        raise FileRefused(
            "signed_package",
            "This is a volunteer's signed package, or goes where only such land.",
            "Land it with: ./kith bundle import FILE --source ID, which checks who signed it.",
        )
    seen = partial(arrivals.undeclared_headers, connection, source_id)
    matches = [
        match(part, incoming.tool, incoming.source.encoding, seen)
        for part in containers.parts(
            incoming.arrival.path, incoming.file_name, incoming.tool.companions
        )
    ]
    if all(found.is_empty for found in matches):
        raise FileRefused(
            "empty_file",
            "The file holds nothing, not even a header line.",
            "Export it again: an export without records still has its header line, or an empty "
            "list. An empty file is most often one whose export failed.",
        )
    count = Counter(found.record_type.name for found in matches if found.record_type)
    arrivals.lock_all(connection, source_id, count)
    load_id = ledger.begin(
        connection, source_id, incoming.arrival.file_id, incoming.file_name,
        incoming.arrival.size, incoming.method, incoming.extracted_at, incoming.as_before,
    )
    crashpoint("load_begun")
    since = supersession.supersede(
        connection, load_id, incoming.arrival.path, incoming.is_time_named
    )
    set_aside = SetAside(source_id)
    noted = {name for name in count if count[name] == 1}
    try:
        for found in matches:
            _land_part(connection, incoming, load_id, found, set_aside, noted, progress)
        crashpoint("rows_copied")
        set_aside.write(connection, load_id)
    finally:
        set_aside.close()
    if incoming.original_key is not None:
        ledger.note_suppressed(
            connection, load_id, incoming.suppressed, incoming.original_key
        )
    ledger.sum_up(connection, load_id)
    incoming.arrival.keep()
    crashpoint("file_archived")
    if revisits.is_late(connection, load_id, since):
        revisits.mark(connection, load_id, since)
    else:
        absences.restate(connection, source_id, count, incoming.extracted_at, load_id, noted)
    load = read_load(connection, load_id)
    crashpoint("before_commit")
    connection.commit()
    crashpoint("after_commit")
    return load


def _land_part(
    connection: psycopg.Connection[Any],
    incoming: Incoming,
    load_id: int,
    found: Match,
    set_aside: SetAside,
    noted: set[str],
    progress: Progress | None,
) -> None:
    """Land the part. ``noted``: the record types of which it is noted what one part lacks."""
    record_type = found.record_type
    if record_type is None or found.is_empty:
        with found.part.open() as stream:
            size = sum(len(piece) for piece in iter(lambda: stream.read(1 << 16), b""))
        ledger.note_part(connection, load_id, found, size, None, 0)
        noted.discard(record_type.name if record_type else "")
        return
    source_id, total = incoming.source.source_id, incoming.arrival.size
    tell = (lambda done: progress(min(done, total), total)) if progress else None
    before, is_whole = arrivals.landed_before(connection, source_id, record_type.name, total)
    is_minted = not record_type.record_id
    is_compared_here = before and is_whole and found.layout and not is_minted
    is_noted = before and record_type.can_be_missed and record_type.name in noted
    with (
        known_records(connection, record_type, source_id, incoming.extracted_at)
        if is_compared_here
        else nullcontext()
    ) as known:
        rows = rows_of(
            found, load_id,
            lambda problem: set_aside.add(found.part.name, record_type.name, problem), known,
        )
        if is_compared_here or not (before or is_minted):
            is_emptied = not before and total >= _BIG and arrivals.empty_anew(
                connection, record_type
            )
            size = copy_part(
                connection, found, rows, _table(record_type), tell, freeze=is_emptied
            )
            landed = rows.read - rows.quarantined - rows.unchanged
            if is_noted and known:
                absences.note_unmet(connection, record_type, load_id, known)
        else:
            arrivals.make_table(connection, record_type)
            size = copy_part(connection, found, rows, sql.Identifier("pg_temp", "arrived"), tell)
            if is_minted:
                arrivals.number_the_minted(connection)
            landed = (
                arrivals.insert_new(
                    connection, record_type, rows.columns, source_id, incoming.extracted_at
                )
                if before
                else arrivals.insert_all(connection, record_type, rows.columns)
            )
            if is_noted:
                absences.note_not_arrived(
                    connection, record_type, source_id, incoming.extracted_at
                )
    if isinstance(rows, JsonRows):
        json_drift.check(
            connection, source_id, record_type, incoming.tool.vendor, rows
        )
    if not is_noted:
        noted.discard(record_type.name)
    ledger.note_part(connection, load_id, found, size, rows, landed)


def _table(record_type: RecordType) -> sql.Identifier:
    return sql.Identifier("landing", record_type.table)


def land_again(original: Load, found: Match, quarantine_id: int, first: int) -> Load:
    """Land one record out of the quarantine as of its file's export time; see ``quarantine``."""
    record_type = found.record_type
    if record_type is None:
        raise KithError("The record's file is of no known kind.")
    problems: list[Located] = []
    source = registry.source(original.source_id)
    with connect("kith_lander") as connection:
        refuse_forgotten(connection, source, declarations.tool_of(source), found)
        arrivals.lock(connection, original.source_id, record_type.name)
        load_id = ledger.begin_retry(connection, original.load_id)
        rows = rows_of(found, load_id, problems.append)
        is_minted = not record_type.record_id
        if is_minted:
            arrivals.make_table(connection, record_type)
        table = sql.Identifier("pg_temp", "arrived") if is_minted else _table(record_type)
        size = copy_part(connection, found, rows, table, first=first)
        if problems:
            connection.rollback()
            return replace(
                original, load_id=0, method="retry", records_read=rows.read, records_landed=0,
                records_unchanged=0, records_quarantined=rows.quarantined, parts=(),
                rule=problems[0].rule, message=problems[0].message, advice=problems[0].advice,
            )
        if is_minted:
            arrivals.number_the_minted(connection)
            arrivals.insert_all(connection, record_type, rows.columns)
        ledger.note_part(connection, load_id, found, size, rows, rows.read)
        ledger.sum_up(connection, load_id)
        connection.execute(
            "update landing.loads set size_bytes = %s where load_id = %s", [size, load_id]
        )
        connection.execute(
            "update landing.quarantine set status = 'landed', resolved_at = now(),"
            " resolved_by_load_id = %s where quarantine_id = %s",
            [load_id, quarantine_id],
        )
        close_older(connection, quarantine_id)
        revisits.mark(connection, load_id)
        return read_load(connection, load_id)


def _see_again(connection: psycopg.Connection[Any], incoming: Incoming, load_id: int) -> None:
    """The same bytes exported again later confirm every record in them as of that time."""
    if not incoming.is_time_named:
        return
    kinds = (part.record_type for part in read_load(connection, load_id).parts)
    arrivals.lock_all(connection, incoming.source.source_id, filter(None, kinds))
    since = ledger.move(connection, load_id, incoming.extracted_at)
    if since is not None:
        revisits.mark(connection, load_id, since)
    connection.commit()


def _refuse(
    connection: psycopg.Connection[Any], incoming: Incoming, refused: FileRefused
) -> Load:
    hold_list(connection, incoming.source.source_id, incoming.list_size)
    if not isinstance(refused, never.ForbiddenColumn) and never.may_be_archived(
        incoming.arrival.path, incoming.file_name, incoming.tool, incoming.source.encoding
    ):
        incoming.arrival.keep()
    load_id, is_known = ledger.refuse(
        connection, incoming.source.source_id, incoming.arrival.file_id, incoming.file_name,
        incoming.arrival.size, incoming.method, incoming.extracted_at, refused,
        incoming.source.who_is_responsible,
    )
    load = read_load(connection, load_id, is_repeated=is_known)
    connection.commit()
    return load
