"""What a person sees while something long goes on: one line a step, with its time."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(title: str) -> Iterator[None]:
    """Print ``title`` at once and its seconds when done, on standard error."""
    started = time.monotonic()
    print(f"  {title} …", file=sys.stderr, flush=True)
    yield
    print(f"  {title}: {time.monotonic() - started:.1f} s", file=sys.stderr, flush=True)


def note(line: str) -> None:
    """Print what is good to know."""
    print(f"  {line}", file=sys.stderr, flush=True)


def warn(line: str) -> None:
    """Print what somebody should look at."""
    print(f"  ! {line}", file=sys.stderr, flush=True)


class Tally:
    """A count that grows in place on a terminal and stays silent elsewhere."""

    def __call__(self, what: str, count: int) -> None:
        """Tell how many there are of it so far."""
        if sys.stderr.isatty():
            print(f"\r\033[K  {what} {count:,} …\r", end="", file=sys.stderr, flush=True)


class Meter:
    """A percentage that moves in place on a terminal and stays silent elsewhere."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._shown = -1

    def __call__(self, done: int, total: int) -> None:
        """Tell that ``done`` of ``total`` units are finished."""
        percent = 100 * done // total if total else 100
        if percent != self._shown and sys.stderr.isatty():
            self._shown = percent
            end = "\n" if percent >= 100 else ""
            print(f"\r  {self._title} {percent:3d} %", end=end, file=sys.stderr, flush=True)
