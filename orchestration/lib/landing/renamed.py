"""Which header that nobody declared may be a declared column under a new name.

Only a header that no earlier export had comes into question. What it is, a person decides, by
writing it below the column's declaration.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from orchestration.lib.landing.declarations import header_key

if TYPE_CHECKING:
    from orchestration.lib.landing.csv_layout import Layout

# A line with a single declared name in it may yet be somebody's data: then no name is told.
_FEWEST_NAMES_OF_A_HEADER = 2
_TELLABLE = re.compile(r"(?!.*\d{4})[A-Za-z][A-Za-z0-9 _.:/()-]{0,62}")
# Of several new headers the one with half the letters of the missing name in their order.
_ALIKE_ENOUGH = 0.5


@dataclass(frozen=True)
class Renamed:
    """A missing column and the header, the ``field``-th of its line, that may be it now.

    ``header`` is None where it can't be told without telling a value that may be a person's.
    """

    column: str
    field: int
    header: str | None


def renamed(layout: Layout, seen: Collection[str]) -> Iterator[Renamed]:
    """For each missing column the likeliest new header, if there is one.

    ``seen``: the undeclared headers that earlier exports had.
    """
    new = [place for place, name in enumerate(layout.extra_names) if name and name not in seen]
    is_plain = len(new) == len(layout.missing) == 1
    is_header = layout.recognised >= _FEWEST_NAMES_OF_A_HEADER
    for missing in layout.missing:
        likeness = {place: _likeness(layout.header.keys[place], missing) for place in new}
        place = max(new, key=likeness.__getitem__, default=None)
        if place is None or not (is_plain or likeness[place] >= _ALIKE_ENOUGH):
            continue
        new.remove(place)
        header = layout.header.fields[place].strip()
        is_tellable = is_header and _TELLABLE.fullmatch(header)
        yield Renamed(missing, place + 1, header if is_tellable else None)


def _likeness(key: str, column: str) -> float:
    return SequenceMatcher(None, key, header_key(column)).ratio()
