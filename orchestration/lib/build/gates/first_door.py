"""The first door: a source's waiting loads are let in, or held, and no other source's."""

from __future__ import annotations

import time
from collections.abc import Sequence

from psycopg import sql

from orchestration.lib import registry
from orchestration.lib.build.gates import ledger, results
from orchestration.lib.build.gates.check import (
    FIRST,
    Check,
    GateResult,
    blocking,
    crashed,
    reason,
)
from orchestration.lib.landing import arrivals, declarations, revisits
from orchestration.lib.landing.declarations import RecordType
from orchestration.lib.registry import promises
from orchestration.lib.warehouse import connect


def check_source(source_id: str, again: bool = False) -> GateResult:
    """Judge a source's waiting loads: release the good, hold the bad.

    Loads are judged together; only where that fails is each export judged on its own, oldest
    first, so that one bad export holds back itself and not the next. With ``again`` the loads
    held earlier are judged once more. A crash of the gate leaves every waiting load unseen. One
    process at a time judges a source; another waits for it. Raises ``UnknownSource``.
    """
    source = registry.source(source_id)
    with ledger.alone(source_id):
        return _check(source, again)


def _check(source: registry.Source, again: bool) -> GateResult:
    started, source_id = time.monotonic(), source.source_id
    revisits.catch_up(source_id)
    exports = ledger.waiting_exports(source_id)
    if not again and all(is_held for _, _, is_held in exports):
        exports = []
    checks: list[Check] = []
    released: list[int] = []
    if exports:
        results.forget(f"{FIRST}-*-of-{source_id}.json")
        together = [load for _, loads, _ in exports for load in loads]
        apart = [loads for _, loads, _ in exports]
        # Loads held before will most likely fail again: spare the others a joint verdict.
        units = apart if any(is_held for _, _, is_held in exports) else [together]
        while units:
            loads = units.pop(0)
            found = _judge(source, loads)
            if blocking(found) and loads == together and len(apart) > 1:
                units = apart
                continue
            ledger.settle(source_id, loads, _why_held(source, found))
            if not blocking(found):
                _count_for_the_planner(source, loads)
                released += loads
            checks += found
        with connect("kith_builder") as connection:
            ledger.record(connection, FIRST, source_id, checks)
    held, why = ledger.held_loads(source_id)
    return GateResult(
        FIRST, source_id, is_passed=not held, checks=tuple(checks), released=tuple(released),
        held=held, reason=why, seconds=time.monotonic() - started,
    )


def _judge(source: registry.Source, load_ids: Sequence[int]) -> list[Check]:
    try:
        found = ledger.record_types_in(load_ids)
        types = [
            each
            for each in declarations.tools()[source.tool].record_types
            if each.name in found
        ]
        return [*_counts(source, load_ids, types), *_rows(source, load_ids, types)] if types else []
    except Exception as crash:  # Never fail open: what can't be judged stays unseen.
        return [crashed(f"loads of {source.source_id}", crash)]


def _counts(
    source: registry.Source, load_ids: Sequence[int], types: Sequence[RecordType]
) -> list[Check]:
    """Volumes, what became of the records known before, and the level of the standard."""
    from expectations.suites.references import references
    from expectations.suites.same_records import LEAST_LOOKED_BACK, LOOKED_BACK, same_records
    from expectations.suites.standard_level import standard_level
    from expectations.suites.volumes import volumes
    from orchestration.lib.standard import landed

    landed.judge(landed.waiting(source.source_id, load_ids))
    known = _known_before(source, load_ids, types)
    recent = ledger.loads_just_before(
        source.source_id, load_ids, LOOKED_BACK, LEAST_LOOKED_BACK
    )
    measures = [
        volumes(source.source_id, load_ids, types),
        *same_records(source.source_id, load_ids, known, recent),
        *references(source.source_id, load_ids, known),
        standard_level(source.tool, load_ids, promises.standard_level(source)),
    ]
    return results.judge_measures(FIRST, f"landing.loads of {source.source_id}", measures)


def _rows(
    source: registry.Source, load_ids: Sequence[int], types: Sequence[RecordType]
) -> list[Check]:
    from expectations.suites import raw_records

    checks = results.judge(FIRST, [raw_records.rows(source.source_id, load_ids, types)])
    if blocking(checks) and len(types) > 1:
        # Say which table it is.
        alone = [raw_records.rows(source.source_id, load_ids, [each]) for each in types]
        checks = [check for check in results.judge(FIRST, alone) if not check.is_passed] or checks
    return checks


def _known_before(
    source: registry.Source, load_ids: Sequence[int], types: Sequence[RecordType]
) -> list[RecordType]:
    """The types of which records landed before these loads; those are then found by their ids."""
    with connect("kith_lander") as connection:
        rows = connection.execute(
            "select distinct record_type from landing.load_parts"
            " inner join landing.comparable_loads using (load_id)"
            " where source_id = %s and load_id <> all(%s) and records_landed > 0"
            "   and extracted_at <= (select max(extracted_at) from landing.loads"
            "     where load_id = any(%s))",
            [source.source_id, list(load_ids), list(load_ids)],
        )
        names = {row[0] for row in rows}
        known = [each for each in types if each.name in names and each.record_id]
        for each in known:
            arrivals.index_ids(connection, each)
            arrivals.summarize_loads(connection, each)
    return known


def _why_held(source: registry.Source, checks: Sequence[Check]) -> str | None:
    """Why these loads are held, what to do and whom to ask; None where nothing holds them."""
    failed = blocking(checks)
    if not failed:
        return None
    tool = declarations.tools().get(source.tool)
    vendor = tool.vendor if tool else source.tool
    whose = f"It is an export of {vendor}. {source.who_is_responsible}".rstrip()
    advice = [said for check in failed for said in check.advice]
    return " ".join([reason(failed), *advice, whose])


def _count_for_the_planner(source: registry.Source, load_ids: Sequence[int]) -> None:
    """Freshly written tables have no statistics, and without them staging's joins take minutes."""
    found = ledger.record_types_in(load_ids)
    with connect(autocommit=True) as connection:
        connection.execute("analyze landing.loads, landing.sources")
        for record_type in declarations.tools()[source.tool].record_types:
            if record_type.name in found:
                table = sql.Identifier("landing", record_type.table)
                connection.execute(sql.SQL("analyze {}").format(table))
