"""How often an id stands twice in a table, whatever its size, in memory that stays flat.

Only digests of ids are kept, with the record's place, divided among files that have no name; each
file is then sorted by itself. Two of a billion ids are taken for one once in thirty-seven times.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

_FILES = 16
_IN_MEMORY = 1 << 20
_DIGEST = np.dtype([("digest", "<u8"), ("place", "<u8")])


class Repeats:
    """Takes the ids of a table, then says which records repeat an earlier one."""

    def __init__(self) -> None:
        self._files = [
            tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - found() closes it
            for _ in range(_FILES)
        ]

    def add(self, ids: Sequence[bytes], places: Sequence[bytes]) -> None:
        """Take the ids of some records, and where each stands."""
        taken = np.empty(len(ids), _DIGEST)
        digests = b"".join([blake2b(each, digest_size=8).digest() for each in ids])
        taken["digest"] = np.frombuffer(digests, "<u8")
        taken["place"] = np.array(places).astype("<u8")
        files = taken["digest"] % _FILES
        for number, file in enumerate(self._files):
            file.write(taken[files == number].tobytes())

    def found(self) -> Sequence[int]:
        """Where the records stand that repeat an earlier one's id, in order."""
        repeated = []
        for file in self._files:
            with file:
                file.seek(0)
                repeated.append(_repeated(np.frombuffer(file.read(), _DIGEST)))
        return array("Q", np.sort(np.concatenate(repeated)).tobytes())


def _repeated(taken: npt.NDArray[np.void]) -> npt.NDArray[np.uint64]:
    ordered = taken[np.lexsort((taken["place"], taken["digest"]))]
    is_repeated = ordered["digest"][1:] == ordered["digest"][:-1]
    places: npt.NDArray[np.uint64] = ordered["place"][1:][is_repeated]
    return places
