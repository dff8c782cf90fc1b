"""A source for each planted fault, and the outcome of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.lib import registry
from orchestration.lib.landing import raw_tables
from orchestration.lib.registry import promises
from orchestration.lib.warehouse import connect
from orchestration.tests.conftest import forget_landings, forget_models
from orchestration.tests.faults import behind
from orchestration.tests.faults.outcome import Outcome, land_history, planted, source_of
from orchestration.tests.faults.planted import FAULTS, WITHOUT_FAULT

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
def caught_behind(warehouse: Path) -> Iterator[dict[str, list[str]]]:
    """What of the second door noticed each fault behind the first, by its name."""
    forget_models()
    with connect(autocommit=True) as ledger:
        found = {}
        for fault in behind.FAULTS_BEHIND:
            behind.rebuild(ledger)
            found[fault.told] = behind.caught_by(fault)
    yield found
    forget_models()


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
