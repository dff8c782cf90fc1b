"""The two doors: nothing a source sent is seen before the first, no mart changes before the second.

A load is released when its expectations hold, and held otherwise; staging reads released loads
only, so a held one leaves the last good rows in place and touches no other source. A gate that
can't run is a closed gate. What is written about the data is counts, never values.
"""

from __future__ import annotations

import json
import logging
import os
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psycopg import sql

from orchestration.lib import settings
from orchestration.lib.build import vanishings
from orchestration.lib.errors import KithError
from orchestration.lib.landing import declarations, lander, registry
from orchestration.lib.warehouse import connect
from orchestration.lib.warehouse.connection import url_in_role

if TYPE_CHECKING:
    from expectations.suites.suite import Suite

FIRST, SECOND = "first", "second"


class NothingToRelease(KithError):
    """No load of that number waits for its release; the message says what is known of it."""


class NothingToJudge(KithError):
    """The relations the gate judges are not there; the message says what to do."""


@dataclass(frozen=True)
class Check:
    """One expectation's outcome. ``severity``: critical (blocks) or warning (is shown)."""

    relation: str
    expectation: str
    severity: str
    is_passed: bool
    checked_count: int | None
    unexpected_count: int | None

    @property
    def is_blocking(self) -> bool:
        return not self.is_passed and self.severity != "warning"


@dataclass(frozen=True)
class GateResult:
    """What a gate found. ``subject``: the source, or what stands behind the second door.

    ``released`` and ``held`` are load ids; ``held`` includes those held earlier.
    """

    gate: str
    subject: str
    is_passed: bool
    checks: tuple[Check, ...] = ()
    released: tuple[int, ...] = ()
    held: tuple[int, ...] = ()
    reason: str | None = None
    seconds: float = 0.0

    def about(self, relation: str) -> GateResult:
        """The verdict on one relation; a gate that could not run failed for all of them."""
        checks = tuple(each for each in self.checks if each.relation in (relation, self.subject))
        failed = _blocking(checks)
        return replace(
            self, subject=relation, checks=checks, is_passed=bool(checks) and not failed,
            reason=_reason(failed) if failed else None if checks else "It was not examined.",
        )

    def told(self) -> str:
        """One line for a person."""
        failed = [check for check in self.checks if not check.is_passed]
        warnings = sum(not check.is_blocking for check in failed)
        said = f"{self.subject}: {'passed' if self.is_passed else 'HELD'}"
        if self.checks:
            said += f", {len(self.checks)} expectations checked"
        if self.released:
            said += f", {_loads(self.released)} released"
        if self.held:
            said += f", {_loads(self.held)} held"
        if warnings:
            said += f", {warnings} warning{'s' * (warnings > 1)}"
        return f"{said}. {self.reason}" if self.reason else f"{said}."


def check_source(source_id: str, again: bool = False) -> GateResult:
    """Judge a source's waiting loads: release the good, hold the bad.

    Loads are judged together; only where that fails is each export judged on its own, oldest
    first, so that one bad export holds back itself and not the next. With ``again`` the loads
    held earlier are judged once more. A crash of the gate leaves every waiting load unseen.
    Raises ``UnknownSource``.
    """
    started = time.monotonic()
    source = registry.source(source_id)
    exports = _waiting_exports(source_id)
    if not again and all(is_held for _, _, is_held in exports):
        exports = []
    checks: list[Check] = []
    released: list[int] = []
    if exports:
        _forget_results(f"{FIRST}-*-of-{source_id}.json")
        together = [load for _, loads, _ in exports for load in loads]
        apart = [loads for _, loads, _ in exports]
        # Loads held before will most likely fail again: spare the others a joint verdict.
        units = apart if any(is_held for _, _, is_held in exports) else [together]
        while units:
            loads = units.pop(0)
            found = _judge_loads(source, loads)
            if _blocking(found) and loads == together and len(apart) > 1:
                units = apart
                continue
            released += _settle(source, loads, found)
            checks += found
        _record(FIRST, source_id, checks)
    held, reason = _held_loads(source_id)
    return GateResult(
        FIRST, source_id, is_passed=not held, checks=tuple(checks), released=tuple(released),
        held=held, reason=reason, seconds=time.monotonic() - started,
    )


