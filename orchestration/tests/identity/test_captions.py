"""Words on the lines of a picture can be read: apart from each other, off the dots, inside it."""

from __future__ import annotations

import math
import random
from itertools import combinations

from orchestration.lib.identity.reasons.captions import Box, Captions, Line, Point

SIZE = (760, 480)
WORDS = "email + phone + address"


def _written(dots: list[Point], lines: list[Line], words: str = WORDS) -> list[Box]:
    captions = Captions(SIZE, dots, 13, lines)
    for line in lines:
        captions.put(words, line)
    return captions.taken


def test_words_on_lines_that_cross_lie_apart() -> None:
    dots = [(60.0, 240.0), (700.0, 240.0), (380.0, 60.0), (380.0, 420.0)]
    one, other = _written(dots, [(dots[0], dots[1]), (dots[2], dots[3])])
    assert one.shared(other) == 0


def test_words_of_a_short_line_stay_inside_the_picture() -> None:
    for box in _written([(2.0, 2.0), (40.0, 20.0)], [((2.0, 2.0), (40.0, 20.0))]):
        assert box.x - box.half_width >= 0 and box.y - box.half_height >= 0


def test_of_records_that_are_all_linked_no_words_cover_each_other() -> None:
    for count in (3, 4, 5):
        around = [2 * math.pi * number / count for number in range(count)]
        dots = [(380 + 320 * math.cos(turn), 240 + 180 * math.sin(turn)) for turn in around]
        boxes = _written(dots, list(combinations(dots, 2)))
        assert not [pair for pair in combinations(boxes, 2) if pair[0].shared(pair[1])]


def test_words_leave_a_dot_that_lies_on_the_line() -> None:
    draw = random.Random(1)
    for _ in range(50):
        y = draw.uniform(60, 420)
        dots = [(60.0, y), (380.0, y), (700.0, y)]
        (box,) = _written(dots, [(dots[0], dots[2])], "email")
        assert not box.shared(Box(380, y, 13, 13))
