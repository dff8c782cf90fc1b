"""Every planted fault is caught, what is wrong is held back, and nothing else is."""

from __future__ import annotations

import pytest

from orchestration.lib.build import gates
from orchestration.tests.faults import behind, page
from orchestration.tests.faults.behind import FAULTS_BEHIND, FaultBehind
from orchestration.tests.faults.outcome import Outcome
from orchestration.tests.faults.page import Line
from orchestration.tests.faults.planted import FAULTS, TOOLS, Fault


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.told)
def test_a_fault_is_caught_and_none_of_it_is_seen(
    fault: Fault, outcomes: dict[str, Outcome]
) -> None:
    found = outcomes[fault.told]
    assert found.gate == fault.gate and _one_of(found.caught, fault.caught), found.caught
    assert found.held == fault.held
    assert found.seen == 0
    assert found.after == found.before > 0
    assert found.absent == 0


@pytest.mark.parametrize("fault", FAULTS_BEHIND, ids=lambda fault: fault.told)
def test_a_fault_behind_the_first_door_closes_the_second(
    fault: FaultBehind, caught_behind: dict[str, list[str]]
) -> None:
    assert _one_of(caught_behind[fault.told], fault.caught), caught_behind[fault.told]


@pytest.mark.parametrize("tool", TOOLS)
def test_without_a_fault_everything_is_let_in(tool: str, outcomes: dict[str, Outcome]) -> None:
    found = outcomes[tool]
    assert found.caught == () and found.held == ""
    assert found.seen > 0 and found.absent == 0


def test_without_a_fault_the_second_door_is_open(warehouse: object) -> None:
    from orchestration.lib.warehouse import connect
    from orchestration.tests.conftest import forget_models

    forget_models()
    with connect(autocommit=True) as ledger:
        behind.rebuild(ledger)
    assert gates.check_canon().is_passed
    forget_models()


def test_the_page_tells_what_was_found(
    outcomes: dict[str, Outcome],
    caught_behind: dict[str, list[str]],
    request: pytest.FixtureRequest,
) -> None:
    lines = []
    for fault in FAULTS:
        found = outcomes[fault.told]
        caught = next(each for each in found.caught if fault.caught in each)
        lines.append(Line(fault.told, found.gate, _shown(caught), found.held, found.seen,
                          f"{found.after} of {found.before}"))
    for each in FAULTS_BEHIND:
        caught = next(found for found in caught_behind[each.told] if each.caught in found)
        lines.append(Line(each.told, each.gate, _shown(caught), each.held, 0, ""))
    written = page.page(lines)
    if request.config.getoption("--write-faults", default=False):
        page.committed().write_text(written, encoding="utf-8")
    assert written == page.committed().read_text(encoding="utf-8"), (
        "Write it anew: ./kith test orchestration/tests/faults --write-faults"
    )


def _one_of(found: object, wanted: str) -> bool:
    return isinstance(found, list | tuple) and any(wanted in each for each in found)


def _shown(expectation: str) -> str:
    """The rule, or what the expectation is about."""
    name, _, about = expectation.partition("(")
    return about.rstrip(")") if name.startswith("expect_") else name
