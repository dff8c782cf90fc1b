"""Which header, or key of JSON, that nobody declared may be a declared column under a new name.

Only one that no earlier export had comes into question. What it is, a person decides, by writing it
below the column's declaration.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from orchestration.lib.landing.declarations import header_key

# A line with a single declared name in it may yet be somebody's data: then no name is told.
_FEWEST_NAMES_OF_A_HEADER = 2
_TELLABLE = re.compile(r"(?!.*\d{4})[A-Za-z][A-Za-z0-9 _.:/()-]{0,62}")
# Of several new headers the one with half the letters of the missing name in their order.
_ALIKE_ENOUGH = 0.5


@dataclass(frozen=True)
class Renamed:
    """A missing column and the header that may be it now. ``place``: ``field 3``, or ``a key``.

    ``header`` is None where it can't be told without telling a value that may be a person's.
    """

    column: str
    place: str
    header: str | None


@dataclass(frozen=True)
class Undeclared:
    """A header that nobody declared, and that no earlier export had: where it is, and its name."""

    place: str
    name: str


def renamed(
    missing: Sequence[str], undeclared: Iterable[Undeclared], recognised: int
) -> Iterator[Renamed]:
    """For each missing column the likeliest of the new headers, if there is one.

    ``recognised``: how many headers are declared.
    """
    new = list(undeclared)
    is_plain = len(new) == len(missing) == 1
    for column in missing:
        likeness = {found: _likeness(found.name, column) for found in new}
        likeliest = max(new, key=likeness.__getitem__, default=None)
        if likeliest is None or not (is_plain or likeness[likeliest] >= _ALIKE_ENOUGH):
            continue
        new.remove(likeliest)
        is_told = is_tellable(likeliest.name, recognised)
        yield Renamed(column, likeliest.place, likeliest.name if is_told else None)


def is_tellable(header: str, recognised: int) -> bool:
    """Whether a header may be shown: of a line that is one beyond doubt, and a plain name.

    ``recognised``: how many of the line's other names are known.
    """
    return recognised >= _FEWEST_NAMES_OF_A_HEADER and bool(_TELLABLE.fullmatch(header))


def _likeness(name: str, column: str) -> float:
    return SequenceMatcher(None, header_key(name), header_key(column)).ratio()
