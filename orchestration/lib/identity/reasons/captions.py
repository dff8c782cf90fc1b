"""Words on the lines of a picture, each where it covers the least of all else."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

Point = tuple[float, float]
Line = tuple[Point, Point]

LINE_HEIGHT, LETTER_WIDTH = 15, 7.2
LONGEST = 18  # letters in a line of words
SHARES = tuple(share / 100 for shift in range(0, 36, 5) for share in {50 - shift, 50 + shift})
# What it costs to cover a square pixel of a word or a dot, and to lie on another line.
OVER_WORDS, OVER_DOT, ON_A_LINE = 4.0, 8.0, 60.0


@dataclass(frozen=True)
class Box:
    """A rectangle by its middle and half its sides, in pixels."""

    x: float
    y: float
    half_width: float
    half_height: float

    def shared(self, other: Box) -> float:
        """The square pixels both cover."""
        width = self.half_width + other.half_width - abs(self.x - other.x)
        height = self.half_height + other.half_height - abs(self.y - other.y)
        # One inside the other shares no more than the smaller.
        return (max(0.0, min(width, 2 * self.half_width, 2 * other.half_width))
                * max(0.0, min(height, 2 * self.half_height, 2 * other.half_height)))

    def is_crossed(self, line: Line) -> bool:
        """Whether the line runs through it, looked at in steps."""
        (x1, y1), (x2, y2) = line
        return any(
            abs(x1 + (x2 - x1) * step / 40 - self.x) < self.half_width
            and abs(y1 + (y2 - y1) * step / 40 - self.y) < self.half_height
            for step in range(41)
        )


class Captions:
    """The words of a picture of some size, in whose way are its dots and lines."""

    def __init__(
        self, size: tuple[int, int], dots: Iterable[Point], radius: float, lines: Sequence[Line]
    ) -> None:
        self.drawn: list[str] = []
        self._size, self._lines = size, lines
        self._dots = [Box(x, y, radius, radius) for x, y in dots]
        self.taken: list[Box] = []

    def put(self, words: str, line: Line) -> None:
        """Write the words on the line."""
        rows = textwrap.wrap(words, LONGEST, break_long_words=False)
        half = max(map(len, rows)) * LETTER_WIDTH / 2 + 5, len(rows) * LINE_HEIGHT / 2 + 1
        (x1, y1), (x2, y2) = line
        spots = [
            self._inside(Box(x1 + (x2 - x1) * share, y1 + (y2 - y1) * share, *half))
            for share in SHARES
        ]
        best = min(spots, key=lambda spot: self._cost(spot, line))
        self.taken.append(best)
        self.drawn.append(_drawn(rows, best))

    def _inside(self, box: Box) -> Box:
        width, height = self._size
        return Box(
            min(max(box.x, box.half_width + 2), width - box.half_width - 2),
            min(max(box.y, box.half_height + 2), height - box.half_height - 2),
            box.half_width, box.half_height,
        )

    def _cost(self, spot: Box, own: Line) -> float:
        return (
            OVER_WORDS * sum(map(spot.shared, self.taken))
            + OVER_DOT * sum(map(spot.shared, self._dots))
            + ON_A_LINE * sum(spot.is_crossed(line) for line in self._lines if line != own)
        )


def _drawn(rows: Sequence[str], box: Box) -> str:
    top = box.y - box.half_height
    lines = "".join(
        f'<tspan x="{box.x:.0f}" y="{top + LINE_HEIGHT * (number + 0.8):.0f}">{escape(row)}</tspan>'
        for number, row in enumerate(rows)
    )
    return (
        f'<rect class="ground" x="{box.x - box.half_width:.0f}" y="{top:.0f}" rx="3" '
        f'width="{2 * box.half_width:.0f}" height="{2 * box.half_height:.0f}"/>'
        f'<text class="said">{lines}</text>'
    )
