"""People: how far they have come, and one of them looked up."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from bi.dashboards import charts, parts
from bi.dashboards.boards import names
from bi.dashboards.parts import Ask, Columns, Rows

TITLE = "People"


def body(ask: Ask, query: Mapping[str, str]) -> str:
    """How far people have come, below the way to one of them."""
    reached = ask("stages_reached")
    if not reached:
        return search(ask) + parts.note("Nobody has reached a stage yet.")
    months = ask("stages_by_month", months=12)
    return "".join([
        search(ask),
        parts.section(
            "How far people have come",
            "Everybody who ever reached a stage of seeds/registry/journey_stages.csv; in brackets "
            "the share of the stage before.",
            charts.bars("People by the stages they ever reached", _stages(reached), "people",
                        max(row["people"] for row in reached)),
        ),
        parts.section(
            "New at each stage by month",
            "A column a month, each stage on a scale of its own. The pale month is not over.",
            f'<div class="grid">{_by_month(months)}</div>',
        ),
    ])


def search(ask: Ask, typed: str = "") -> str:
    """The field to look somebody up, as far as this login may."""
    is_named = names.are_seen(ask)
    label = "A name, or a whole e-mail address or phone number" if is_named else "A person's id"
    return (
        '<form class="search" role="search" method="post" action="/people" autocomplete="off">'
        f'<label for="words">Find a person: {label.lower()}'
        f'<input type="search" id="words" name="words" value="{escape(typed)}" required '
        'minlength="2" maxlength="100"></label><button>Find</button></form>'
        + ("" if is_named else parts.note(
            "This login sees no names, addresses or phone numbers. Somebody who may see them can "
            "give you a person's id."))
    )


def found(ask: Ask, typed: str) -> str:
    """Who was found by what was typed."""
    typed = typed.strip()
    if len(typed) < 2:
        return search(ask, typed) + parts.note("Type at least two letters.")
    is_named = names.are_seen(ask)
    rows = ask("people_found" if is_named else "people_by_id", words=typed)
    if not rows:
        return search(ask, typed) + parts.note(
            "Nobody found. Try how the first or the last name begins, or a whole e-mail address."
            if is_named else "Nobody has that id."
        )
    columns: Columns = {
        "Person": lambda row: parts.link(
            "/person", row.get("person_name") or row["person_id"], id=row["person_id"]
        ),
        "City": lambda row: row.get("city"),
        "Came as far as": lambda row: parts.words(row["highest_stage_code"]).capitalize() or None,
        "Last heard of": lambda row: row["last_interaction_at"],
        "Id": lambda row: row["person_id"],
    }
    shown = {name: value for name, value in columns.items() if is_named or name != "City"}
    title = "The first 20" if len(rows) == 20 else f"{len(rows)} found"
    return (
        f'{search(ask, typed)}<section><h2 role="status">{title}</h2>'
        f"{parts.table(title, rows, shown)}</section>"
    )


def _stages(reached: Rows) -> list[tuple[str, float, str]]:
    told = []
    for before, row in zip([None, *reached], reached, strict=False):
        share = f" ({row['people'] / before['people']:.0%})" if before else ""
        told.append((row["stage_name"], row["people"], f"{parts.number(row['people'])}{share}"))
    return told


def _by_month(months: Rows) -> str:
    drawn = []
    for name in dict.fromkeys(row["stage_name"] for row in months):
        rows = [row for row in months if row["stage_name"] == name]
        top = max(row["people"] for row in rows)
        drawn.append(charts.over_time(name, rows, "people", "people", top))
    return "".join(drawn)
