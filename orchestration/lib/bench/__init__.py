"""Benchmarks: each runs Kith beside what it is compared with, in turn, in one run."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from orchestration.lib.errors import KithError

NAMES = (
    "landing", "gates", "build", "incremental", "hazards", "stability", "identity", "components",
    "boards", "journeys", "packages", "forget", "sync",
)  # fmt: skip


def run(name: str, *, small: bool) -> dict[str, Any]:
    """Run one benchmark; every figure and ratio comes back under its name.

    ``small`` finishes within a minute. Raises ``KithError`` for an unknown name.
    """
    if name not in NAMES:
        raise KithError(f"There is no benchmark '{name}'. There are: {', '.join(NAMES)}.")
    result: dict[str, Any] = import_module(f"{__name__}.{name}").run(small)
    return result
