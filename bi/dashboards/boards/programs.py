"""The program board: every program on one footing, compared and over time."""

from __future__ import annotations

from collections.abc import Mapping

from bi.dashboards import charts, parts
from bi.dashboards.boards import cohorts, lists
from bi.dashboards.parts import Ask, Rows

TITLE = "Programs"
MEASURES = {
    "conversations": "Conversations",
    "attempts": "Attempts",
    "contacts": "Contacts",
    "sign_ups": "Sign-ups",
    "shows": "Shows",
    "people_reached": "People reached",
    "new_people": "New people",
}
STEPS = {
    "mailings": "E-mails sent",
    "attempts": "Attempts",
    "contacts": "Contacts",
    "conversations": "Conversations",
    "actions": "Actions",
    "registrations": "Registrations",
    "sign_ups": "Sign-ups",
    "shows": "Shows",
    "gifts": "Gifts",
}
# Each step of outreach is compared with the one before it.
BEFORE = {"contacts": "attempts", "conversations": "contacts", "shows": "sign_ups"}


def body(ask: Ask, query: Mapping[str, str]) -> str:
    """The board for what was chosen."""
    measure = query.get("measure", "")
    measure = measure if measure in MEASURES else "conversations"
    values, form = parts.scope("/", ask, query, {"measure": ("Over time", MEASURES, measure)})
    totals = ask("programs_in_total", **values)
    if not totals:
        return form + parts.note("Nothing happened in this period. Choose a longer one.")
    months = ask("programs_by_month", **values)
    conversions = ask("program_conversions", **values)
    return "".join([
        form,
        parts.facts(_sums(totals, ask("new_people", **values))),
        parts.section(
            "From attempt to showing up",
            "What each program did in the whole period, on one scale. In brackets the share of the "
            "step before; people sign up and show up by other ways, too.",
            f'<div class="grid">{_funnels(totals)}</div>',
        ),
        parts.section(
            f"{MEASURES[measure]} by month",
            "A column a month, all programs on one scale. The pale month is not over.",
            f'<div class="grid">{_over_time(months, measure)}</div>',
        ),
        parts.section(
            "What people did next",
            "Of the people who came to a program, the share that did something more of their own "
            "accord. Only people who have had the whole time are counted.",
            f'<div class="grid pair">{_next(conversions)}</div>',
        ),
        parts.section(
            "All programs side by side",
            "The same numbers, and those without a chart. What a conversation and a show cost is "
            "of the months whose cost somebody gave: seeds/registry/program_costs.csv.",
            _side_by_side(totals),
        ),
        lists.part(ask("lists", organization_id=values["organization_id"],
                       days=31 * int(str(values["months"])))),
        cohorts.part(ask, values),
    ])


def _sums(totals: Rows, new: Rows) -> dict[str, str]:
    told = {"attempts": "attempts", "conversations": "conversations", "sign_ups": "sign-ups",
            "shows": "shows"}
    sums = {
        name: parts.number(sum(row[measure] for row in totals)) for measure, name in told.items()
    }
    # Not the sum: somebody may be new to two organizations, by two programs.
    return sums | {"new people": parts.number(sum(row["new_people"] for row in new))}


def _funnels(totals: Rows) -> str:
    top = max(row[step] for row in totals for step in STEPS)
    drawn = []
    for row in totals:
        steps = [
            (name, row[step], _step(row, step)) for step, name in STEPS.items() if row[step]
        ]
        if steps:
            drawn.append(charts.bars(row["program_name"], steps, "times", top))
    return "".join(drawn)


def _step(row: dict[str, int], step: str) -> str:
    before = row.get(BEFORE.get(step, ""), 0)
    share = f" ({row[step] / before:.0%})" if before and row[step] <= before else ""
    return f"{parts.number(row[step])}{share}"


def _over_time(months: Rows, measure: str) -> str:
    top = max(row[measure] for row in months)
    names = sorted({row["program_name"] for row in months})
    drawn, none = [], []
    for name in names:
        rows = [row for row in months if row["program_name"] == name]
        if any(row[measure] for row in rows):
            unit = MEASURES[measure].lower()
            drawn.append(charts.over_time(name, rows, measure, unit, top))
        else:
            none.append(name)
    said = f"None: {', '.join(none)}." if none else ""
    return "".join(drawn) + (parts.note(said) if said else "")


def _next(conversions: Rows) -> str:
    if not conversions:
        return parts.note("Nobody has been here long enough to say.")
    top = max(float(row["converted_share"] or 0) for row in conversions)
    drawn = []
    for window in sorted({row["window_days"] for row in conversions}):
        rows = [
            (row["program_name"], float(row["converted_share"] or 0),
             f"{parts.percent(row['converted_share'])} of {parts.number(row['people'])}")
            for row in conversions if row["window_days"] == window
        ]
        drawn.append(charts.bars(f"Within {window} days", rows, "share of people", top))
    return "".join(drawn)


def _side_by_side(totals: Rows) -> str:
    return parts.table("All programs side by side", totals, {
        "Program": lambda row: row["program_name"],
        "Attempts": lambda row: row["attempts"],
        "Contacts": lambda row: row["contacts"],
        "Conversations": lambda row: row["conversations"],
        "Actions": lambda row: row["actions"],
        "Sign-ups": lambda row: row["sign_ups"],
        "Shows": lambda row: row["shows"],
        "No-shows": lambda row: row["no_shows"],
        "Show rate": lambda row: parts.percent(row["show_share"]) if row["sign_ups"] else None,
        "Gifts": lambda row: row["gifts"],
        "Given": lambda row: parts.dollars(row["gift_cents"]) if row["gifts"] else None,
        "New people": lambda row: row["new_people"],
        "Cost": lambda row: parts.dollars(row["cost_cents"]),
        "A conversation": lambda row: parts.dollars(row["conversation_cost_cents"]),
        "A show": lambda row: parts.dollars(row["show_cost_cents"]),
    })
