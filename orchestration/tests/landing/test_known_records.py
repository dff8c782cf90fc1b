"""Looking a digest up near its place, and among all, is asking whether it is in a set."""

from __future__ import annotations

import io
import random

import pytest

from orchestration.lib.landing.known_records import KnownRecords

DIGESTS = [bytes([number]) * 16 for number in range(200)]
STRANGE = b"strange to all.."


def _known(digests: list[bytes]) -> KnownRecords:
    return KnownRecords(io.BytesIO(b"".join(digests)), chunk=16)


@pytest.mark.parametrize("count", [0, 1, 15, 16, 17, 200])
def test_all_are_found_among_all_and_nothing_else_is(count: int) -> None:
    known = _known(DIGESTS[:count])
    assert known.among({STRANGE, *DIGESTS}) == set(DIGESTS[:count])


def test_an_export_in_its_order_is_found_as_it_is_read() -> None:
    known = _known(DIGESTS)
    exported = [digest for digest in DIGESTS if digest[0] % 10]
    for first in range(0, len(exported), 7):
        assert known.not_near([*exported[first : first + 7], STRANGE]) == [
            len(exported[first : first + 7])
        ]


def test_nothing_strange_is_ever_found_near() -> None:
    dice = random.Random(3)
    for _ in range(200):
        held = dice.sample(DIGESTS, dice.randrange(100))
        known, asked = _known(held), dice.sample(DIGESTS, 60)
        for first in range(0, 60, 6):
            block = asked[first : first + 6]
            far = known.not_near(block)
            near = {digest for at, digest in enumerate(block) if at not in far}
            assert near <= set(held)
