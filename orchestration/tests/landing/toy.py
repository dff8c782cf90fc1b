"""A toy tool that tests land files of, and what is asked about the outcome."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.lib.landing import revisits
from orchestration.lib.landing.lander import land_file
from orchestration.lib.landing.load import Load

SOURCE = "toy_source"

# people: ids of their own. cards: no id. pages: OSDI's collection pages.
DECLARATION = """\
      - name: people
        config: {meta: {files: ["people*.csv*", "people*.txt", "people*.xlsx"], record_id: [id]}}
        columns:
          - name: id
          - name: name
            config: {meta: {headers: [Full Name]}}
          - name: note
            config: {meta: {optional: true}}
      - name: cards
        config: {meta: {files: ["cards*.csv*"]}}
        columns:
          - name: who
          - name: what
      - name: pages
        config:
          meta:
            files: ["pages*.json*"]
            record_id: [identifiers]
            record_id_pattern: "toy:(.+)"
            records_at: "_embedded.toy:people"
        columns:
          - {name: identifiers, data_type: jsonb}
          - {name: given_name}
          - {name: amount, config: {meta: {optional: true}}}
          - {name: phones, data_type: jsonb, config: {meta: {optional: true}}}
      - name: things
        config: {meta: {files: ["things*.json*"], record_id: [id]}}
        columns:
          - name: id
          - {name: value, config: {meta: {optional: true}}}
          - {name: list, data_type: jsonb, config: {meta: {optional: true}}}
"""


def put(folder: Path, name: str, content: bytes) -> Path:
    """A file of that name and content."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def land(folder: Path, name: str, content: bytes) -> Load:
    """Put the file there and land it; then do, as a gate does, what it owes to later exports."""
    load = land_file(put(folder, name, content), SOURCE)
    revisits.catch_up(SOURCE)
    return load


def zipped(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file that holds these."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as opened:
        for name, content in entries.items():
            opened.writestr(name, content)
    return packed.getvalue()


def parquet(columns: dict[str, Sequence[object]]) -> bytes:
    """A Parquet file of these columns."""
    packed = io.BytesIO()
    pq.write_table(pa.table(columns), packed)
    return packed.getvalue()


def quarantined(ledger: psycopg.Connection, load: Load) -> list[tuple[object, ...]]:
    """rule, line, column, byte start, byte end of what the load set aside, in file order."""
    return ledger.execute(
        "select rule, line, column_name, byte_start, byte_end from landing.quarantine"
        " where load_id = %s order by part, byte_start",
        [load.load_id],
    ).fetchall()


def release(ledger: psycopg.Connection) -> None:
    """Let staging see every load, as the gate does."""
    ledger.execute("update landing.loads set released_at = now() where released_at is null")


def latest(ledger: psycopg.Connection, table: str, columns: str) -> list[tuple[object, ...]]:
    """The newest version of each record, as staging would read it."""
    release(ledger)
    return ledger.execute(
        f"select distinct on (_record_id) _record_id, {columns}, _extracted_at"
        f" from raw.toy__{table} where _source_id = 'toy_source'"
        " order by _record_id, _extracted_at desc, _record_hash desc"
    ).fetchall()
