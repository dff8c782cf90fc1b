"""Rate limits: how many calls a key may make within a while, by the machine's time."""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Limit:
    """``calls`` in any ``seconds`` of endpoints that fit a pattern of "METHOD /path"."""

    calls: int
    seconds: float
    endpoint: str = "*"


class Limits:
    """Counts each caller's calls; a call that is refused doesn't count."""

    def __init__(self, *limits: Limit) -> None:
        self.limits = limits
        self._lock = threading.Lock()
        self._calls: dict[tuple[str, Limit], deque[float]] = defaultdict(deque)

    def wait(self, caller: str, endpoint: str) -> float:
        """Seconds the caller has to wait for this call; 0 where it may be made, and counts."""
        now = time.monotonic()
        with self._lock:
            fitting = [
                (limit, self._calls[caller, limit])
                for limit in self.limits
                if fnmatchcase(endpoint, limit.endpoint)
            ]
            waits = []
            for limit, calls in fitting:
                while calls and calls[0] <= now - limit.seconds:
                    calls.popleft()
                if len(calls) >= limit.calls:
                    waits.append(calls[0] + limit.seconds - now)
            if waits:
                return max(waits)
            for _, calls in fitting:
                calls.append(now)
        return 0.0
