"""The second door: canon and identity, before the marts are built from them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchestration.lib.build.gates import ledger, results
from orchestration.lib.build.gates.check import SECOND, GateResult, blocking, crashed, reason
from orchestration.lib.errors import KithError
from orchestration.lib.warehouse import connect

if TYPE_CHECKING:
    from expectations.suites.suite import Suite


class NothingToJudge(KithError):
    """The relations the gate judges are not there; the message says what to do."""


def check_canon(layers: Sequence[str] = ("canon", "identity")) -> GateResult:
    """Judge canon and identity, or one of them, as they stand.

    A failure means: leave the marts as they are. It may as well be that the gate can't run.
    """
    started, behind = time.monotonic(), " and ".join(layers)
    try:
        checks = results.judge(SECOND, _suites(layers))
    except Exception as crash:  # A gate that can't run is a closed gate.
        checks = [crashed(behind, crash)]
    with connect("kith_builder") as connection:
        ledger.record(connection, SECOND, None, checks)
    failed = blocking(checks)
    return GateResult(
        SECOND, behind, is_passed=not failed, checks=tuple(checks),
        reason=reason(failed) if failed else None, seconds=time.monotonic() - started,
    )


def _suites(layers: Sequence[str]) -> list[Suite]:
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
