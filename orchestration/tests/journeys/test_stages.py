"""The stages worked out apart from the SQL, with dates at the edges of their windows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from orchestration.lib.journeys.doings import Doing
from orchestration.lib.journeys.stages import Rule, entries, rules

SECOND = timedelta(seconds=1)
LEAP_DAY = datetime(2028, 2, 29, tzinfo=UTC)
EASTERN = ZoneInfo("America/New_York")
TWICE = Rule(
    "volunteer", 2, timedelta(days=30), timedelta(days=180), frozenset({("attendance", "")})
)


def _came(*times: datetime) -> list[Doing]:
    return [Doing(at, "attendance", "s", "") for at in times]


@pytest.mark.parametrize(
    ("second", "is_enough"),
    [
        (LEAP_DAY + timedelta(days=30), True),
        (LEAP_DAY + timedelta(days=30) + SECOND, False),
    ],
    ids=["to the second", "a second late"],
)
def test_a_window_holds_its_ends(second: datetime, is_enough: bool) -> None:
    assert entries(TWICE, _came(LEAP_DAY, second)) == ([second] if is_enough else [])


def test_a_day_has_24_hours_whatever_the_clocks_do() -> None:
    """Thirty days on by the wall clock are an hour short of it in spring, and over it in autumn."""
    spring = datetime(2026, 3, 1, 12, tzinfo=EASTERN)
    autumn = datetime(2026, 10, 15, 12, tzinfo=EASTERN)
    for first, is_enough in ((spring, True), (autumn, False)):
        second = (first + timedelta(days=30)).astimezone(UTC)
        assert bool(entries(TWICE, _came(first.astimezone(UTC), second))) is is_enough


def test_who_comes_back_after_a_stage_has_lapsed_enters_it_again() -> None:
    kept = LEAP_DAY + timedelta(days=180)
    stays = [LEAP_DAY, LEAP_DAY, kept, kept]
    assert entries(TWICE, _came(*stays)) == [LEAP_DAY]
    late = kept + SECOND
    assert entries(TWICE, _came(LEAP_DAY, LEAP_DAY, late, late)) == [LEAP_DAY, late]


def test_the_seeds_rules_count_leading_by_role() -> None:
    leader = {rule.stage: rule for rule in rules()}["leader"]
    assert leader.takes(Doing(LEAP_DAY, "attendance", "s", "host"))
    assert leader.takes(Doing(LEAP_DAY, "hosting", "s", ""))
    assert not leader.takes(Doing(LEAP_DAY, "attendance", "s", ""))
