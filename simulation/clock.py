"""The program year, export days, and each tool's way of writing a time.

Times are whole seconds since 1970 in UTC. Exports are taken at midnight UTC: export day 0 holds
what happened before 2026-10-01, day 1 what happened by 2026-10-02, and so on.
"""

from __future__ import annotations

import calendar
from datetime import UTC, datetime
from random import Random

DAY = 86_400
HOUR = 3_600
START = calendar.timegm((2025, 11, 1, 0, 0, 0))
FIRST_EXPORT = calendar.timegm((2026, 10, 1, 0, 0, 0))
END = calendar.timegm((2026, 11, 1, 0, 0, 0))
MOST_DAYS = (END - FIRST_EXPORT) // DAY

_WINTER_BEGINS = calendar.timegm((2025, 11, 2, 6, 0, 0))
_WINTER_ENDS = calendar.timegm((2026, 3, 8, 7, 0, 0))
_CLOCK = [f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(DAY)]
_FIRST_DAY = START // DAY - 400
_DATES = [
    datetime.fromtimestamp(day * DAY, UTC).strftime("%Y-%m-%d")
    for day in range(_FIRST_DAY, END // DAY + 800)
]


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
    return _DATES[when // DAY - _FIRST_DAY]


def utc(when: int) -> str:
    """`2026-10-01 14:05:09`, UTC without saying so (SQL mirrors)."""
    return f"{_DATES[when // DAY - _FIRST_DAY]} {_CLOCK[when % DAY]}"


def zoned(when: int) -> str:
    """`2026-10-01 14:05:09+00` (a timestamptz as PostgreSQL prints it)."""
    return f"{_DATES[when // DAY - _FIRST_DAY]} {_CLOCK[when % DAY]}+00"


def iso(when: int) -> str:
    """`2026-10-01T14:05:09Z` (web APIs)."""
    return f"{_DATES[when // DAY - _FIRST_DAY]}T{_CLOCK[when % DAY]}Z"


def eastern(when: int) -> str:
    """`2026-10-01 10:05:09`, naive US/Eastern (the program year's two clock changes included)."""
    local = when - (5 if _WINTER_BEGINS <= when < _WINTER_ENDS else 4) * HOUR
    return f"{_DATES[local // DAY - _FIRST_DAY]} {_CLOCK[local % DAY]}"
