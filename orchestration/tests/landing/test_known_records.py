"""Looking a digest up near its place, and among all, is asking whether it is in a set."""

from __future__ import annotations

import io
import random
from typing import IO

import pytest

from orchestration.lib.landing.known_records import KnownRecords, Meetings
from orchestration.lib.landing.writer import CopyWriter

DIGESTS = [bytes([number]) * 16 for number in range(200)]
STRANGE = b"strange to all.."


def _known(digests: list[bytes]) -> KnownRecords:
    return KnownRecords(
        io.BytesIO(b"".join(digests)), io.BytesIO(), chunk=16, most_held=7
    )


def _row(digest: bytes) -> bytes:
    return b"1\t2\t3\t\\\\x%b\tvalue\n" % digest.hex().encode()


class Writer(CopyWriter):
    """Keeps what it was told to write."""

    def __init__(self) -> None:
        self.rows: list[bytes] = []

    def write(self, row: bytes) -> None:
        self.rows.append(row)


@pytest.mark.parametrize("count", [0, 1, 15, 16, 17, 200])
def test_only_rows_not_known_anywhere_are_written_each_once(count: int) -> None:
    known, writer, unchanged = _known(DIGESTS[:count]), Writer(), 0
    asked = [STRANGE, *reversed(DIGESTS), DIGESTS[0], STRANGE]
    for first in range(0, len(asked), 3):
        unchanged += known.hold([_row(digest) for digest in asked[first : first + 3]], writer)
    unchanged += known.settle(writer)
    wanted = [digest for digest in asked if digest not in DIGESTS[:count]]
    assert writer.rows == [_row(digest) for digest in wanted]
    assert unchanged == len(asked) - len(wanted)
    assert known.settle(writer) == 0


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


@pytest.mark.parametrize("is_shuffled", [False, True])
def test_what_an_export_met_is_a_set_of_digests(is_shuffled: bool) -> None:
    dice = random.Random(5)
    for _ in range(100):
        held = dice.sample(DIGESTS, dice.randrange(150))
        meetings = Meetings(io.BytesIO(), io.BytesIO())
        known = KnownRecords(
            io.BytesIO(b"".join(held)), io.BytesIO(), meetings, chunk=16, most_held=7
        )
        exported = [digest for digest in held if dice.random() < 0.9] + dice.sample(DIGESTS, 5)
        if is_shuffled:
            dice.shuffle(exported)
        exported += exported[:3]
        for first in range(0, len(exported), 6):
            block = exported[first : first + 6]
            known.hold([_row(block[at]) for at in known.not_near(block)], Writer())
        known.settle(Writer())
        passed, met = known.meetings().passed, known.meetings().met
        assert set(held) - set(exported) == _digests(passed) - _digests(met)


def _digests(file: IO[bytes]) -> set[bytes]:
    file.seek(0)
    content = file.read()
    return {content[at : at + 16] for at in range(0, len(content), 16)}
