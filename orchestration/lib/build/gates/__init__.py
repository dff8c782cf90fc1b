"""The two doors: nothing a source sent is seen before the first, no mart changes before the second.

A load is released when its expectations hold, and held otherwise; staging reads released loads
only, so a held one leaves the last good rows in place and touches no other source. A gate that
can't run is a closed gate. What is written about the data is counts, never values.
"""

from __future__ import annotations

from orchestration.lib.build.gates.check import FIRST, SECOND, Check, GateResult
from orchestration.lib.build.gates.dismiss import NothingToDismiss, dismiss
from orchestration.lib.build.gates.first_door import check_source
from orchestration.lib.build.gates.ledger import unfinished
from orchestration.lib.build.gates.release import NothingToRelease, release
from orchestration.lib.build.gates.results import build_data_docs
from orchestration.lib.build.gates.second_door import NothingToJudge, check_canon

__all__ = [
    "FIRST",
    "SECOND",
    "Check",
    "GateResult",
    "NothingToDismiss",
    "NothingToJudge",
    "NothingToRelease",
    "build_data_docs",
    "check_canon",
    "check_source",
    "dismiss",
    "release",
    "unfinished",
]
