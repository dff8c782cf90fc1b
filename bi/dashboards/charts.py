"""The charts: SVG of rows that SQL has already counted, and the same numbers as a table.

Places are given in percent of the width, so that a chart fits a phone and a laptop while its words
keep their size. Colours are the stylesheet's; none tells anything that a word doesn't tell as well.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape
from itertools import count
from typing import Any

from bi.dashboards.parts import Columns, Rows, number, table

_PLOT = 13.0  # where a plot begins, in percent: its axis stands to the left
_NAMES = 37.0  # the same for bars, whose names are longer
_BESIDE = 15  # characters of a name that fit beside its bar on a phone; longer ones stand above
_ROW = 26  # pixels
_LINE = 18  # pixels
_numbers = count(1)


@dataclass(frozen=True)
class Calendar:
    """How a chart over time says its times: the rows' column, a time in short and in full, and the
    time after it."""

    column: str
    name: str
    short: str
    full: str
    after: Callable[[Any], Any]


MONTHS = Calendar(
    "month_date", "Month", "%b %y", "%B %Y",
    lambda at: (at.replace(day=1) + timedelta(days=31)).replace(day=1),
)
DAYS = Calendar("day_date", "Day", "%d %b", "%Y-%m-%d", lambda at: at + timedelta(days=1))
HOURS = Calendar("clock_at", "Hour", "%H:%M", "%H:%M", lambda at: at + timedelta(hours=1))


def over_time(
    title: str, rows: Rows, field: str, unit: str, top: float, calendar: Calendar = MONTHS,
    places: int = 0, before: str = "", before_name: str = "A week before",
    ends: tuple[Any, Any] | None = None,
) -> str:
    """A column a month, day or hour, ``top`` being the highest of all charts it is compared with.

    A time between that no row is of has its place, and counts zero; with ``ends``, the first and
    last time of all charts it is compared with, those have theirs too. ``places`` keeps room for
    columns to come. A line over each shows the field ``before``: what it is compared with, called
    ``before_name``.
    """
    rows = _whole(rows, [field, before] if before else [field], calendar, ends)
    ceiling = _ceiling(top)
    height, bottom = 150, 22
    plot = height - bottom

    def y(value: float) -> float:
        return plot - value / ceiling * (plot - 16)

    marks = [_grid_line(y(at), number(at)) for at in _ticks(ceiling)]
    step = (100 - _PLOT) / max(len(rows), places, 1)
    told_at = _told(rows, field)
    for place, row in enumerate(rows):
        value, x = row[field], _PLOT + place * step
        at: date = row[calendar.column]
        marks.append(
            f'<rect class="{"unfinished" if row["is_unfinished"] else "bar"}"'
            f' x="{x + step * 0.12:.2f}%" width="{step * 0.76:.2f}%"'
            f' y="{y(value):.1f}" height="{plot - y(value):.1f}">'
            f"<title>{at:{calendar.full}}: {number(value)} {escape(unit)}</title></rect>"
        )
        if before and row[before]:
            marks.append(_level(x, x + step, y(row[before])))
        if place in told_at:
            highest = max(value, row[before] if before else 0)
            marks.append(_text(x + step / 2, y(highest) - 4, number(value), "value middle"))
        if place % max(1, -(-max(len(rows), places) // 4)) == 0:
            marks.append(_text(x + step / 2, height - 6, f"{at:{calendar.short}}", "axis middle"))
    marks.append(f'<line class="base" x1="{_PLOT}%" x2="100%" y1="{plot}" y2="{plot}"/>')
    total = sum(row[field] for row in rows)
    each = calendar.name.lower()
    said = f"{title}: {number(total)} {unit} in {len(rows)} {each}s, a column for each {each}."
    columns: Columns = {
        calendar.name: lambda row: f"{row[calendar.column]:{calendar.full}}"
        + (" (so far)" if row["is_unfinished"] else ""),
        unit.capitalize(): lambda row: row[field],
    }
    if before:
        columns = {**columns, before_name: lambda row: row[before]}
    colours = {"bar": unit.capitalize()}
    if any(row["is_unfinished"] and row[field] for row in rows):
        colours["unfinished"] = f"So far: the {each} isn't over"
    if before and any(row[before] for row in rows):
        colours["before"] = before_name
    legend = _legend(colours) if len(colours) > 1 else ""
    return figure(title, legend + _svg(height, marks, said), table(title, rows, columns))


def bars(title: str, rows: Sequence[tuple[str, float, str]], unit: str, top: float) -> str:
    """A bar a row, of name, value and the words that stand after it."""
    ceiling = _ceiling(top)
    is_above = any(len(name) > _BESIDE for name, _, _ in rows)
    left, above = (0.5, _LINE) if is_above else (_NAMES, 0)
    step = _ROW + above
    height = step * len(rows) + 22
    span = (100 - left) * .62
    marks = []
    for at in (0.0, ceiling / 2, ceiling):
        x = left + at / ceiling * span
        marks.append(f'<line class="rule" x1="{x:.2f}%" x2="{x:.2f}%" y1="0" y2="{height - 20}"/>')
        shown = f"{at:.0%}" if unit.startswith("share") else f"{at:g}" if at < 10 else number(at)
        marks.append(_text(x, height - 6, shown, "axis middle"))
    for place, (name, value, words) in enumerate(rows):
        y = place * step + above
        width = value / ceiling * span
        marks.append(_text(0, y if is_above else y + 17, name, "name"))
        marks.append(
            f'<rect class="bar" x="{left}%" y="{y + 4}" width="{width:.2f}%" height="{_ROW - 8}">'
            f"<title>{escape(name)}: {escape(words)}</title></rect>"
        )
        marks.append(
            f'<text class="value" x="{left + width:.2f}%" y="{y + 17}" dx="5">'
            f"{escape(words)}</text>"
        )
    said = ". ".join(f"{name}: {words}" for name, _, words in rows)
    shown_rows = [{"name": name, "words": words} for name, _, words in rows]
    columns: Columns = {
        "What": lambda row: row["name"], unit.capitalize(): lambda row: row["words"]
    }
    return figure(
        title, _svg(height, marks, f"{title}, {unit}. {said}."), table(title, shown_rows, columns),
        unit,
    )


def spans(title: str, names: Sequence[str], rows: Rows, until: datetime) -> str:
    """A bar from when to when for each row, on the line of its ``name``; open ones go on."""
    begin: datetime = min(row["entered_at"] for row in rows)
    whole = max((until - begin).total_seconds(), 1.0)
    height = _ROW * len(names) + 22
    left = 24.0

    def x(at: datetime) -> float:
        return left + (at - begin).total_seconds() / whole * (100 - left - 2)

    marks = [_text(0, place * _ROW + 17, name, "name") for place, name in enumerate(names)]
    marks += [
        f'<line class="rule" x1="{left}%" x2="100%" y1="{y}" y2="{y}"/>'
        for y in range(_ROW, _ROW * (len(names) + 1), _ROW)
    ]
    for row in rows:
        y = list(names).index(row["name"]) * _ROW
        end = row["left_at"] or until
        marks.append(
            f'<rect class="bar" x="{x(row["entered_at"]):.2f}%" y="{y + 5}" height="{_ROW - 10}"'
            f' width="{max(x(end) - x(row["entered_at"]), 0.6):.2f}%">'
            f"<title>{escape(_span(row))}</title></rect>"
        )
    for share, where in ((0.0, "axis"), (0.5, "axis middle"), (1.0, "axis end")):
        at = begin + (until - begin) * share
        marks.append(_text(left + share * (100 - left - 2), height - 6, f"{at:%b %Y}", where))
    columns: Columns = {
        "Stage": lambda row: row["name"],
        "From": lambda row: row["entered_at"],
        "Until": lambda row: row["left_at"] or "today",
        "Told by": lambda row: f"{row['tool']}: {row['record_type']} {row['record_id']}",
    }
    said = ". ".join(_span(row) for row in rows)
    return figure(title, _svg(height, marks, said), table(title, rows, columns))


def ranges(title: str, rows: Rows) -> str:
    """A bar a row from ``low`` to ``high`` with a line at the ``middle`` and a dot at ``own``."""
    height = _ROW * len(rows) + 22
    span = 100 - _NAMES - 3

    def x(share: Any) -> float:
        return _NAMES + float(share) * span

    marks = []
    for at in (0.0, 0.5, 1.0):
        marks.append(f'<line class="rule" x1="{x(at):.2f}%" x2="{x(at):.2f}%" y1="0"'
                     f' y2="{height - 20}"/>')
        marks.append(_text(x(at), height - 6, f"{at:.0%}", "axis middle"))
    for place, row in enumerate(rows):
        y = place * _ROW
        marks.append(_text(0, y + 17, row["name"], "name"))
        marks.append(
            f'<rect class="range" x="{x(row["low"]):.2f}%" y="{y + 5}" height="{_ROW - 10}"'
            f' width="{max(x(row["high"]) - x(row["low"]), 0.6):.2f}%">'
            f"<title>{escape(_range(row))}</title></rect>"
            f'<line class="median" x1="{x(row["middle"]):.2f}%" x2="{x(row["middle"]):.2f}%"'
            f' y1="{y + 2}" y2="{y + _ROW - 2}"/>'
        )
        if row["own"] is not None:
            where = f'cx="{x(row["own"]):.2f}%" cy="{y + _ROW / 2}"'
            marks.append(f'<circle class="own" {where} r="5"/>')
    columns: Columns = {
        "Program": lambda row: row["name"],
        "Organizations": lambda row: row["organizations"],
        "A quarter up to": lambda row: f"{row['low']:.0%}",
        "Half up to": lambda row: f"{row['middle']:.0%}",
        "Three quarters up to": lambda row: f"{row['high']:.0%}",
        "The one chosen": lambda row: None if row["own"] is None else f"{row['own']:.0%}",
    }
    said = ". ".join(_range(row) for row in rows)
    colours = {"range": "Half of them", "median": "The middle one"}
    if any(row["own"] is not None for row in rows):
        colours["own"] = "The one chosen"
    drawn = _legend(colours) + _svg(height, marks, f"{title}. {said}.")
    return figure(title, drawn, table(title, rows, columns))


def shares(title: str, rows: Rows, row_name: str, column_name: str, corner: str) -> str:
    """A table of shares in percent, darker where more; what is not there is none."""
    down = sorted({row[row_name] for row in rows})
    across = sorted({row[column_name] for row in rows})
    found = {(row[row_name], row[column_name]): row for row in rows}
    head = "".join(f'<th scope="col"><span>{escape(name)}</span></th>' for name in across)
    body = ""
    for name in down:
        cells = "".join(_share(found.get((name, other)), name == other) for other in across)
        body += f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'
    return (
        f'<table class="shares"><caption>{escape(title)}</caption><thead><tr>'
        f'<th scope="col" class="corner">{escape(corner)}</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def figure(title: str, drawn: str, same: str, unit: str = "") -> str:
    """A chart under its title, and the same as a table for whoever doesn't see it."""
    unit = f' <span class="soft">({escape(unit)})</span>' if unit else ""
    return (
        f'<figure><figcaption><h3>{escape(title)}{unit}</h3></figcaption>{drawn}'
        f'<details><summary>As a table<span class="unseen">: {escape(title)}</span></summary>'
        f"{same}</details></figure>"
    )