def check_canon(layers: Sequence[str] = ("canon", "identity")) -> GateResult:
    """Judge canon and identity, or one of them, as they stand.

    A failure means: leave the marts as they are. It may as well be that the gate can't run.
    """
    started, behind = time.monotonic(), " and ".join(layers)
    try:
        checks = _judge(SECOND, _second_door(layers))
    except Exception as crash:  # A gate that can't run is a closed gate.
        checks = [_crashed(behind, crash)]
    _record(SECOND, None, checks)
    failed = _blocking(checks)
    return GateResult(
        SECOND, behind, is_passed=not failed, checks=tuple(checks),
        reason=_reason(failed) if failed else None, seconds=time.monotonic() - started,
    )


def release(load_id: int, who: str, why: str) -> None:
    """Let a held load through by a person's decision, which is kept in the ledger.

    Raises ``NothingToRelease`` where the load is unknown, not held or already released.
    """
    with connect("kith_builder") as connection:
        changed = connection.execute(
            "update landing.loads set released_at = clock_timestamp(), held_reason ="
            " concat_ws('; ', held_reason, 'released by ' || %s::text || ': ' || %s::text)"
            " where load_id = %s and status = 'landed' and released_at is null"
            " and held_at is not null and superseded_by_load_id is null"
            " returning source_id",
            [who, why, load_id],
        ).fetchone()
        if changed is None:
            raise NothingToRelease(
                f"Load {load_id} is not waiting for a release. See: ./kith status"
            )
        decision = Check(f"load {load_id}", "released_by_a_person", "warning", False, None, None)
        _insert(connection, FIRST, changed[0], [decision])
    _revisit([load_id])


def build_data_docs() -> Path:
    """Write what the gates last found as static pages that load nothing; returns their index."""
    from orchestration.lib.reports import data_docs

    return data_docs.write(settings.folder("gates"), settings.folder("data_docs"))


# ── The first door ────────────────────────────────────────────────────────────────────────────


def _waiting_exports(source_id: str) -> list[tuple[datetime, list[int], bool]]:
    """The source's unreleased loads, as (exported at, load ids, are all of them held)."""
    with connect("kith_builder") as connection:
        return connection.execute(
            "select extracted_at, array_agg(load_id order by load_id),"
            " bool_and(held_at is not null) from landing.loads"
            " where source_id = %s and status = 'landed' and released_at is null"
            " and superseded_by_load_id is null"
            " group by extracted_at order by extracted_at",
            [source_id],
        ).fetchall()


def _judge_loads(source: registry.Source, load_ids: Sequence[int]) -> list[Check]:
    try:
        from expectations.suites import raw_records

        found = _record_types_in(load_ids)
        types = [
            each
            for each in declarations.tools()[source.tool].record_types
            if each.name in found
        ]
        judged = []
        for suite in (raw_records.ledger, raw_records.rows) if types else ():
            checks = _judge(FIRST, [suite(source.source_id, load_ids, types)])
            if _blocking(checks) and len(types) > 1:
                # Say which table it is.
                alone = [suite(source.source_id, load_ids, [each]) for each in types]
                checks = [check for check in _judge(FIRST, alone) if not check.is_passed] or checks
            judged += checks
        return judged
    except Exception as crash:  # Never fail open: what can't be judged stays unseen.
        return [_crashed(f"loads of {source.source_id}", crash)]


def _record_types_in(load_ids: Sequence[int]) -> set[str]:
    with connect("kith_builder") as connection:
        rows = connection.execute(
            "select distinct record_type from landing.load_parts where load_id = any(%s)",
            [list(load_ids)],
        )
        return {row[0] for row in rows}


