"""docs/faults.md: each planted fault, who caught it, and what was held back, as it was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from orchestration.lib import settings

PATH = Path("docs") / "faults.md"
_INTRODUCTION = """\
# Planted faults

Written by `./kith test orchestration/tests/faults --write-faults` from what became of each; not by
hand. The same test plants them anew each time and fails where one is not caught as it stands here.

Each fault is planted into a good export of a source of its own (or, behind the first door, into a
small canon), and everything runs as ever. *Seen*: how many rows of what is held back staging can
read; *good rows*, how many of those before it could and still can. Behind the first door a small
project of two tools waits to be built from a new export: counted are its marts that stay as they
were, and the rows of theirs that readers see.

What neither door can know: a value that is wrong, possible and in its place. Words nobody mapped
and values that can't be read stop no export: they are listed in `marts.quality_exceptions`.

| | fault | caught by | as | held back | seen | good rows |
| ---: | --- | --- | --- | --- | ---: | ---: |
"""


@dataclass(frozen=True)
class Line:
    """What became of one fault. ``good``: how many good rows can be read as before, in words."""

    told: str
    gate: str
    caught: str
    held: str
    seen: int
    good: str


def page(lines: Iterable[Line]) -> str:
    """The whole page."""
    rows = [
        f"| {number} | {line.told} | {line.gate} | `{line.caught}` | {line.held} | {line.seen} |"
        f" {line.good} |"
        for number, line in enumerate(lines, 1)
    ]
    return _INTRODUCTION + "\n".join(rows) + "\n"


def committed() -> Path:
    """Where the page is."""
    return settings.PROJECT_ROOT / PATH
