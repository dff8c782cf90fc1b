"""Every planted fault is caught, what is wrong is held back, and nothing else is."""

from __future__ import annotations

import pytest

from orchestration.tests.faults import behind, page
from orchestration.tests.faults.behind import FAULTS_BEHIND, Behind, FaultBehind
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
    fault: FaultBehind, became_behind: dict[str, Behind]
) -> None:
    found = became_behind[fault.told]
    assert _one_of(found.caught, fault.caught), found.caught
    assert found.problems[-1] == "the marts stay as they were"
    # Two marts were to tell something new, and none does.
    assert {"people", "alpha_totals"} <= found.held
    assert found.seen == 0
    assert found.after == found.before > 0


@pytest.mark.parametrize("tool", TOOLS)
def test_without_a_fault_everything_is_let_in(tool: str, outcomes: dict[str, Outcome]) -> None:
    found = outcomes[tool]
    assert found.caught == () and found.held == ""
    assert found.seen > 0 and found.absent == 0


def test_without_a_fault_the_second_door_is_open(became_behind: dict[str, Behind]) -> None:
    found = became_behind[""]
    assert found.caught == () and found.problems == ()
    assert found.seen > 0
    assert {"people", "alpha_totals"} <= found.changed


def test_the_page_tells_what_was_found(
    outcomes: dict[str, Outcome],
    became_behind: dict[str, Behind],
    request: pytest.FixtureRequest,
) -> None:
    lines = []
    for fault in FAULTS:
        found = outcomes[fault.told]
        caught = next(each for each in found.caught if fault.caught in each)
        lines.append(Line(fault.told, found.gate, _shown(caught), found.held, found.seen,
                          f"{found.after} of {found.before}"))
    for each in FAULTS_BEHIND:
        became = became_behind[each.told]
        caught = next(found for found in became.caught if each.caught in found)
        held = f"{len(became.held)} of {len(became.held | became.changed)} marts"
        lines.append(Line(each.told, behind.SECOND, _shown(caught), held, became.seen,
                          f"{became.after} of {became.before}"))
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
