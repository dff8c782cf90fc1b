"""dbt in this process: run again and again, it does the same, and writes nothing that tells."""

from __future__ import annotations

from pathlib import Path

import pytest
from dbt.adapters.base import impl

from orchestration.lib import settings
from orchestration.lib.build import dbt_process
from orchestration.lib.scratch.project import make_project, run_dbt
from orchestration.lib.warehouse import lease
from orchestration.tests.end_to_end import small_project


def test_a_second_run_of_the_same_process_does_what_the_first_did(
    landing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project.make(tmp_path / "project", ("mobilize", "spoke"))
    monkeypatch.setattr(settings, "PROJECT_ROOT", project.folder)
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "target"))
    dbt, outcomes = dbt_process.Dbt(), []
    with lease.hold(lease.own_token(), "test"):
        layers = ("registry vocabulary standard", "staging", "weights", "canon", "identity",
                  "marts", "marts")
        for layer in layers:
            outcomes.append(dbt.build(layer.split(), with_tests_of_selected=False))
            assert outcomes[-1].is_ok, [(node.name, node.message) for node in outcomes[-1].failed]
    assert {node.name for node in outcomes[-1].nodes} == {node.name for node in outcomes[-2].nodes}
    logs = settings.home() / "logs" / "dbt.log"
    assert not logs.exists() or logs.stat().st_size == 0
    assert dbt_process.manifest_file().exists()
    assert not (dbt_process.target() / "run_results.json").exists()


def test_a_run_costs_the_same_however_many_there_were_before(
    warehouse: Path, tmp_path: Path
) -> None:
    """dbt searches the call stack for each flag in this list, and adds to it at every run."""
    project, flags = make_project(tmp_path), []
    for _ in range(3):
        run_dbt(project, "parse")
        flags.append(len(impl.DEFAULT_BASE_BEHAVIOR_FLAGS))
    assert flags[1] == flags[2]
