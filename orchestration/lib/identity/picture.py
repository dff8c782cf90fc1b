"""The evidence graph as a picture: records as dots, links as lines. No values, nothing to load.

Solid lines hold records together, dashed ones were refused. Records are laid out by springs, from
the same start each time, so that the same graph is the same picture.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from orchestration.lib.identity.graph import Link

WIDTH, HEIGHT = 760, 480
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
.picture .said { fill: #1f2328; text-anchor: middle; paint-order: stroke; stroke: #ffffff;
    stroke-width: 4px; }
.picture .legend { fill: #1f2328; }
.picture .ground { fill: #ffffff; }
"""


@dataclass(frozen=True)
class Picture:
    """A finished picture, and the letter by which it names each record."""

    svg: str
    letters: Mapping[str, str]


def draw(
    records: Sequence[str],
    links: Sequence[Link],
    people: Mapping[str, str],
    said: Mapping[tuple[str, str], str],
    asked: Collection[str] = (),
    way: Collection[Link] = (),
    note: str = "",
) -> Picture:
    """Draw these records and the links between them.

    ``people``: each record's person, a colour each. ``said``: a few words for a pair. ``asked``:
    records to stand out. ``way``: links to stand out. ``note``: a line below the picture.
    """
    letters = {record: _letter(number) for number, record in enumerate(records)}
    places = _places(records, [link for link in links if {*link.pair} <= letters.keys()])
    hue = {person: COLOURS[number % len(COLOURS)]
           for number, person in enumerate(dict.fromkeys(people[record] for record in records))}
    parts: list[str] = []
    words: list[str] = []
    for link in links:
        if not {*link.pair} <= letters.keys():
            continue
        (x1, y1), (x2, y2) = places[link.left], places[link.right]
        kind = "way" if link in way else "refused" if link.refused_because else (
            "link strong" if link.weight >= 10 or link.is_binding else "link"
        )
        parts.append(f'<line class="{kind}" x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}"'
                     f"><title>{escape(_title(link, letters, said))}</title></line>")
        if (told := said.get(link.pair)) and (len(links) <= 12 or link in way):
            words.append(f'<text class="said" x="{(x1 + x2) / 2:.0f}" y="{(y1 + y2) / 2 - 6:.0f}">'
                         f"{escape(told)}</text>")
    for record, (x, y) in places.items():
        mark = "dot asked" if record in asked else "dot"
        parts.append(
            f'<circle class="{mark}" cx="{x:.0f}" cy="{y:.0f}" r="{DOT}" '
            f'fill="{hue[people[record]]}"><title>{escape(record)}</title></circle>'
            f'<text class="letter" x="{x:.0f}" y="{y + 5:.0f}">{letters[record]}</text>'
        )
    legend = [f"{letters[record]}  {record}  ({people[record]})" for record in records]
    lines = [*legend, *([note] if note else [])]
    height = HEIGHT + 20 * len(lines) + 10
    told_lines = [
        f'<text class="legend" x="20" y="{HEIGHT + 20 * number + 10}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    ]
    label = f"{len(records)} records and what links them"
    return Picture(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" aria-label="{label}"><style>{STYLE}</style>'
        f'<rect class="ground" width="{WIDTH}" height="{height}"/>'
        + "".join([*parts, *words, *told_lines]) + "</svg>",
        letters,
    )


def _title(link: Link, letters: Mapping[str, str], said: Mapping[tuple[str, str], str]) -> str:
    kind = f"refused: {link.refused_because}" if link.refused_because else "linked"
    told = f": {said[link.pair]}" if link.pair in said else ""
    return f"{letters[link.left]} and {letters[link.right]}, {kind}, weight {link.weight}{told}"


def _letter(number: int) -> str:
    first, last = divmod(number, 26)
    return (_letter(first - 1) if first else "") + chr(ord("A") + last)


def _places(records: Sequence[str], links: Sequence[Link]) -> dict[str, tuple[float, float]]:
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
    return dict(zip(records, _fitted(spots), strict=True))


def _move(moves: list[list[float]], one: int, other: int, x: float, y: float) -> None:
    moves[one][0] += x
    moves[one][1] += y
    moves[other][0] -= x
    moves[other][1] -= y


def _fitted(spots: list[list[float]]) -> list[tuple[float, float]]:
    """The spots stretched to the picture, longer side across."""
    if len(spots) == 1:
        return [(WIDTH / 2, HEIGHT / 2)]
    sides = []
    for side, length in ((0, WIDTH), (1, HEIGHT)):
        low, high = min(spot[side] for spot in spots), max(spot[side] for spot in spots)
        if high - low < 1e-6:
            sides.append([length / 2] * len(spots))
        else:
            scale = (length - 2 * MARGIN) / (high - low)
            sides.append([MARGIN + (spot[side] - low) * scale for spot in spots])
    return list(zip(*sides, strict=True))
