"""Judging what a vendor sends by the standard of exchange."""

from __future__ import annotations

from functools import cache

from orchestration.lib.learn import county
from orchestration.lib.learn.exercise import Said, not_yet, number_of, right
from orchestration.lib.standard.conform import conform
from orchestration.lib.standard.verdict import Verdict

_SOURCE, _TOOL = "county_mobilize", "mobilize"


def ask_to_judge_an_export() -> str:
    """Says which export."""
    return (
        f"{county.newest_export(_SOURCE)} is a whole export of {_TOOL}. Which level of the "
        "standard does it reach, and which requirement of the next level weighs most of those it "
        "doesn't meet (docs/standard/levels.md has the points)?"
    )


def judge_a_judgement(level: str, requirement: str) -> Said:
    """Compared with a verdict made anew."""
    verdict = _verdict()
    reached = -1 if verdict.level is None else verdict.level.rank
    if number_of(level) != reached:
        return not_yet("Another level: the first line of ./kith conform says which. A level needs "
                       "all that those below it ask.")
    if requirement in _heaviest(verdict):
        return right(f"So this is what to ask the vendor for first. Its score is {verdict.score}.")
    return not_yet("The level is right. Of what the next one asks and isn't met, one weighs more.")


@cache
def _verdict() -> Verdict:
    return conform(county.newest_export(_SOURCE), _TOOL)


def _heaviest(verdict: Verdict) -> set[str]:
    """The codes of what the next level asks, isn't met, and weighs most."""
    unmet = [] if verdict.next_level is None else verdict.unmet(verdict.next_level)
    most = max((each.points for each in unmet), default=0)
    return {each.code for each in unmet if each.points == most}
