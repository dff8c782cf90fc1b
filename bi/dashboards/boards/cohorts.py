"""A part of the program board: how groups like ours do, without telling on any of them."""

from __future__ import annotations

from bi.dashboards import charts, parts
from bi.dashboards.parts import Ask, Rows

MEASURES = {
    "contact": "Contacts of attempts",
    "conversation": "Conversations of contacts",
    "show": "Shows of all who said they would come",
    "reach": "People reached of all people",
    "new_people": "New people of all people",
}


def part(ask: Ask, values: dict[str, object]) -> str:
    """The cohort of the organization chosen, or all of them."""
    shares = ask("cohort_shares", **values)
    cohorts = ask("cohorts", **values)
    return parts.section(
        "Groups like ours",
        "Organizations of one kind, size and region. The bar holds the middle half of them, the "
        "line in it is the median, the dot the organization chosen above.",
        "".join(_cohort(row, [each for each in shares if each["cohort_code"] == row["cohort_code"]])
                for row in cohorts) or parts.note("No organization knows anybody yet."),
    )


def _cohort(cohort: dict[str, int], shares: Rows) -> str:
    drawn = "".join(
        charts.ranges(f"{name}, {rows[0]['month_date']:%B %Y}", [
            {**row, "name": parts.words(row["program_code"]).capitalize()} for row in rows
        ])
        for measure, name in MEASURES.items()
        if (rows := [row for row in shares if row["measure_code"] == measure])
    )
    return (
        f"<h3>{parts.shown(cohort['cohort_code'])}</h3>{parts.note(_why(cohort))}"
        f'<div class="grid">{drawn}</div>'
    )


def _why(cohort: dict[str, int]) -> str:
    """What of the cohort is withheld, and why."""
    have, need = cohort["organizations"], cohort["needed_organizations"]
    many = f"{have} organization{'s' if have != 1 else ''}"
    if have < need:
        return (
            f"Withheld: all {parts.number(cohort['cells'])} figures of the period. This cohort has "
            f"{many}, and a figure needs {need}, so that none can be told by it."
        )
    told = cohort["cells"] - cohort["withheld_cells"]
    return (
        f"{many}. {parts.number(told)} counts of the period are told, and "
        f"{parts.number(cohort['withheld_cells'])} withheld: too few people or organizations stand "
        "behind them, or mostly one organization (seeds/registry/program_limits.csv)."
    )
