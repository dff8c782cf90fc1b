"""The records set aside: list them, show one, land one again once it or its rule is mended."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg.rows import class_row

from orchestration.lib import registry
from orchestration.lib.errors import KithError
from orchestration.lib.landing import archive, containers, declarations, json_records
from orchestration.lib.landing.containers import Part
from orchestration.lib.landing.decode import Encoding, readable
from orchestration.lib.landing.lander import land_again
from orchestration.lib.landing.load import Load, read_load
from orchestration.lib.landing.matching import Match, match
from orchestration.lib.landing.never import ForbiddenColumn
from orchestration.lib.landing.set_aside import close_older
from orchestration.lib.warehouse.connection import connect

_INCOMPLETE = frozenset({"too_long", "cut_off"})


@dataclass(frozen=True)
class Item:
    """A record in the quarantine: where it is, why, and what to do. Its bytes are not here."""

    quarantine_id: int
    load_id: int
    source_id: str
    file_name: str
    record_type: str | None
    part: str
    line: int
    column_name: str | None
    byte_start: int
    byte_end: int
    rule: str
    message: str
    advice: str
    status: str


_ITEMS = (
    "select quarantine_id, load_id, quarantine.source_id, file_name, record_type, part, line,"
    " column_name, byte_start, byte_end, quarantine.rule, quarantine.message,"
    " quarantine.advice, quarantine.status"
    " from landing.quarantine as quarantine inner join landing.loads using (load_id)"
)


@dataclass(frozen=True)
class Repeated:
    """A record that was set aside with the same bytes in ``exports`` loads: the newest of them."""

    newest: Item
    exports: int

    def told(self) -> str:
        """Where it is, why it was set aside and what to do; lines for a person, and no value."""
        item = self.newest
        column = f", column {item.column_name}" if item.column_name else ""
        seen = f" Seen in {self.exports:,} exports, newest load {item.load_id}."
        return (
            f"{item.quarantine_id}  {item.source_id}: {item.file_name}, line {item.line}{column} "
            f"(bytes {item.byte_start}-{item.byte_end})\n"
            f"   {item.message} {item.advice}{seen if self.exports > 1 else ''}"
        )


# The same bytes of the same kind of record, set aside for the same reason: one thing to mend.
_ALIKE = """
    select
        (array_agg(quarantine_id order by extracted_at desc, quarantine_id desc))[1],
        count(distinct load_id)
    from landing.quarantine
    inner join landing.loads using (load_id)
    where quarantine.status = 'open'
    group by quarantine.source_id, record_type, quarantine.rule, sha256(raw_bytes)
"""


def open_records(source_id: str | None = None) -> list[Repeated]:
    """What waits for somebody, each bad record once however many exports hold it."""
    with connect("kith_steward") as connection:
        exports = dict(connection.execute(_ALIKE).fetchall())
    return [
        Repeated(item, exports[item.quarantine_id])
        for item in open_items(source_id)
        if item.quarantine_id in exports
    ]


def open_items(source_id: str | None = None) -> list[Item]:
    """What waits for somebody, of one source or of all, in the order it was set aside."""
    with connect("kith_steward") as connection, connection.cursor(
        row_factory=class_row(Item)
    ) as cursor:
        return cursor.execute(
            f"{_ITEMS} where quarantine.status = 'open'"
            " and (%(source)s::text is null or quarantine.source_id = %(source)s)"
            " order by quarantine_id",
            {"source": source_id},
        ).fetchall()


def raw_bytes(quarantine_id: int) -> bytes:
    """The record as it was sent. Needs the steward's role; raises ``KithError`` if unknown."""
    with connect("kith_steward") as connection:
        return _read(connection, quarantine_id)[1]


def dismiss(quarantine_id: int) -> None:
    """Say that the record needs nothing done. It stays in the quarantine, closed.

    Raises ``KithError`` where it has landed.
    """
    with connect("kith_steward") as connection:
        item, _ = _read(connection, quarantine_id)
        if item.status == "landed":
            raise KithError(f"Record {quarantine_id} of the quarantine has landed already.")
        connection.execute(
            "update landing.quarantine set status = 'dismissed', resolved_at = now()"
            " where quarantine_id = %s",
            [quarantine_id],
        )
        close_older(connection, quarantine_id)


def retry(quarantine_id: int, mended: bytes | None = None) -> Load:
    """Land the record again: its own bytes, or the mended ones in their place.

    Where it lands, what older exports held of it with the same bytes is closed too.

    It lands as of its file's export time, as if the file had been right. Where it still breaks a
    rule nothing is written, and the load that comes back says which. Raises ``KithError`` where
    the mended record holds what may never be kept.
    """
    with connect("kith_lander") as connection:
        item, raw = _read(connection, quarantine_id)
        if item.status == "landed":
            raise KithError(f"Record {quarantine_id} of the quarantine has landed already.")
        if mended is None and item.rule in _INCOMPLETE:
            raise KithError(
                f"Record {quarantine_id} is not whole in the quarantine. Give the mended record, "
                "or fetch the export again."
            )
        original = read_load(connection, item.load_id)
    found, first = _match_of(item, original, mended if mended is not None else raw)
    try:
        return land_again(original, found, quarantine_id, first)
    except ForbiddenColumn as refused:
        raise KithError(refused.message) from None


def _read(connection: psycopg.Connection[Any], quarantine_id: int) -> tuple[Item, bytes]:
    with connection.cursor(row_factory=class_row(Item)) as cursor:
        item = cursor.execute(
            f"{_ITEMS} where quarantine_id = %s",
            [quarantine_id],
        ).fetchone()
    row = connection.execute(
        "select raw_bytes from landing.quarantine where quarantine_id = %s", [quarantine_id]
    ).fetchone()
    if item is None or row is None:
        raise KithError(
            f"There is no record {quarantine_id} in the quarantine. See: ./kith quarantine list"
        )
    return item, bytes(row[0])


def _match_of(item: Item, original: Load, raw: bytes) -> tuple[Match, int]:
    """How the record is read, standing alone, and its row number."""
    source = registry.source(item.source_id)
    tool = declarations.tools()[source.tool]
    place = archive.place(original.file_id)
    parts = containers.parts(place, original.file_name, tool.companions)
    part = next(part for part in parts if part.name == item.part)
    whole = match(part, tool, source.encoding)
    encoding = Encoding("utf-8" if whole.encoding.is_recoded else whole.encoding.name, 0, False)
    alone = replace(
        whole,
        part=Part(part.name, part.file_name, lambda: io.BytesIO(raw)),
        encoding=encoding,
        is_one_document_a_line=False,
    )
    if whole.layout is None:
        return alone, _ordinal(whole, item)
    header = replace(whole.layout.header, line=item.line, lines=0, start=0, end=0)
    return replace(alone, layout=replace(whole.layout, header=header)), item.line


def _ordinal(whole: Match, item: Item) -> int:
    mark = 0 if whole.encoding.is_recoded else whole.encoding.mark
    path = whole.record_type.records_at if whole.record_type else None
    with whole.part.open() as unpacked:
        stream = readable(unpacked, whole.encoding)
        stream.read(mark)
        records = json_records.records(stream, path, whole.is_one_document_a_line, mark)
        return next(
            (at for at, record in enumerate(records, start=1) if record.start == item.byte_start),
            item.line,
        )
