"""Sync: what tools told, how much of it the destination shows, and what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bi.dashboards import charts, parts
from bi.dashboards.boards import names
from bi.dashboards.parts import Ask, Columns, Html, Rows

TITLE = "Sync"
_PERIODS = {"14": "2 weeks", "28": "4 weeks", "91": "3 months"}
# What a destination gets is late once the schedule has passed it over for this long.
_LATE_MINUTES = 24 * 60


def body(ask: Ask, query: Mapping[str, str]) -> str:
    """The board for what was chosen."""
    places = ask("sync_destinations")
    if not places:
        return parts.note("Nothing is passed on: seeds/registry/sync_routes.csv names no "
                          "destination. docs/sync.md says how to begin.")
    names = {row["destination_id"]: row["destination_id"] for row in places}
    chosen = query.get("destination", "")
    chosen = chosen if chosen in names else ""
    days = query.get("days", "")
    days = days if days in _PERIODS else "28"
    values: dict[str, object] = {"destination_id": chosen or None, "days": int(days)}
    totals = ask("sync_totals", **values)
    return "".join([
        parts.choices("/sync", {
            "destination": ("Destination", {"": "All destinations"} | names, chosen),
            "days": ("Period", _PERIODS, days),
        }),
        parts.facts(_sums(totals)),
        parts.section(
            "Each destination",
            "As of the last build, but for the age of the last push, which is asked of the clock "
            "(UTC). A plan waits until somebody approves it.",
            _destinations([row for row in places if chosen in ("", row["destination_id"])]),
        ),
        parts.section(
            "What each tool told, beside what the destination shows",
            "A column a day of what a tool told, by the organization's clocks; the line is how "
            "much of it is seen there, before anything was sent or since. Last, all that the "
            "destination shows itself.",
            f'<div class="grid">{_by_day(ask("sync_days", **values))}</div>',
        ),
        parts.section(
            "What became of it",
            "Each fact was there already, was sent, is to be sent, or isn't and why. What was sent "
            "is seen there since, or not yet, or is amiss: missing, there twice, changed or "
            "refused. Not allowed: they said no to it. Kept back: it came from there, is said by "
            "another, or too little is known. Each fact's reason: marts.sync_ledger.",
            _totals(totals),
        ),
        parts.section(
            "Words nobody has mapped",
            "Facts that wait until somebody says what a tool's word is called there: "
            "seeds/registry/sync_codes.csv. The twelve commonest; all: marts.sync_unmapped.",
            _unmapped(ask, chosen),
        ),
        parts.section(
            "Who is this at the destination?",
            "Nothing of theirs is sent meanwhile. Each line is two records, and how sure it is "
            "that both are one person's; say what you know of them: ./kith review decide, the two "
            "records, yes or no, --because. Several matches: merge their records there instead, "
            "if they are one person's.",
            _in_doubt(ask, chosen),
        ),
    ])


def _sum(rows: Rows, field: str) -> str:
    return parts.number(sum(row[field] for row in rows))


def _sums(totals: Rows) -> dict[str, str]:
    return {
        "facts told": _sum(totals, "told"),
        "were there already": _sum(totals, "already_there"),
        "sent": _sum(totals, "sent"),
        "seen there since": _sum(totals, "confirmed"),
        "wait for approval": _sum(totals, "for_approval"),
        "missing": _sum(totals, "missing"),
        "there twice": _sum(totals, "doubled"),
        "refused there": _sum(totals, "refused"),
    }


def _state(is_good: bool, said: str) -> Html:
    return Html(f'<span class="state {"good" if is_good else "bad"}">{parts.shown(said)}</span>')


def _destinations(rows: Rows) -> str:
    return parts.table("Each destination", rows, {
        "Destination": lambda row: row["destination_id"],
        "By": lambda row: parts.words(row["interface_code"]),
        "Last plan": lambda row: row["last_planned_at"],
        "Plans to approve": lambda row: row["plans_waiting"],
        "Last push": lambda row: _age(row["push_age_minutes"]),
        "Outcome unknown": lambda row: row["unknown_outcomes"],
        "Last reconciled": lambda row: row["last_reconciled_at"],
    })


def _age(minutes: int | None) -> Html:
    if minutes is None:
        return _state(False, "never")
    said = f"{minutes} min" if minutes < 120 else f"{minutes // 60} h" \
        if minutes < 2880 else f"{minutes // 1440} days"
    return _state(minutes <= _LATE_MINUTES, f"{said} ago")


def _by_day(rows: Rows) -> str:
    if not rows:
        return parts.note("No tool told anything in this time that would be passed on.")
    drawn = []
    told_on = [row["day_date"] for row in rows]
    for source in dict.fromkeys(row["source_id"] for row in rows):
        days = [row for row in rows if row["source_id"] == source]
        top = max(max(row["facts"], row["seen"]) for row in days)
        title, unit, line = (
            (f"{source} itself", "facts there", "")
            if any(row["is_destination"] for row in days) else (source, "facts told", "seen")
        )
        drawn.append(charts.over_time(
            title, days, "facts", unit, top, charts.DAYS, before=line, before_name="Seen there",
            ends=(min(told_on), max(told_on)),
        ))
    return "".join(drawn)


def _totals(rows: Rows) -> str:
    return parts.table("What became of it", rows, {
        "From": lambda row: parts.words(row["source_id"]),
        "What": lambda row: parts.words(row["fact_type_code"]),
        "To": lambda row: parts.words(row["destination_id"]),
        "Told": lambda row: row["told"],
        "There already": lambda row: row["already_there"],
        "Sent": lambda row: row["sent"],
        "Seen there since": lambda row: row["confirmed"],
        "To send": lambda row: row["to_send"],
        "To approve": lambda row: row["for_approval"],
        "Not settled": lambda row: row["waiting"],
        "No code": lambda row: row["unmapped"],
        "Nobody there": lambda row: row["unmatched"],
        "In doubt": lambda row: row["doubtful"],
        "Not allowed": lambda row: row["suppressed"],
        "Too old": lambda row: row["too_old"],
        "Kept back": lambda row: row["kept_back"],
        "Amiss": _amiss,
    }, "No tool told anything in this time that would be passed on.")


def _amiss(row: dict[str, Any]) -> Html | None:
    told = [f"{parts.number(row[what])} {said}"
            for what, said in (("missing", "missing"), ("doubled", "twice"), ("changed", "changed"),
                               ("refused", "refused"))
            if row[what]]
    return _state(False, ", ".join(told)) if told else None


def _unmapped(ask: Ask, chosen: str) -> str:
    """A word may be what somebody wrote: not everybody sees it."""
    is_word_seen = names.are_seen(ask)
    rows = ask("sync_unmapped" if is_word_seen else "sync_unmapped_kinds",
               destination_id=chosen or None)
    columns: Columns = {
        "Word": lambda row: row["word"],
        "Of": lambda row: parts.words(row["vocabulary_name"]),
        "Called": lambda row: row["topic_name"],
        "Told by": lambda row: row["source_id"],
        "Facts": lambda row: row["facts"],
        "For example": lambda row: f"{row['record_type']} {row['record_id']}",
        "To": lambda row: row["destination_id"],
    }
    shown = {name: value for name, value in columns.items() if is_word_seen or name != "Word"}
    return parts.table("Words nobody has mapped", rows, shown,
                       "None: each word that was told has a reviewed code.")


def _in_doubt(ask: Ask, chosen: str) -> str:
    rows = sorted(
        ask("sync_in_doubt", destination_id=chosen or None),
        key=lambda row: (-row["facts"], row["person_id"], row["one_record"], row["other_record"]),
    )
    known = names.of(ask, rows)
    return parts.table("Who is this at the destination?", rows, {
        "Person": lambda row: names.linked(row, known),
        "Facts": lambda row: row["facts"],
        "Why": lambda row: parts.words(row["disposition_code"]),
        "Sure": lambda row: _sure(row["confidence"]),
        "The record": lambda row: _key(row["one_record"]),
        "The record there": lambda row: _key(row["other_record"]),
        "Newest fact (UTC)": lambda row: row["last_at"],
    }, "Nobody: whoever was told of is one person there, or is there not at all.")


def _key(record: str) -> Html:
    """A record's key, to be copied whole, and broken behind its slashes."""
    return Html(parts.shown(record).replace("/", "/<wbr>"))


def _sure(share: Any) -> str:
    """A confidence: no rounding makes it certain."""
    return "–" if share is None else f"{share * 100:.2f}%".replace("100.00", "~100")
