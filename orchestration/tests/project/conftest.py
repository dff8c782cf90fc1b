"""One `dbt parse` for all processes that test, into a folder of its own, and its manifest."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.lib.settings import PROJECT_ROOT
from orchestration.tests.project.manifest import Manifest

CONNECTION = ["HOST", "PORT", "USER", "PASSWORD", "DATABASE", "SSLMODE"]


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """The project as dbt understands it."""
    folder = tmp_path_factory.getbasetemp()
    # Below pytest-xdist each process has a folder in one that is all processes'.
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    target = shared / "manifest"
    target.mkdir(exist_ok=True)
    with (target / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (target / "manifest.json").exists():
            _parse(target)
    return Manifest(json.loads((target / "manifest.json").read_text()))


def _parse(target: Path) -> None:
    """Parsing connects to nothing."""
    nowhere = {f"KITH_PG{name}": "0" for name in CONNECTION}
    parsed = subprocess.run(
        [str(Path(sys.executable).parent / "dbt"), "--quiet", "parse", "--no-partial-parse"],
        cwd=PROJECT_ROOT,
        env={
            **os.environ,
            **nowhere,
            "DBT_PROJECT_DIR": str(PROJECT_ROOT),
            "DBT_PROFILES_DIR": str(PROJECT_ROOT / "profiles"),
            "DBT_TARGET_PATH": str(target),
            "DBT_LOG_PATH": str(target),
            "DO_NOT_TRACK": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert parsed.returncode == 0, f"dbt parse failed:\n{parsed.stdout}\n{parsed.stderr}"
