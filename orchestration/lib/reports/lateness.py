"""How late a source is now: as ``late_spells`` says it of the past, out of the ledger itself."""

from __future__ import annotations

from datetime import UTC, datetime


def hours_late(waited_since: datetime, promised_hours: float | None) -> float:
    """By how many hours the newest export is older than promised; 0 where it is on time.

    ``waited_since``: when that export was made, or its source was registered where none came.
    ``promised_hours``: None where no more are expected.
    """
    if promised_hours is None:
        return 0.0
    age = (datetime.now(UTC) - waited_since).total_seconds() / 3600
    return max(age - promised_hours, 0.0)
