"""The evidence graph as a picture: records as dots, links as lines. No values, nothing to load.

Solid lines hold records together, dashed ones were refused. Records are laid out by springs, from
the same start each time, so that the same graph is the same picture.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from orchestration.lib.identity.reasons.captions import Captions
from orchestration.lib.identity.reasons.graph import Link
from orchestration.lib.identity.reasons.letters import letter

WIDTH, HEIGHT = 760, 480
SMALL = 520, 360
MARGIN = 60
ROUNDS = 300
DOT = 13
# Okabe and Ito's colours, which eyes of all kinds can tell apart.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
STYLE = """
.picture { font: 13px system-ui, sans-serif; }
.picture .link { stroke: #59636e; stroke-width: 1.5; }
.picture .strong { stroke-width: 3; }
.picture .way { stroke: #0072b2; stroke-width: 4; }
.picture .refused { stroke: #b3261e; stroke-dasharray: 6 5; }
.picture .dot { stroke: #ffffff; stroke-width: 2; }
.picture .asked { stroke: #1f2328; stroke-width: 3; }
.picture .letter { fill: #ffffff; font-weight: 700; text-anchor: middle; }
.picture .said { fill: #1f2328; text-anchor: middle; }
.picture .legend { fill: #1f2328; }
.picture .ground { fill: #ffffff; }
"""


@dataclass(frozen=True)
class Picture:
    """A finished picture: all of it, or its lines for a page that has STYLE and its own legend."""

    drawing: str
    legend: tuple[str, ...]
    width: int
    height: int
    label: str

    def svg(self) -> str:
        """A picture that stands alone, with its legend and its style."""
        lines = "".join(
            f'<text class="legend" x="20" y="{self.height + 20 * number + 10}">'
            f"{escape(line)}</text>"
            for number, line in enumerate(self.legend)
        )
        return self._framed(
            f"<style>{STYLE}</style>", lines, self.height + 20 * len(self.legend) + 10
        )

    def inline(self) -> str:
        """The picture for a page that brings STYLE and tells the legend itself."""
        return self._framed("", "", self.height)

    def _framed(self, before: str, after: str, height: int) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" '
            f'viewBox="0 0 {self.width} {height}" role="img" aria-label="{escape(self.label)}">'
            f'{before}<rect class="ground" width="{self.width}" height="{height}"/>'
            f"{self.drawing}{after}</svg>"
        )


def draw(
    records: Sequence[str],
    links: Sequence[Link],
    people: Mapping[str, str],
    said: Mapping[tuple[str, str], str],
    asked: Collection[str] = (),
    way: Collection[Link] = (),
    note: str = "",
    size: tuple[int, int] = (WIDTH, HEIGHT),
) -> Picture:
    """Draw these records and the links between them.

    ``people``: each record's person, a colour each. ``said``: a few words for a pair. ``asked``:
    records to stand out. ``way``: links to stand out. ``note``: a line below the picture.
    ``size``: its width and height in pixels, without the legend.
    """
    letters = {record: letter(number) for number, record in enumerate(records)}
    shown = [link for link in links if {*link.pair} <= letters.keys()]
    places = _places(records, shown, size)
    hue = {person: COLOURS[number % len(COLOURS)]
           for number, person in enumerate(dict.fromkeys(people[record] for record in records))}
    parts: list[str] = []
    lines = [(places[link.left], places[link.right]) for link in shown]
    captions = Captions(size, places.values(), DOT, lines)
    for link in shown:
        (x1, y1), (x2, y2) = places[link.left], places[link.right]
        kind = "way" if link in way else "refused" if link.refused_because else (
            "link strong" if link.weight >= 10 or link.is_binding else "link"
        )
        parts.append(f'<line class="{kind}" x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}"'
                     f"><title>{escape(_title(link, letters, said))}</title></line>")
        if (told := said.get(link.pair)) and (len(shown) <= 12 or link in way):
            captions.put(told, ((x1, y1), (x2, y2)))
    parts += captions.drawn
    for record, (x, y) in places.items():
        mark = "dot asked" if record in asked else "dot"
        parts.append(
            f'<circle class="{mark}" cx="{x:.0f}" cy="{y:.0f}" r="{DOT}" '
            f'fill="{hue[people[record]]}"><title>{escape(record)}</title></circle>'
            f'<text class="letter" x="{x:.0f}" y="{y + 5:.0f}">{letters[record]}</text>'
        )
    legend = [f"{letters[record]}  {record}  ({people[record]})" for record in records]
    return Picture(
        drawing="".join(parts),
        legend=(*legend, *([note] if note else [])),
        width=size[0], height=size[1],
        label=f"{len(records)} records and what links them",
    )


def _title(link: Link, letters: Mapping[str, str], said: Mapping[tuple[str, str], str]) -> str:
    kind = f"refused: {link.refused_because}" if link.refused_because else "linked"
    told = f": {said[link.pair]}" if link.pair in said else ""
    return f"{letters[link.left]} and {letters[link.right]}, {kind}, weight {link.weight}{told}"


def _places(
    records: Sequence[str], links: Sequence[Link], size: tuple[int, int]
) -> dict[str, tuple[float, float]]:
    """Where each record is: pushed from the others, drawn to those it is linked with."""
    count = len(records)
    number = {record: index for index, record in enumerate(records)}
    spots = [
        [math.cos(2 * math.pi * index / count), math.sin(2 * math.pi * index / count)]
        for index in range(count)
    ]
    near = 1.6 / math.sqrt(count)
    for round_ in range(ROUNDS if count > 2 else 0):
        moves = [[0.0, 0.0] for _ in spots]
        for one in range(count):
            for other in range(one):
                x, y = spots[one][0] - spots[other][0], spots[one][1] - spots[other][1]
                gap = math.hypot(x, y) or 1e-6
                push = near * near / gap
                _move(moves, one, other, x / gap * push, y / gap * push)
        for link in links:
            one, other = number[link.left], number[link.right]
            x, y = spots[one][0] - spots[other][0], spots[one][1] - spots[other][1]
            pull = math.hypot(x, y) / near
            _move(moves, one, other, -x * pull, -y * pull)
        heat = 0.15 * (1 - round_ / ROUNDS)
        for spot, (x, y) in zip(spots, moves, strict=True):
            far = math.hypot(x, y) or 1e-6
            step = min(far, heat)
            spot[0] += x / far * step
            spot[1] += y / far * step
    return dict(zip(records, _fitted(spots, size), strict=True))


def _move(moves: list[list[float]], one: int, other: int, x: float, y: float) -> None:
    moves[one][0] += x
    moves[one][1] += y
    moves[other][0] -= x
    moves[other][1] -= y


def _fitted(spots: list[list[float]], size: tuple[int, int]) -> list[tuple[float, float]]:
    """The spots stretched to the picture."""
    sides = []
    for side, length in enumerate(size):
        low, high = min(spot[side] for spot in spots), max(spot[side] for spot in spots)
        if high - low < 1e-6:
            sides.append([length / 2] * len(spots))
        else:
            scale = (length - 2 * MARGIN) / (high - low)
            sides.append([MARGIN + (spot[side] - low) * scale for spot in spots])
    return list(zip(*sides, strict=True))
