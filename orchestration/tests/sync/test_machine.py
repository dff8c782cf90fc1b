"""Whatever is planned, pushed, killed, failed and reconciled in whatever order: one effect a fact.

The destination is in memory; the ledger and the engine are the real ones.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from orchestration.lib.bench.sync_outbox import DESTINATION, fact, forget_sync, publish, registry
from orchestration.lib.sync import plan, push, reconcile
from orchestration.lib.sync.interface import Bulk
from orchestration.tests.sync.shelf import Ended, Shelf

FAULTS = st.sampled_from(
    ["before", "after", "ended_before", "ended_after", "busy", "down", "refused", ""]
)


class Machine(RuleBasedStateMachine):
    """Each fact is of a person of its own, so that each person gets at most one effect."""

    facts = Bundle("facts")

    def __init__(self) -> None:
        super().__init__()
        forget_sync()
        self.shelf = Shelf()
        self.rows: dict[int, str] = {}
        # Who was suppressed before anything of theirs had been sent.
        self.never: set[str] = set()
        self.refusals = 0
        publish([])

    @rule(target=facts, count=st.integers(1, 4))
    def tell(self, count: int) -> int:
        """A tool tells some facts more, and they are planned."""
        for _ in range(count):
            self.rows[len(self.rows) + 1] = "send"
        self._publish()
        self.plan()
        return len(self.rows)

    @rule(number=facts)
    def suppress(self, number: int) -> None:
        """Somebody wants no more; what was sent before stays sent."""
        self.rows[number] = "suppressed"
        if str(number) not in self.shelf.targets:
            self.never.add(str(number))
        self._publish()

    @rule()
    def plan(self) -> None:
        """Freeze what is new."""
        plan.make(DESTINATION, "a machine", self.shelf)

    @rule(
        faults=st.lists(FAULTS, min_size=1, max_size=4),
        is_bulk=st.booleans(), is_silent=st.booleans(),
    )  # fmt: skip
    def push(self, faults: list[str], is_bulk: bool, is_silent: bool) -> None:
        """Send, while this befalls the requests, and perhaps end amid it."""
        self.shelf.faults, self.shelf.is_silent = [*faults], is_silent
        self.shelf._bulk = Bulk(5, 1) if is_bulk else None
        with contextlib.suppress(Ended):
            push.push(DESTINATION, "a machine", self.shelf, wait=lambda seconds: None)
        met = len(faults) - len(self.shelf.faults)
        self.refusals += faults[:met].count("refused")
        self.shelf.faults, self.shelf.is_silent = [], False

    @rule(is_landed=st.booleans())
    def reconcile(self, is_landed: bool) -> None:
        """Look at what landed: all that is there, or nothing yet."""
        self.shelf.shown = None if is_landed else []
        self.shelf.let_a_day_land()
        reconcile.reconcile(DESTINATION, self.shelf)

    @invariant()
    def nobody_gets_anything_twice(self) -> None:
        """Nor does somebody who is suppressed get anything."""
        got = Counter(self.shelf.targets)
        assert all(count == 1 for count in got.values())
        assert not self.never & set(got)

    def teardown(self) -> None:
        """In peace, all that may be sent is sent, but what was refused or given up."""
        self.shelf.shown = None
        for _ in range(3):
            self.plan()
            push.push(DESTINATION, "a machine", self.shelf, wait=lambda seconds: None)
        self.nobody_gets_anything_twice()
        wanted = {str(number) for number, code in self.rows.items() if code == "send"}
        lost = wanted - {*self.shelf.targets}
        # A refusal of a job is one of all that were in it.
        assert len(lost) <= 5 * self.refusals

    def _publish(self) -> None:
        publish(fact(number, disposition_code=code) for number, code in self.rows.items())


@pytest.mark.usefixtures("account")
def test_any_order_of_events_has_one_effect_per_fact(tmp_path: Path) -> None:
    # Nothing is given up.
    registry(tmp_path, most_attempts=1000)
    run_state_machine_as_test(
        Machine, settings=settings(max_examples=12, stateful_step_count=15, deadline=None)
    )
