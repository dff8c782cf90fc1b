"""A dbt project of its own, below a folder, that holds Kith's macros: for tests and benchmarks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from unittest import mock

from orchestration.lib.build import dbt_runner
from orchestration.lib.errors import KithError
from orchestration.lib.settings import PROJECT_ROOT

PROJECT = """
name: kith
version: "0.1.0"
config-version: 2
profile: kith
macro-paths: ["{macros}"]
flags: {{send_anonymous_usage_stats: false}}
"""


class SmallProjectFailed(KithError):
    """dbt failed on a project whose data is made up, so that its own words can be shown."""


def make_project(folder: Path, more: str = "") -> Path:
    """Write a project that holds Kith's macros and nothing else, unless `more` configures it."""
    settings = PROJECT.format(macros=PROJECT_ROOT / "macros") + more
    (folder / "dbt_project.yml").write_text(settings)
    return folder


def run_dbt(project: Path, *arguments: str) -> object:
    """Run dbt on such a project, all its output in its folder too; the run's result.

    Raises ``SmallProjectFailed`` with dbt's words.
    """
    environment = {
        **dbt_runner.environment(),
        "DBT_PROJECT_DIR": str(project),
        "DBT_TARGET_PATH": str(project / "target"),
        "DBT_LOG_PATH": str(project / "logs"),
    }
    with mock.patch.dict(os.environ, environment):
        outcome = dbt_runner.runner().invoke(["--quiet", "--no-write-json", *arguments])
    if not outcome.success:
        raise SmallProjectFailed(str(outcome.exception or _failures(outcome.result)))
    return outcome.result


def _failures(result: Any) -> str:
    return "\n".join(
        f"{each.node.name}: {each.message}"
        for each in getattr(result, "results", [])
        if each.status in ("error", "fail", "runtime error")
    )
