"""`./kith dev`: the warehouse, Dagster's UI and daemon and the boards together, on loopback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection
from pathlib import Path

from bi.pages import written
from orchestration.lib import settings
from orchestration.lib.build import dbt_runner
from orchestration.lib.reports import dashboards, start_page
from orchestration.lib.scheduler import dagster_home

DAGSTER_PORT = 3000
DASHBOARD_PORT = 2718


def addresses() -> dict[str, str]:
    """What there is to look at, by title."""
    home = settings.home()
    dagster = _port("KITH_DAGSTER_PORT", DAGSTER_PORT)
    board = _port("KITH_DASHBOARD_PORT", DASHBOARD_PORT)
    return {
        "Boards (programs, people, overlap, data health)": dashboards.address(board),
        "Health (what can I trust this morning?)": written.path("health").as_uri(),
        "Scorecard (what each tool is worth, and what leaving it would cost)":
            written.path("scorecard").as_uri(),
        "Dagster (runs, lineage, checks)": f"http://127.0.0.1:{dagster}",
        "Data Docs (what the gates found)": (home / "data_docs" / "index.html").as_uri(),
        "dbt docs (every model and column)": (home / "target" / "static_index.html").as_uri(),
    }


def serve(say: Callable[[str], None]) -> int:
    """Run until interrupted. One part ending ends the rest; returns its exit code."""
    environments = {
        "Dagster": os.environ | dbt_runner.environment() | dagster_home.environment(),
        "Boards": os.environ | dashboards.environment(),
    }
    programs = Path(sys.executable).parent
    commands = {
        "Dagster": [
            str(programs / "dagster"),
            "dev",
            "-m",
            "orchestration.definitions",
            "-h",
            "127.0.0.1",
            "-p",
            str(_port("KITH_DAGSTER_PORT", DAGSTER_PORT)),
            "--log-level",
            "warning",
        ],
        "Boards": dashboards.command(_port("KITH_DASHBOARD_PORT", DASHBOARD_PORT)),
    }
    logs = settings.folder("logs")
    processes: dict[str, subprocess.Popen[bytes]] = {}
    for name, command in commands.items():
        with (logs / f"{name.lower()}.log").open("ab") as log:
            processes[name] = subprocess.Popen(
                command,
                cwd=settings.PROJECT_ROOT,
                env=environments[name],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
    say(f"Start page: {start_page.write(addresses()).as_uri()}")
    for title, address in addresses().items():
        say(f"  {title}: {address}")
    say(f"Logs are in {logs}. Stop with Ctrl-C.")
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return _until_one_ends(processes, say)
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(processes.values())


def _port(variable: str, default: int) -> int:
    return int(os.environ.get(variable, default))


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _until_one_ends(
    processes: dict[str, subprocess.Popen[bytes]], say: Callable[[str], None]
) -> int:
    while True:
        for name, process in processes.items():
            if (code := process.poll()) is not None:
                log = settings.folder("logs") / f"{name.lower()}.log"
                say(f"{name} ended with exit code {code}; see {log}")
                return code or 1
        time.sleep(1)


def _stop(processes: Collection[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
    for process in processes:
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