def _whole(
    rows: Rows, fields: Sequence[str], calendar: Calendar, ends: tuple[Any, Any] | None
) -> Rows:
    """The rows, and one of zeros for each time among them that has none."""
    if not rows:
        return rows
    told = {row[calendar.column] for row in rows}
    at, last = ends or (min(told), max(told))
    whole = [*rows]
    while at <= last:
        if at not in told:
            nothing = {calendar.column: at, "is_unfinished": False}
            whole.append(nothing | dict.fromkeys(fields, 0))
        at = calendar.after(at)
    return sorted(whole, key=lambda row: row[calendar.column])


def _legend(colours: Mapping[str, str]) -> str:
    """What each colour of a chart says, for its marks' kinds."""
    items = "".join(
        f'<li><i class="{kind}"></i> {escape(said)}</li>' for kind, said in colours.items()
    )
    return f'<ul class="legend">{items}</ul>'


def _share(row: dict[str, Any] | None, is_same: bool) -> str:
    if is_same:
        return '<td class="same"><span class="unseen">the same</span></td>'
    if row is None:
        return "<td>0</td>"
    share = float(row["people_share"])
    return (
        f'<td class="heat{min(int(share * 10), 9)}" title="{number(row["people"])} people, '
        f'typically {row["typical_days"]} days later">{share * 100:.0f}</td>'
    )


