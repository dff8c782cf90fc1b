"""What became of a planted fault: who noticed, what was held back, and what can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from orchestration.lib.build import gates
from orchestration.lib.landing import declarations
from orchestration.lib.landing.lander import land_file
from orchestration.tests.faults.exports import PLANTED, Export, history, next_day
from orchestration.tests.faults.planted import FILE, FIRST, LANDING, RECORD, Fault
from orchestration.tests.landing.toy import put


@dataclass(frozen=True)
class Outcome:
    """``caught``: rules and expectations that noticed. ``seen``: rows of the fault in ``raw``.

    ``before`` and ``after``: good rows in ``raw``, before the fault arrived and now. ``absent``:
    records that are taken for gone.
    """

    gate: str
    caught: tuple[str, ...]
    held: str
    seen: int
    before: int
    after: int
    absent: int


def source_of(fault: Fault, number: int) -> str:
    """The source that the fault is planted in: each has its own."""
    return f"fault_{number:02d}_{fault.tool}"


def land_history(ledger: psycopg.Connection, folder: Path, tool: str, source_id: str) -> None:
    """Land the good exports, and let them in."""
    for export in history(tool):
        for name, content in export.written().items():
            land_file(put(folder / export.day, name, content), source_id)
    ledger.execute(
        "update landing.loads set released_at = now() where source_id = %s", [source_id]
    )


def planted(ledger: psycopg.Connection, folder: Path, fault: Fault, source_id: str) -> Outcome:
    """Plant a fault into the next day's export, land it and ask the gate."""
    good = next_day(fault.tool)
    fault.plant(good)
    before = _good_rows(ledger, fault.tool, source_id, ())
    loads = [
        land_file(put(folder / good.day, name, content), source_id)
        for name, content in _written(good).items()
    ]
    verdict = gates.check_source(source_id)
    arrived = [load.load_id for load in loads]
    held = set(verdict.held)
    critical = [check.expectation for check in verdict.checks if check.is_blocking]
    rules = [load.rule or "" for load in loads if load.status == "refused"]
    aside = [
        row[0] for row in ledger.execute(
            "select distinct rule from landing.quarantine where load_id = any(%s)", [arrived]
        )
    ]  # fmt: skip
    if critical:
        gate, caught, what = FIRST, critical, "the export"
    elif rules:
        gate, caught, what = LANDING, rules, FILE
    else:
        gate, caught, what = LANDING, aside, RECORD if aside else ""
    whole = [load_id for load_id in arrived if what != RECORD or load_id in held]
    return Outcome(
        gate, tuple(caught), what,
        seen=_seen(ledger, fault.tool, whole, what == RECORD, source_id),
        before=before,
        after=_good_rows(ledger, fault.tool, source_id, arrived),
        absent=_count(
            ledger, "select count(*) from landing.absent_records where source_id = %s", [source_id]
        ),
    )  # fmt: skip


def _written(export: Export) -> dict[str, bytes]:
    files = export.written()
    assert files, "The fault left nothing to land."
    return files


def _seen(
    ledger: psycopg.Connection, tool: str, load_ids: Sequence[int], is_record: bool, source_id: str
) -> int:
    """Rows of what is held back that staging can see."""
    condition = (
        sql.SQL("_source_id = {} and seen::text like {}").format(source_id, f"%{PLANTED}%")
        if is_record
        else sql.SQL("_load_id = any({})").format(list(load_ids))
    )
    return sum(
        _count(
            ledger,
            sql.SQL("select count(*) from {} as seen where {}").format(table, condition),
        )
        for table in _tables(tool)
    )


def _good_rows(
    ledger: psycopg.Connection, tool: str, source_id: str, without: Sequence[int]
) -> int:
    return sum(
        _count(
            ledger,
            sql.SQL("select count(*) from {} where _source_id = {} and _load_id <> all({})").format(
                table, source_id, list(without)
            ),
        )
        for table in _tables(tool)
    )


def _tables(tool: str) -> list[sql.Identifier]:
    used = {name for export in history(tool) for name in export.tables}
    return [
        sql.Identifier("raw", each.table)
        for each in declarations.tools()[tool].record_types
        if each.name in used
    ]


def _count(
    ledger: psycopg.Connection, query: str | sql.Composed, parameters: Sequence[object] = ()
) -> int:
    row = ledger.execute(query, parameters or None).fetchone()
    return int(row[0]) if row else -1
