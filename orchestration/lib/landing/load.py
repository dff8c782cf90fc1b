"""What became of a file: the ledger's row, as callers see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row


@dataclass(frozen=True)
class LoadPart:
    """What became of one part of a file. Sizes are in bytes of the unpacked part."""

    part: str
    record_type: str | None
    records_read: int
    records_landed: int
    records_unchanged: int
    records_quarantined: int
    size_bytes: int
    undeclared_columns: tuple[str, ...]


@dataclass(frozen=True)
class Load:
    """What became of a file. ``status`` is ``landed`` or ``refused``; a refusal says why.

    ``is_repeated``: the same bytes had come before; this is what became of them then.
    """

    load_id: int
    source_id: str
    file_id: str
    file_name: str
    size_bytes: int
    method: str
    extracted_at: datetime
    status: str
    rule: str | None
    message: str | None
    advice: str | None
    records_read: int
    records_landed: int
    records_unchanged: int
    records_quarantined: int
    records_suppressed: int = 0
    parts: tuple[LoadPart, ...] = ()
    is_repeated: bool = False

    def told(self) -> str:
        """One line for people. It holds no value out of the file."""
        if self.status == "refused":
            return f"{self.file_name}: set aside ({self.rule}). {self.message} {self.advice}"
        if self.is_repeated:
            return f"{self.file_name}: these bytes landed before, as load {self.load_id}."
        told = (
            f"{self.file_name}: {self.records_read:,} record{'s' * (self.records_read != 1)}: "
            f"{self.records_landed:,} landed, "
            f"{self.records_unchanged:,} unchanged, {self.records_quarantined:,} quarantined"
        )
        if self.records_suppressed:
            told += f", {self.records_suppressed:,} of forgotten people"
        told += "."
        return f"{told} {self.message} {self.advice}" if self.message else told


def read_load(
    connection: psycopg.Connection[Any], load_id: int, is_repeated: bool = False
) -> Load:
    """The load of that id."""
    with connection.cursor(row_factory=dict_row) as cursor:
        load = cursor.execute(
            "select load_id, source_id, file_id, file_name, size_bytes, method, extracted_at,"
            " status, rule, message, advice, records_read, records_landed, records_unchanged,"
            " records_quarantined, records_suppressed from landing.loads where load_id = %s",
            [load_id],
        ).fetchone()
        if load is None:
            raise LookupError(f"There is no load {load_id}.")
        parts = cursor.execute(
            "select part, record_type, records_read, records_landed, records_unchanged,"
            " records_quarantined, size_bytes, undeclared_columns"
            " from landing.load_parts where load_id = %s order by part",
            [load_id],
        ).fetchall()
    found = tuple(
        LoadPart(**{**part, "undeclared_columns": tuple(part["undeclared_columns"])})
        for part in parts
    )
    return Load(**load, parts=found, is_repeated=is_repeated)
