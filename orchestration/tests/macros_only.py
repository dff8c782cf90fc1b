"""Kith's macros in a dbt project of their own, for tests that need no models."""

from __future__ import annotations

import os
from pathlib import Path
from unittest import mock

from dbt.cli.main import dbtRunner

from orchestration.lib import dbt_runner
from orchestration.lib.settings import PROJECT_ROOT

PROJECT = """
name: kith
version: "0.1.0"
config-version: 2
profile: kith
macro-paths: ["{macros}"]
flags: {{send_anonymous_usage_stats: false}}
"""
BETWEEN = "\n-- next --\n"


def run_dbt(project: Path, *arguments: str) -> object:
    """Run dbt on a project below a test's folder, all its output there too; the run's result."""
    environment = {
        **dbt_runner.environment(),
        "DBT_PROJECT_DIR": str(project),
        "DBT_TARGET_PATH": str(project / "target"),
        "DBT_LOG_PATH": str(project / "logs"),
    }
    with mock.patch.dict(os.environ, environment):
        outcome = dbtRunner().invoke(["--quiet", *arguments])
    assert outcome.success, outcome.exception or (project / "logs" / "dbt.log").read_text()[-3000:]
    return outcome.result


def make_project(folder: Path, more: str = "") -> Path:
    """Write a project that holds Kith's macros and nothing else, unless `more` configures it."""
    settings = PROJECT.format(macros=PROJECT_ROOT / "macros") + more
    (folder / "dbt_project.yml").write_text(settings)
    return folder


def compiled(folder: Path, calls: list[str]) -> list[str]:
    """The SQL that dbt makes of each macro call."""
    template = BETWEEN.join(f"{{{{ kith.{call} }}}}" for call in calls)
    result = run_dbt(make_project(folder), "compile", "--inline", template)
    code: str = result.results[0].node.compiled_code  # type: ignore[attr-defined]
    return code.split(BETWEEN)