def _settle(
    source: registry.Source, load_ids: Sequence[int], checks: Iterable[Check]
) -> list[int]:
    """Write the verdict on these loads into the ledger; returns those released."""
    source_id, failed = source.source_id, _blocking(checks)
    if failed:
        change = "held_at = clock_timestamp(), held_reason = %s"
        gone = vanishings.told(load_ids) if vanishings.are_why(failed) else []
        reason = [_reason(failed), *gone, _whose(source)]
        parameters: list[Any] = [" ".join(reason)]
    else:
        change, parameters = "released_at = clock_timestamp()", []
    with connect("kith_builder") as connection:
        changed = connection.execute(
            f"update landing.loads set {change}"  # noqa: S608 - one of the two texts above
            " where source_id = %s and load_id = any(%s) and released_at is null"
            " returning load_id, held_at is not null",
            [*parameters, source_id, list(load_ids)],
        ).fetchall()
    _revisit(load_id for load_id, is_or_was_held in changed if is_or_was_held)
    if failed:
        return []
    _count_for_the_planner(source_id, load_ids)
    return list(load_ids)


def _revisit(load_ids: Iterable[int]) -> None:
    """Later exports left out what they found unchanged, and say who is gone, by what came before.

    A held version is no version: what they left out lands now. So it does where a held load is
    let through after all.
    """
    for load_id in load_ids:
        with connect("kith_lander") as connection:
            lander.revisit(connection, load_id)


def _count_for_the_planner(source_id: str, load_ids: Sequence[int]) -> None:
    """Freshly written tables have no statistics, and without them staging's joins take minutes."""
    tool, found = registry.source(source_id).tool, _record_types_in(load_ids)
    with connect(autocommit=True) as connection:
        connection.execute("analyze landing.loads, landing.sources")
        for record_type in declarations.tools()[tool].record_types:
            if record_type.name in found:
                table = sql.Identifier("landing", record_type.table)
                connection.execute(sql.SQL("analyze {}").format(table))


def _held_loads(source_id: str) -> tuple[tuple[int, ...], str | None]:
    with connect("kith_builder") as connection:
        rows = connection.execute(
            "select load_id, held_reason from landing.loads where source_id = %s"
            " and status = 'landed' and released_at is null and held_at is not null"
            " and superseded_by_load_id is null order by load_id",
            [source_id],
        ).fetchall()
    return tuple(row[0] for row in rows), rows[-1][1] if rows else None


# ── The second door ───────────────────────────────────────────────────────────────────────────


def _second_door(layers: Sequence[str]) -> list[Suite]:
    from expectations.suites import canon_and_identity as door

    suites = []
    if "canon" in layers:
        relations = _relations("canon")
        if "people" not in relations:
            raise NothingToJudge("There is no canon yet. Build it: ./kith build")
        suites += [door.canon(name, columns) for name, columns in sorted(relations.items())]
    if "identity" in layers:
        suites.append(door.record_persons())
    return suites


def _relations(schema: str) -> dict[str, list[str]]:
    with connect("kith_builder") as connection:
        rows = connection.execute(
            "select relname, array_agg(attname::text order by attnum)"
            " from pg_class inner join pg_attribute on attrelid = pg_class.oid"
            " where relnamespace = %s::regnamespace and relkind in ('r', 'v', 'm', 'p')"
            " and attnum > 0 and not attisdropped group by relname",
            [schema],
        )
        return dict(rows.fetchall())


