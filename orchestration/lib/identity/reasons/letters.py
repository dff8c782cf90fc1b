"""Letters that stand for records and values in one output: A to Z, then AA."""

from __future__ import annotations


def letter(number: int) -> str:
    """The letter of what comes at that place, counted from 0."""
    first, last = divmod(number, 26)
    return (letter(first - 1) if first else "") + chr(ord("A") + last)


class Letters:
    """The same letter for the same thing, handed out as things come up; of no meaning elsewhere.

    A hash could be tried against every phone number there is; a letter tells nothing.
    """

    def __init__(self) -> None:
        self._given: dict[str, str] = {}

    def of(self, thing: str) -> str:
        """The letter of this thing."""
        return self._given.setdefault(thing, letter(len(self._given)))
