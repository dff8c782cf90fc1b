"""A source for each planted fault, and the outcome of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.lib import registry, settings
from orchestration.lib.build import gates, run
from orchestration.lib.identity.probabilistic import tier
from orchestration.lib.landing import raw_tables
from orchestration.lib.registry import promises
from orchestration.lib.warehouse import connect, lease
from orchestration.tests.conftest import forget_landings, forget_models
from orchestration.tests.faults import behind
from orchestration.tests.faults.behind import Behind
from orchestration.tests.faults.outcome import Outcome, land_history, planted, source_of
from orchestration.tests.faults.planted import FAULTS, WITHOUT_FAULT
from orchestration.tests.orchestration import toy_project as toys

_ALL = [*FAULTS, *WITHOUT_FAULT]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-faults", action="store_true", help="Write docs/faults.md as it was found."
    )


@pytest.fixture(scope="module")
def outcomes(
    warehouse: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Outcome]]:
    """What became of each fault, by its name."""
    folder = tmp_path_factory.mktemp("faults")
    levels = {source_of(fault, at): fault.level for at, fault in enumerate(_ALL, 1)}
    with pytest.MonkeyPatch.context() as patch, connect(autocommit=True) as ledger:
        patch.setenv("KITH_SOURCES", str(_registry(folder)))
        patch.setattr(promises, "standard_level", lambda source: levels.get(source.source_id))
        forget_landings()
        raw_tables.create_raw_tables()
        found = {}
        for at, fault in enumerate(_ALL, 1):
            source_id = source_of(fault, at)
            land_history(ledger, folder / source_id, fault.tool, source_id)
            found[fault.told] = planted(ledger, folder / source_id, fault, source_id)
        yield found
        forget_landings()
    raw_tables.create_raw_tables()


@pytest.fixture(scope="module")
def became_behind(
    warehouse: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Behind]]:
    """What became of each fault behind the first door, by its name, and of none, by ``""``."""
    forget_models()
    forget_landings()
    folder = tmp_path_factory.mktemp("behind")
    unmade = gates.GateResult(gates.SECOND, "canon", is_passed=True)
    with pytest.MonkeyPatch.context() as patch, connect(autocommit=True) as ledger:
        project = toys.make(folder / "project")
        patch.setattr(settings, "PROJECT_ROOT", project)
        patch.setenv("DBT_TARGET_PATH", str(folder / "target"))
        patch.delenv("DBT_LOG_PATH", raising=False)
        patch.setattr(tier, "update", lambda: tier.Outcome("asked", True))
        for tool in toys.TOOLS:
            toys.release(tool, "one", 1)
        # The marts as they were before anything was wrong.
        with patch.context() as open_door, lease.hold(lease.own_token(), "test"):
            open_door.setattr(gates, "check_canon", lambda: unmade)
            assert run.update_models() == []
        toys.release("alpha", "two", 2)
        found = {"": behind.became_of(ledger, "")}
        toys.release("alpha", "three", 3)
        for fault in behind.FAULTS_BEHIND:
            found[fault.told] = behind.became_of(ledger, fault.statement)
    yield found
    forget_models()
    forget_landings()
    toys.remove()


def _registry(folder: Path) -> Path:
    usual = registry.registry_file().read_text().rstrip("\n")
    header = usual.split("\n", 1)[0].split(",")
    lines = [usual]
    for at, fault in enumerate(_ALL, 1):
        values = {
            "source_id": source_of(fault, at), "tool": fault.tool, "time_zone": "UTC",
            "organization_id": "county_organizers", "encoding": "utf-8",
            "promised_freshness_hours": "26",
        }  # fmt: skip
        lines.append(",".join(values.get(name, "") for name in header))
    path = folder / "sources.csv"
    path.write_text("\n".join(lines) + "\n")
    return path
