"""dbt in this process: run again and again, it does the same, and writes nothing that tells."""

from __future__ import annotations

from pathlib import Path

from dbt.adapters.base import impl

from orchestration.lib import settings
from orchestration.lib.build import run
from orchestration.lib.scratch.project import make_project, run_dbt
from orchestration.lib.warehouse import lease


def test_a_second_run_of_the_same_process_does_what_the_first_did(landing: Path) -> None:
    outcomes = []
    with lease.hold(lease.own_token(), "test"):
        layers = ("registry vocabulary", "staging", "canon", "identity", "marts", "marts")
        for layer in layers:
            outcomes.append(run.dbt().build(layer.split(), with_tests_of_selected=False))
            assert outcomes[-1].is_ok, [node.message for node in outcomes[-1].failed]
    assert {node.name for node in outcomes[-1].nodes} == {node.name for node in outcomes[-2].nodes}
    logs = settings.home() / "logs" / "dbt.log"
    assert not logs.exists() or logs.stat().st_size == 0
    assert not (settings.home() / "target" / "run_results.json").exists()


def test_a_run_costs_the_same_however_many_there_were_before(
    warehouse: Path, tmp_path: Path
) -> None:
    """dbt searches the call stack for each flag in this list, and adds to it at every run."""
    project, flags = make_project(tmp_path), []
    for _ in range(3):
        run_dbt(project, "parse")
        flags.append(len(impl.DEFAULT_BASE_BEHAVIOR_FLAGS))
    assert flags[1] == flags[2]
