"""A dbt project of its own, below a folder, that holds Kith's macros: for tests and benchmarks."""

from __future__ import annotations

import os
from pathlib import Path
from unittest import mock

from dbt.cli.main import dbtRunner

from orchestration.lib import dbt_runner
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
        outcome = dbtRunner().invoke(["--quiet", *arguments])
    if not outcome.success:
        log = project / "logs" / "dbt.log"
        told = str(outcome.exception or (log.read_text()[-3000:] if log.exists() else ""))
        raise SmallProjectFailed(told)
    return outcome.result
