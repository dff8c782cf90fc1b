"""Whether a CSV file that was downloaded is all there, told by the file itself.

A download may stop anywhere and look finished. Signs of it: a quote that isn't closed, and a last
line with fewer cells than the header has. Nothing is read into values.
"""

from __future__ import annotations

import csv
from pathlib import Path

# A cell may hold a note of any length.
_LONGEST_CELL = 1 << 27


class CutOff(Exception):
    """The file ends in the middle."""


def records_in(path: Path, delimiter: str = ",") -> int:
    """How many records a CSV with a header holds, the header not counted. Raises ``CutOff``."""
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as stream:
        rows = csv.reader(stream, delimiter=delimiter, strict=True)
        width, count, last = 0, 0, 0
        try:
            for row in rows:
                if not row:
                    continue
                width = width or len(row)
                last = len(row)
                count += 1
        except csv.Error:
            raise CutOff from None
    if last != width:
        raise CutOff
    return max(count - 1, 0)


def ends_with_a_line(path: Path) -> bool:
    """Whether the last line is ended, as it is where a writer came to an end."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(size - 1, 0))
        return stream.read() in (b"\n", b"\r")
