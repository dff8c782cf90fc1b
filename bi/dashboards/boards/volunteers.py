"""Volunteers: whom to thank this week and what for, and who did how much."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bi.dashboards import charts, parts
from bi.dashboards.boards import names
from bi.dashboards.parts import Ask, Rows

TITLE = "Volunteers"


def body(ask: Ask, query: Mapping[str, str]) -> str:
    """The board for what was chosen."""
    values, form = parts.scope("/volunteers", ask, query)
    thanks = ask("volunteer_thanks", organization_id=values["organization_id"])
    leaders = ask("volunteer_leaders", **values)
    if not leaders and not thanks:
        return form + parts.note("No tool said who did anything in this period.")
    known = names.of(ask, [*thanks, *leaders])
    return "".join([
        form,
        parts.section(
            "Whom to thank this week",
            "The week ends with the newest export. Who is back after a while comes first, then who "
            "did something for the first time, then round numbers; whatever the period chosen.",
            _thanks(thanks, known),
        ),
        parts.section(
            "Who spoke with the most people",
            "The 15 with the most conversations in the period, whichever tools and logins they "
            "used.",
            _leaders(leaders, known),
        ),
        parts.section(
            "By month",
            "What volunteers and staff noted, a column a month. The pale month is not over.",
            f'<div class="grid">{_by_month(ask("volunteer_work_by_month", **values))}</div>',
        ),
    ])


def _thanks(rows: Rows, known: Mapping[str, str]) -> str:
    done: dict[tuple[str, str], Rows] = {}
    for row in rows:
        done.setdefault((row["person_id"], row["organization_name"]), []).append(row)
    told = [
        {
            "row": each[0],
            "for": "; ".join(map(_what_for, each)).capitalize(),
            "last": max(row["last_worked_at"] for row in each),
        }
        for each in done.values()
    ]
    return parts.table("Whom to thank this week", told, {
        "Volunteer": lambda each: names.linked(each["row"], known),
        "Thank them for": lambda each: ("Welcome back! " if each["row"]["is_welcomed_back"] else "")
        + each["for"],
        "Last at work": lambda each: each["last"],
        "With": lambda each: each["row"]["organization_name"],
    }, "Nobody noted anything this week.")


def _what_for(row: dict[str, Any]) -> str:
    kind, count = row["authored_type_name"].lower(), parts.number(row["recent_count"])
    if row["is_first_work"]:
        return f"{kind}: {count} (their first)"
    if row["round_number_count"]:
        return f"{kind}: {count} ({parts.number(row['record_count'])} in all)"
    return f"{kind}: {count}"


def _leaders(rows: Rows, known: Mapping[str, str]) -> str:
    return parts.table("Who spoke with the most people", rows, {
        "Volunteer": lambda row: names.linked(row, known),
        "Conversations": lambda row: row["conversations"],
        "Attempts": lambda row: row["attempts"],
        "Messages": lambda row: row["messages"],
        "Answers": lambda row: row["answers"],
        "Events": lambda row: row["events"],
        "People brought": lambda row: row["people_brought"],
        "Last at work": lambda row: row["last_worked_at"],
    }, "No tool said who did anything in this period.")


def _by_month(rows: Rows) -> str:
    if not rows:
        return parts.note("No tool said who did anything in this period.")
    return "".join(
        charts.over_time(title, rows, field, unit, max(row[field] for row in rows))
        for title, field, unit in (
            ("Volunteers and staff at work", "volunteers", "people"),
            ("Conversations", "conversations", "conversations"),
            ("Records made", "records", "records"),
        )
    )
