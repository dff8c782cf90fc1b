"""One `dbt parse` per session, into a folder of its own, and the manifest it leaves."""

from __future__ import annotations

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
    """The project as dbt understands it. Parsing connects to nothing."""
    target: Path = tmp_path_factory.mktemp("manifest")
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
    return Manifest(json.loads((target / "manifest.json").read_text()))
