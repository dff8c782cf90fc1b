"""Named places where a test may have the process killed; they do nothing in production."""

from __future__ import annotations

import os
import signal

NAMES = (
    "file_archived",
    "load_begun",
    "amid_copy",
    "rows_copied",
    "before_absences",
    "absences_written",
    "before_commit",
    "after_commit",
)
AT_THE_GATE = "verdict_written"
ALERT_SENT = "alert_sent"


def crashpoint(name: str) -> None:
    """Kill this very process, as ``kill -9`` would, where ``$KITH_CRASH_AT`` names this place."""
    if os.environ.get("KITH_CRASH_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
