"""What time it is for a stand-in: the machine's time, unless whoever tests moves or stops it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """A clock that runs with the machine's, can be moved ahead and can be stopped."""

    def __init__(self, stopped_at: datetime | None = None) -> None:
        self._moved = timedelta()
        self._stopped_at = stopped_at

    def now(self) -> datetime:
        """The time, with UTC as its zone."""
        return (self._stopped_at or datetime.now(UTC)) + self._moved

    def stop(self, at: datetime | None = None) -> None:
        """Stand still at a time that has a zone, or at the present."""
        self._stopped_at, self._moved = (at or self.now()).astimezone(UTC), timedelta()

    def run(self) -> None:
        """Go on from the time it is, if it stood still."""
        now = self.now()
        self._stopped_at = None
        self._moved = now - datetime.now(UTC)

    def advance(self, **parts: float) -> None:
        """Move ahead by ``days``, ``hours``, ``minutes``, ``seconds``, as in ``timedelta``."""
        self._moved += timedelta(**parts)
