"""A part of two boards: of the people on each list, how many were sought and reached."""

from __future__ import annotations

from bi.dashboards import charts, parts
from bi.dashboards.parts import Rows


def part(rows: Rows) -> str:
    """The lists worked lately, the newest first."""
    return parts.section(
        "How far each list is",
        "Of the people on a list, how many somebody tried to reach, and how many were reached, as "
        "of the last whole build. Only tools that tell their lists are here: docs/coverage.md.",
        f'<div class="grid">{"".join(_list(row) for row in rows)}</div>' if rows
        else parts.note("No tool told a list that was worked in this time."),
    )


def _list(row: dict[str, int]) -> str:
    steps = ("sought", "attempted", "reached")
    return charts.bars(
        f"{row['effort_name'] or row['effort_id']}, by {parts.words(row['program_code'])}",
        [(step.capitalize(), row[step], _words(row, step)) for step in steps],
        "people", row["sought"],
    )


def _words(row: dict[str, int], step: str) -> str:
    share = "" if step == "sought" else f" ({row[step] / row['sought']:.0%})"
    return f"{parts.number(row[step])}{share}"
