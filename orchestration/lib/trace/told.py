"""A trace in plain words: ids, files, rows and bytes; values only where somebody asked for them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import datetime

from orchestration.lib.trace.landed import Row
from orchestration.lib.trace.trace import Amount, File, Link, Record, Trace

_LABEL = 11


def told(trace: Trace, values: bool = False) -> str:
    """The chain as a tree, then some of its records down to their bytes.

    ``values``: with what the bytes and the landed row say, which may be personal.
    """
    lines = [f"{trace.mart.relation.name}: {trace.mart.grain}.", ""]
    lines += _tree(trace.chain, "", "")
    if trace.records:
        shown = len(trace.records)
        lines += ["", f"{_count(trace.total.rows, 'record')} behind it, {shown:,} shown:"]
        for record in trace.records:
            lines += ["", *_record(record, values)]
    if trace.files:
        lines += ["", f"{_count(len(trace.files), 'file')} of the ledger shown:"]
        for file in trace.files:
            lines += ["", *_file(file)]
    lines += ["", _verdict(trace)]
    return "\n".join(lines)


def _tree(link: Link, before: str, after: str) -> Iterator[str]:
    yield f"{before}{link.schema}.{link.name}: {_amount(link.amount)}"
    for place, each in enumerate(link.links, start=1):
        is_last = place == len(link.links)
        yield from _tree(
            each, after + ("└─ " if is_last else "├─ "), after + ("   " if is_last else "│  ")
        )


def _amount(amount: Amount) -> str:
    told = _count(amount.rows, "row")
    if amount.files:
        told += f" in {_count(amount.files, 'file')}"
    if amount.tools:
        told += f" of {_count(amount.tools, 'tool')}"
    return told


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _record(record: Record, values: bool) -> Iterator[str]:
    said = record.told
    yield f"{said.source_id} · {said.record_type} {said.record_id}"
    id_is = "minted: the tool gives none" if said.is_record_id_minted else "the tool's own"
    yield _line("told", f"by {said.tool}, in canon as {', '.join(record.told_as)}; id {id_is}")
    if said.origin_system or said.origin_id:
        made = " ".join(part for part in (said.origin_system, said.origin_id) if part)
        is_own = (said.origin_system or "").lower().replace(" ", "_") == said.tool
        carried = "itself" if is_own else f"carried here by {said.tool}"
        yield _line("origin", f"first made in {made}, {carried}")
    if said.collected_by_id or said.collected_at:
        who = f"{said.collected_by_type or ''} {said.collected_by_id or 'somebody'}".strip()
        when = f", {_time(said.collected_at)}" if said.collected_at else ""
        yield _line("collected", f"by {who}{when}")
    if record.person:
        yield _line(
            "person",
            f"{record.person.person_id}; why: "
            f"./kith explain {shlex.quote(record.person.record_key)}",
        )
    if not said.file_row:
        yield _line("file", f"{said.file_id}: the record is missing from this export")
    for row in record.rows:
        yield from _row(row, values)
    for problem in record.problems:
        yield _line("PROBLEM", problem)


def _row(row: Row, values: bool) -> Iterator[str]:
    load = row.load
    where = f"{row.table}, row {row.number} of load {load.load_id}"
    yield _line("landed", f"{where}, as {row.record_id}")
    yield _line("hash", row.record_hash)
    yield _line(
        "file",
        f"{load.file_name}, exported {_time(load.extracted_at)}, came as {load.method} and landed "
        f"{_time(load.loaded_at)}",
    )
    yield _line("archive", str(load.path))
    if row.reading:
        where = f" of {row.reading.part}" if row.reading.part else ""
        form = f", {row.reading.form}" if row.reading.form else ""
        yield _line("bytes", f"{row.reading.start}-{row.reading.end}{where}{form}")
    for note in row.notes:
        yield _line("note", note)
    if row.reading and not row.problems:
        what = "" if row.notes else ", record's id, hash and columns"
        yield _line("checked", f"file's sha256{what}")
    if values:
        if row.reading:
            yield _line("as sent", repr(row.reading.raw)[2:-1])
        for name, value in row.columns.items():
            if value is not None:
                yield _line("", f"{name} = {value!r}")


def _file(file: File) -> Iterator[str]:
    load = file.load
    yield f"{load.source_id} · load {load.load_id}, {load.status}"
    yield _line(
        "file",
        f"{load.file_name}, {load.size_bytes:,} bytes, exported {_time(load.extracted_at)}, came "
        f"as {load.method} {_time(load.loaded_at)}",
    )
    is_kept = load.status == "landed" or load.path.is_file()
    yield _line("archive", str(load.path) if is_kept else "not kept: it was refused for that")
    if file.place:
        where = f" of {file.place.part}" if file.place.part else ""
        yield _line("set aside", f"line {file.place.line}, bytes {file.place.start}-"
                    f"{file.place.end}{where}")
    for problem in file.problems:
        yield _line("PROBLEM", problem)
    if is_kept and not file.problems:
        yield _line("checked", "file's sha256")


def _line(label: str, said: str) -> str:
    return f"  {label:<{_LABEL}}{said}"


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _verdict(trace: Trace) -> str:
    if not trace.records and trace.problems:
        return " ".join(trace.problems)
    if trace.problems:
        return f"{_count(len(trace.problems), 'problem')} on the way: see PROBLEM above."
    return "Everything shown agrees, from the mart to the bytes."
