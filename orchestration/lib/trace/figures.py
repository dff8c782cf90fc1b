"""A trace as data, for programs: the same as in words."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from orchestration.lib.trace.landed import Load, Row
from orchestration.lib.trace.trace import File, Link, Record, Trace


def figures(trace: Trace, values: bool = False) -> dict[str, Any]:
    """What ``./kith trace --json`` prints. ``values``: with what the bytes and rows say."""
    return {
        "mart": trace.mart.relation.name,
        "grain": trace.mart.grain,
        "chain": _link(trace.chain),
        "total": asdict(trace.total),
        "records": [_record(record, values) for record in trace.records],
        "files": [_file(file) for file in trace.files],
        "problems": list(trace.problems),
    }


def _link(link: Link) -> dict[str, Any]:
    return {
        "relation": f"{link.schema}.{link.name}",
        **asdict(link.amount),
        "from": [_link(each) for each in link.links],
    }


def _record(record: Record, values: bool) -> dict[str, Any]:
    told = {name: _plain(value) for name, value in asdict(record.told).items()}
    return told | {
        "told_as": list(record.told_as),
        "person": asdict(record.person) if record.person else None,
        "landed": [_row(row, values) for row in record.rows],
        "problems": list(record.problems),
    }


def _row(row: Row, values: bool) -> dict[str, Any]:
    reading = row.reading
    found: dict[str, Any] = {
        "table": row.table,
        "row": row.number,
        "record_id": row.record_id,
        "record_hash": row.record_hash,
        "load": _load(row.load),
        "part": reading.part if reading else None,
        "byte_start": reading.start if reading else None,
        "byte_end": reading.end if reading else None,
        "form": reading.form if reading else None,
        "notes": list(row.notes),
        "problems": list(row.problems),
    }
    if values:
        found["columns"] = row.columns
        found["as_sent"] = reading.raw.decode("utf-8", "backslashreplace") if reading else None
    return found


def _file(file: File) -> dict[str, Any]:
    place = asdict(file.place) if file.place else None
    return {**_load(file.load), "set_aside": place, "problems": list(file.problems)}


def _load(load: Load) -> dict[str, Any]:
    told = {name: _plain(value) for name, value in asdict(load).items()}
    return told | {"archive": str(load.path)}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
