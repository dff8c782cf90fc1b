"""Everything `./kith test` runs, cheapest first, so that a typo is told in seconds."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from orchestration.lib import settings

CHECKS = {
    "Python style (ruff)": ["ruff", "check", "."],
    "Python types (mypy)": ["mypy"],
    "SQL style (sqlfluff)": ["sqlfluff", "lint", "--disable-progress-bar", "models"],
}


# Each process makes a warehouse of its own and keeps the tests of a file together, in the order
# in which tests/conftest.py puts the files.
AT_ONCE = ["--numprocesses=2", "--dist=loadfile", "--no-loadscope-reorder"]
# Told at the end, so that who makes a test slow sees it.
SLOWEST = ["--durations=15", "--durations-min=1"]


def run(pytest_arguments: list[str]) -> int:
    """Run the linters and then pytest; returns the first failing exit code, or 0.

    With arguments only pytest runs, with those arguments and in one process. So it does on a
    server of yours, whose roles all its databases share.
    """
    if pytest_arguments:
        return _run("Tests (pytest)", ["pytest", *pytest_arguments])
    for title, command in CHECKS.items():
        if code := _run(title, command):
            return code
    at_once = [] if settings.external_database_url() else AT_ONCE
    return _run("Tests (pytest)", ["pytest", *at_once, *SLOWEST])


def _run(title: str, command: list[str]) -> int:
    print(f"== {title}", flush=True)
    started = time.monotonic()
    program = str(Path(sys.executable).parent / command[0])
    code = subprocess.run(
        [program, *command[1:]], cwd=settings.PROJECT_ROOT, check=False
    ).returncode
    verdict = "passed" if code == 0 else f"failed (exit {code})"
    print(f"== {title}: {verdict} in {time.monotonic() - started:.0f} s\n", flush=True)
    return code
