"""Named places where a test may have the process killed; they do nothing in production."""

from __future__ import annotations

import os
import signal

NAMES = (
    "screened",
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
OF_PULLS = ("page_spooled", "file_spooled", "all_spooled", "file_named", "cursor_moved")
OF_FORGETTING = (
    "taken_out", "notes_deleted", "history_deleted", "models_built", "engine_cleaned",
)

OF_SYNC = (
    "sync_planned", "sync_begun", "sync_answered", "sync_noted", "sync_read_back",
    "sync_job_finished",
)


def crashpoint(name: str) -> None:
    """Kill this very process, as ``kill -9`` would, where ``$KITH_CRASH_AT`` names this place."""
    if os.environ.get("KITH_CRASH_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
