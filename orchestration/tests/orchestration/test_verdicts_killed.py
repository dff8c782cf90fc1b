"""What follows from a verdict is done, whatever kills the gate after the verdict was written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg

from orchestration.lib import settings
from orchestration.lib.build import gates
from orchestration.lib.landing.crashpoints import AT_THE_GATE
from orchestration.lib.landing.lander import land_path
from orchestration.tests.orchestration.exports import mobilize_users

SOURCE = "county_mobilize"
_CHILD = """
import sys
from orchestration.lib.build.gates import ledger
ledger.settle(sys.argv[1], [int(sys.argv[2])], sys.argv[3] or None)
"""


def _killed_after_the_verdict(load_id: int, held_because: str) -> None:
    child = subprocess.run(
        [sys.executable, "-c", _CHILD, SOURCE, str(load_id), held_because],
        cwd=settings.PROJECT_ROOT, env=os.environ | {"KITH_CRASH_AT": AT_THE_GATE}, check=False,
    )  # fmt: skip
    assert child.returncode == -signal.SIGKILL


def _landed(ledger: psycopg.Connection, load_id: int) -> int:
    row = ledger.execute(
        "select count(*) from landing.mobilize__users where _load_id = %s", [load_id]
    ).fetchone()
    return row[0] if row else -1


def test_a_gate_killed_after_holding_is_caught_up_with_by_the_next(
    landing: Path, ledger: psycopg.Connection
) -> None:
    (spoilt,) = land_path(mobilize_users(landing, "20260101", 30), SOURCE)
    (good,) = land_path(mobilize_users(landing, "20260102", 31), SOURCE)
    assert _landed(ledger, good.load_id) == 1
    _killed_after_the_verdict(spoilt.load_id, "spoilt")
    assert _landed(ledger, good.load_id) == 1
    assert gates.unfinished() == {SOURCE}
    gates.check_source(SOURCE)
    assert _landed(ledger, good.load_id) == 31
    assert gates.unfinished() == set()


def test_a_landing_in_between_takes_nothing_away(
    landing: Path, ledger: psycopg.Connection
) -> None:
    (spoilt,) = land_path(mobilize_users(landing, "20260101", 30), SOURCE)
    (good,) = land_path(mobilize_users(landing, "20260102", 31), SOURCE)
    _killed_after_the_verdict(spoilt.load_id, "spoilt")
    land_path(mobilize_users(landing, "20260103", 32), SOURCE)
    gates.check_source(SOURCE)
    assert _landed(ledger, good.load_id) == 31
    seen = ledger.execute("select count(distinct _record_id) from raw.mobilize__users").fetchone()
    assert seen == (32,)


def test_nothing_is_done_twice(landing: Path, ledger: psycopg.Connection) -> None:
    (spoilt,) = land_path(mobilize_users(landing, "20260101", 30), SOURCE)
    (good,) = land_path(mobilize_users(landing, "20260102", 31), SOURCE)
    _killed_after_the_verdict(spoilt.load_id, "spoilt")
    for _ in range(2):
        gates.check_source(SOURCE)
    read = ledger.execute(
        "select records_landed, records_unchanged from landing.loads where load_id = %s",
        [good.load_id],
    ).fetchone()
    assert read == (31, 0) and _landed(ledger, good.load_id) == 31
