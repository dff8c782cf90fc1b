"""The program year, export days, and each tool's way of writing a time.

Times are whole seconds since 1970 in UTC, by the county's own calendar. Exports are taken at
midnight UTC: export day 0 holds what happened before 2026-10-01, day 1 what happened by 2026-10-02,
and so on. What is written may be moved by whole days (``first_export_on``), so that a demo's newest
exports are today's; who does what, and in which order, stays the same.
"""

from __future__ import annotations

import calendar
from bisect import bisect_right
from datetime import UTC, datetime
from datetime import date as Date
from random import Random

DAY = 86_400
HOUR = 3_600
START = calendar.timegm((2025, 11, 1, 0, 0, 0))
FIRST_EXPORT = calendar.timegm((2026, 10, 1, 0, 0, 0))
END = calendar.timegm((2026, 11, 1, 0, 0, 0))
MOST_DAYS = (END - FIRST_EXPORT) // DAY
USUAL_FIRST_EXPORT = Date(2026, 10, 1)

_CLOCK = [f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(DAY)]
_FIRST_DAY = START // DAY - 400
_LAST_DAY = END // DAY + 800
# Both by the county's calendar: each day as it is written, and when Eastern time changes.
_dates: list[str] = []
_eastern_changes: list[int] = []


def first_export_on(first: Date) -> None:
    """Move all that is written from now on, in this process, so that export day 0 is this date."""
    moved = (first - USUAL_FIRST_EXPORT).days
    _dates[:] = [
        datetime.fromtimestamp((day + moved) * DAY, UTC).strftime("%Y-%m-%d")
        for day in range(_FIRST_DAY, _LAST_DAY)
    ]
    years = range(int(_dates[0][:4]), int(_dates[-1][:4]) + 1)
    _eastern_changes[:] = [
        change - moved * DAY
        for year in years
        for change in (_sunday(year, 3, 2) + 7 * HOUR, _sunday(year, 11, 1) + 6 * HOUR)
    ]


def _sunday(year: int, month: int, number: int) -> int:
    """Midnight UTC of a month's first, second … Sunday."""
    first = 1 + (6 - calendar.weekday(year, month, 1)) % 7
    return calendar.timegm((year, month, first + 7 * (number - 1), 0, 0, 0))


first_export_on(USUAL_FIRST_EXPORT)


def daytime(rng: Random, when: int) -> int:
    """Some time between 9 in the morning and 9 at night, Eastern, of a time's day."""
    return when - when % DAY + 14 * HOUR + int(rng.random() * 11.9 * HOUR)


def export_day(when: int) -> int:
    """The first export day whose files can show something that happened at a time."""
    return 0 if when < FIRST_EXPORT else (when - FIRST_EXPORT) // DAY + 1


def export_date(day: int) -> str:
    """The calendar date of an export day, as in its folder's name."""
    return date(FIRST_EXPORT + day * DAY)


def export_time(day: int) -> int:
    """The moment an export day's files are taken."""
    return FIRST_EXPORT + day * DAY


def date(when: int) -> str:
    """`2026-10-01`, UTC."""
    return _dates[when // DAY - _FIRST_DAY]


def utc(when: int) -> str:
    """`2026-10-01 14:05:09`, UTC without saying so (SQL mirrors)."""
    return f"{_dates[when // DAY - _FIRST_DAY]} {_CLOCK[when % DAY]}"


def zoned(when: int) -> str:
    """`2026-10-01 14:05:09+00` (a timestamptz as PostgreSQL prints it)."""
    return f"{_dates[when // DAY - _FIRST_DAY]} {_CLOCK[when % DAY]}+00"


def iso(when: int) -> str:
    """`2026-10-01T14:05:09Z` (web APIs)."""
    return f"{_dates[when // DAY - _FIRST_DAY]}T{_CLOCK[when % DAY]}Z"


def eastern(when: int) -> str:
    """`2026-10-01 10:05:09`, naive US/Eastern (a year's two clock changes included)."""
    is_summer = bisect_right(_eastern_changes, when) % 2
    local = when - (4 if is_summer else 5) * HOUR
    return f"{_dates[local // DAY - _FIRST_DAY]} {_CLOCK[local % DAY]}"