def _span(row: dict[str, Any]) -> str:
    entered, left = row["entered_at"], row["left_at"]
    until = f"until {left:%Y-%m-%d}" if left else "and still"
    return f"{row['name']} from {entered:%Y-%m-%d} {until}"


def _range(row: dict[str, Any]) -> str:
    own = "" if row["own"] is None else f", the one chosen at {row['own']:.0%}"
    return f"{row['name']}: {row['low']:.0%} to {row['high']:.0%}, median {row['middle']:.0%}{own}"


def _svg(height: int, marks: Sequence[str], said: str) -> str:
    name = f"chart{next(_numbers)}"
    return (
        f'<svg role="img" aria-labelledby="{name}" width="100%" height="{height}">'
        f'<title id="{name}">{escape(said)}</title>{"".join(marks)}</svg>'
    )


def _text(x: float, y: float, words: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.2f}%" y="{y:.1f}">{escape(words)}</text>'


def _level(begin: float, end: float, y: float) -> str:
    return f'<line class="before" x1="{begin:.2f}%" x2="{end:.2f}%" y1="{y:.1f}" y2="{y:.1f}"/>'


def _grid_line(y: float, words: str) -> str:
    return (
        f'<line class="rule" x1="{_PLOT}%" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'{_text(_PLOT - 1.5, y + 4, words, "axis end")}'
    )


def _ceiling(top: float) -> float:
    """The next round number that an axis can end in."""
    if top <= 0:
        return 1.0
    size = math.pow(10, len(f"{int(top)}") - 1) if top >= 1 else 0.1
    return next(size * step for step in (1, 2, 3, 4, 5, 6, 8, 10) if size * step >= top)


def _ticks(ceiling: float) -> list[float]:
    """Where an axis of counts has lines: half of an odd number is none."""
    return [0.0, ceiling / 2, ceiling] if ceiling > 1 and ceiling % 2 == 0 else [0.0, ceiling]


def _told(rows: Rows, field: str) -> set[int]:
    """The columns with their number on them: the highest and the newest."""
    if not any(row[field] for row in rows):
        return set()
    highest = max(range(len(rows)), key=lambda place: rows[place][field])
    last = len(rows) - 1
    return {highest} if last - highest == 1 else {highest, last}
