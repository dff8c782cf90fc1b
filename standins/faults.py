"""Faults a test orders: which requests fail, how, how often, and what the seed decides."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from random import Random

# What is done to a request. `before`: nothing came of it. `after`: all of it was done, and yet the
# caller doesn't learn so. `cut` breaks a download off; `half` serves half a file as if it were all.
# `page` is another server's page with status 200, as while a site is mended; nothing came of it.
KINDS = frozenset({
    "timeout_before", "timeout_after", "reset_before", "reset_after", "error_before", "error_after",
    "too_many", "slow", "cut", "half", "page",
})  # fmt: skip


@dataclass
class Fault:
    """A fault: which requests it meets, and how often.

    ``endpoint`` is a pattern of "METHOD /path" as `fnmatch` reads it. The first ``skip`` requests
    that fit pass; of the later ones ``share`` are met, by the seed's chance, until ``count`` were.
    ``seconds`` is how long a timeout hangs, how slow is slow, and what Retry-After says.
    """

    kind: str
    endpoint: str = "*"
    count: int | None = 1
    skip: int = 0
    share: float = 1.0
    seconds: float = 30.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"There is no fault named {self.kind}; there are {sorted(KINDS)}.")

    @property
    def is_before(self) -> bool:
        """Whether the request comes to nothing."""
        return self.kind.endswith("_before") or self.kind in ("too_many", "page")


class Faults:
    """The faults that are ordered, and those that happened."""

    def __init__(self, seed: int = 0) -> None:
        self._chance = Random(seed)
        self._lock = threading.Lock()
        self._ordered: list[Fault] = []
        self.happened: list[tuple[str, str]] = []

    def add(self, *faults: Fault) -> None:
        """Order faults; a request meets the first that fits it."""
        with self._lock:
            self._ordered.extend(faults)

    def replace(self, faults: Iterable[Fault]) -> None:
        """Order these and no others."""
        with self._lock:
            self._ordered = list(faults)

    def clear(self) -> None:
        """Order none; what happened stays known."""
        self.replace([])

    def meet(self, endpoint: str) -> Fault | None:
        """The fault that this request ("METHOD /path") meets, which counts as happened."""
        with self._lock:
            for fault in self._ordered:
                if self._meets(fault, endpoint):
                    self.happened.append((fault.kind, endpoint))
                    return fault
        return None

    def _meets(self, fault: Fault, endpoint: str) -> bool:
        if fault.count == 0 or not fnmatchcase(endpoint, fault.endpoint):
            return False
        if fault.skip:
            fault.skip -= 1
            return False
        if fault.share < 1 and self._chance.random() >= fault.share:
            return False
        if fault.count is not None:
            fault.count -= 1
        return True