# ── Great Expectations ────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def _data_source(url: str) -> Any:
    """The warehouse at ``url`` in one Great Expectations context, in memory, for this process."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
    )

    # Its messages can hold a database error, and a database error can hold a value.
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    defaults = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    context = great_expectations.get_context(
        mode="ephemeral", project_config=DataContextConfig(store_backend_defaults=defaults)
    )
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    return context.data_sources.add_postgres(
        "warehouse",
        connection_string=url,
        create_temp_table=False,
    )


def _judge(gate: str, suites: Iterable[Suite]) -> list[Check]:
    return [check for suite in suites for check in _run(gate, suite)]


def _run(gate: str, suite: Suite) -> list[Check]:
    """Run one suite in the database; keep its result, without values, for the Data Docs."""
    import great_expectations

    from expectations.suites.suite import RESULT_FORMAT

    source = _data_source(url_in_role("kith_builder", "postgresql+psycopg"))
    name = re.sub(r"[^a-z0-9_]+", "-", f"{gate} {suite.relation}".lower())
    # Great Expectations takes only what begins with SELECT.
    query = f"select * from ({suite.query}) as examined"  # noqa: S608 - our own text
    asset = source.add_query_asset(name, query=query)
    try:
        batch = asset.add_batch_definition_whole_table("all").get_batch()
        found = batch.validate(
            great_expectations.ExpectationSuite(name=name, expectations=list(suite.expectations)),
            result_format=RESULT_FORMAT,
        )
    finally:
        source.delete_asset(name)
    result = found.to_json_dict()
    for each in result["results"]:
        if _raised(each):
            each["exception_info"] = {
                "raised_exception": True,
                "exception_message": "The database refused the check.",
                "exception_traceback": "",
            }
    now = datetime.now(UTC)
    result["meta"] |= {"relation": suite.relation, "checked_at": f"{now:%Y-%m-%d %H:%M}"}
    (settings.folder("gates") / f"{name}.json").write_text(json.dumps(result, default=str))
    return [_check(suite.relation, each) for each in result["results"]]


def _forget_results(pattern: str) -> None:
    """The Data Docs tell of the last judgement only."""
    for old in settings.folder("gates").glob(pattern):
        old.unlink()


def _raised(result: dict[str, Any]) -> bool:
    told = result["exception_info"]
    infos = [told] if "raised_exception" in told else told.values()
    return any(info["raised_exception"] for info in infos)


def _check(relation: str, result: dict[str, Any]) -> Check:
    config, found = result["expectation_config"], result["result"] or {}
    arguments = config["kwargs"]
    about = arguments.get("column") or ", ".join(arguments.get("column_list", []))
    return Check(
        relation=relation,
        expectation=f"{config['type']}({about})",
        severity="critical" if _raised(result) else config["severity"],
        is_passed=bool(result["success"]),
        checked_count=found.get("element_count"),
        unexpected_count=found.get("unexpected_count"),
    )


# ── What is told ──────────────────────────────────────────────────────────────────────────────


def _blocking(checks: Iterable[Check]) -> list[Check]:
    return [check for check in checks if check.is_blocking]


def _crashed(relation: str, crash: Exception) -> Check:
    """The message may hold values; the kind of failure does not."""
    kind = f"{type(crash).__module__}.{type(crash).__qualname__}"
    return Check(relation, f"the_gate_could_run({kind})", "critical", False, None, None)


def _reason(failed: Sequence[Check]) -> str:
    first = failed[0]
    counted = f" ({first.unexpected_count:,} of {first.checked_count:,})" if (
        first.unexpected_count is not None and first.checked_count is not None
    ) else ""
    more = f", and {len(failed) - 1} more" if len(failed) > 1 else ""
    return f"{first.relation}: {first.expectation} failed{counted}{more}."


def _whose(source: registry.Source) -> str:
    """Whom to ask: the vendor whose export it is, and who looks after the source."""
    tool = declarations.tools().get(source.tool)
    return f"It is an export of {tool.vendor if tool else source.tool}. {source.keeper}".rstrip()


def _loads(load_ids: Sequence[int]) -> str:
    return f"{len(load_ids)} load{'s' * (len(load_ids) > 1)}"


def _record(gate: str, source_id: str | None, checks: Iterable[Check]) -> None:
    with connect("kith_builder") as connection:
        _insert(connection, gate, source_id, checks)


def _insert(connection: Any, gate: str, source_id: str | None, checks: Iterable[Check]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into landing.gate_results (gate, source_id, relation, expectation, severity,"
            " is_passed, checked_count, unexpected_count) values (%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (gate, source_id, check.relation, check.expectation, check.severity,
                 check.is_passed, check.checked_count, check.unexpected_count)
                for check in checks
            ],
        )
