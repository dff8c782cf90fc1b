"""The weekend board: how this day goes, hour by hour, beside the same hours a week before."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bi.dashboards import charts, parts
from bi.dashboards.boards import lists
from bi.dashboards.parts import Ask, Rows

TITLE = "This weekend"
MEASURES = {
    "attempts": "Attempts",
    "contacts": "Contacts",
    "conversations": "Conversations",
    "sign_ups": "Sign-ups",
    "shows": "Shows",
    "everything": "Everything",
}
_LIST_DAYS = 14  # lists worked in these days are under way


def body(ask: Ask, query: Mapping[str, str]) -> str:
    """The board for what was chosen."""
    organization, organizations = parts.organization(ask, query)
    values: dict[str, object] = {"organization_id": organization or None}
    kept = [row["local_date"] for row in ask("weekend_days", **values)]
    days = {f"{each}": f"{each:%A, %d %B}" for each in kept}
    day = query.get("day", "")
    day = day if day in days else next(iter(days), "")
    measure = query.get("measure", "")
    measure = measure if measure in MEASURES else "attempts"
    form = parts.choices("/weekend", {
        "organization": organizations,
        "day": ("Day", days, day),
        "measure": ("By the hour", MEASURES, measure),
    })
    hours = ask("weekend_hours", day_date=day or None, **values)
    fresh = ask("weekend_freshness", **values)
    return "".join([
        form,
        parts.facts(_sums(hours)) if hours else "",
        parts.section(
            f"{MEASURES[measure]} by the hour",
            "A column an hour of the organization's clocks, all programs on one scale; the line is "
            "the same hour a week before. The pale hour is not over, or not all of it was told.",
            f'<div class="grid">{_by_hour(hours, measure)}</div>',
        ),
        parts.section(
            "So far, beside the same hours a week before",
            "Whole hours only, up to each program's newest export; the week before in brackets.",
            _compared(hours),
        ),
        parts.section(
            "How fresh this is",
            "An hour without calls may be one whose export has not come. Age is asked of the clock "
            "when you open this page (UTC): reload it.",
            _fresh(fresh),
        ),
        lists.part(ask("lists", days=_LIST_DAYS, **values)),
    ])


def _whole(hours: Rows) -> Rows:
    return [row for row in hours if not row["is_unfinished"]]


def _sums(hours: Rows) -> dict[str, str]:
    whole = _whole(hours)
    return {
        f"{name.lower()} (a week before {parts.number(_sum(whole, f'before_{measure}'))})":
            parts.number(_sum(whole, measure))
        for measure, name in MEASURES.items() if measure != "everything"
    }


def _sum(rows: Rows, measure: str) -> int:
    return sum(row[measure] for row in rows)


def _by_hour(hours: Rows, measure: str) -> str:
    before = f"before_{measure}"
    top = max((row[each] for row in hours for each in (measure, before)), default=0)
    drawn, none = [], []
    for name, rows in _by_program(hours).items():
        if any(row[measure] or row[before] for row in rows):
            unit = MEASURES[measure].lower()
            drawn.append(
                charts.over_time(name, rows, measure, unit, top, charts.HOURS, 24, before)
            )
        else:
            none.append(name)
    said = f"None, then or now: {', '.join(none)}." if none else ""
    return "".join(drawn) + (parts.note(said or "Nothing was told of this day.")
                             if said or not drawn else "")


def _by_program(hours: Rows) -> dict[str, Rows]:
    names = sorted({row["program_name"] for row in hours})
    return {name: [row for row in hours if row["program_name"] == name] for name in names}


def _compared(hours: Rows) -> str:
    rows = [{"name": name, "whole": _whole(rows)} for name, rows in _by_program(hours).items()]

    def told(measure: str) -> Callable[[dict[str, Rows]], str | None]:
        def of(row: dict[str, Rows]) -> str | None:
            now, before = _sum(row["whole"], measure), _sum(row["whole"], f"before_{measure}")
            return f"{parts.number(now)} ({parts.number(before)})" if now or before else None
        return of

    return parts.table("So far, beside the same hours a week before", rows, {
        "Program": lambda row: row["name"],
        "Told until": lambda row: f"{row['whole'][-1]['clock_at']:%H}:59" if row["whole"] else "–",
        **{name: told(measure) for measure, name in MEASURES.items()},
    }, "Nothing was told of this day.")


def _fresh(rows: Rows) -> str:
    return parts.table("How fresh this is", rows, {
        "Tool": lambda row: row["vendor_name"] or parts.words(row["tool"]),
        "Source": lambda row: row["source_id"],
        "Programs": lambda row: row["programs"],
        "Newest export": lambda row: _age(row["age_minutes"]),
        "made at": lambda row: row["last_export_at"],
        "tells until": lambda row: row["last_interaction_at"],
    }, "Nothing has landed yet.")


def _age(minutes: int | None) -> str:
    """How long ago, in the largest unit that says enough."""
    if minutes is None:
        return "none yet"
    if minutes < 120:
        return f"{minutes} min ago"
    return f"{minutes // 60} h ago" if minutes < 2880 else f"{minutes // 1440} days ago"
