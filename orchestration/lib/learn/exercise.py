"""What an exercise is, and what it says of an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.lib import settings

PAGES = settings.PROJECT_ROOT / "docs" / "learn"


@dataclass(frozen=True)
class Said:
    """Whether an answer is right, and a sentence: what it shows, or a hint."""

    is_right: bool
    told: str


@dataclass(frozen=True)
class Exercise:
    """One exercise, whose page is ``docs/learn/<number>-<name>.md``.

    ``wants``: the words an answer has, in order; none where the warehouse is looked at instead.
    ``ask``: the question, with names of this county. ``judge``: what the answer's words say; both
    work the answer out anew each time, so that none is kept anywhere.
    """

    number: int
    name: str
    wants: tuple[str, ...]
    ask: Callable[[], str]
    judge: Callable[..., Said]

    @property
    def page(self) -> Path:
        """The page that says what to read and do."""
        return PAGES / f"{self.number:02d}-{self.name}.md"

    @property
    def title(self) -> str:
        """The page's heading."""
        return self.page.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ")

    def check(self, words: Sequence[str]) -> Said:
        """What an answer is worth."""
        if len(words) != len(self.wants):
            wanted = f" {' '.join(self.wants)}" if self.wants else ""
            return Said(False, f"Answer with: ./kith learn check {self.number}{wanted}")
        return self.judge(*words)


def right(told: str) -> Said:
    """The answer is right; ``told`` says what it shows."""
    return Said(True, told)


def not_yet(hint: str) -> Said:
    """It isn't yet; ``hint`` says where to look."""
    return Said(False, hint)


def number_of(word: str) -> int | None:
    """A whole number as people write it, or None."""
    digits = word.replace(",", "").strip()
    return int(digits) if digits.isdecimal() else None
