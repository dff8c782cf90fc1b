"""The charts: small Vega-Lite pictures of rows that SQL has already counted."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt

Rows = list[dict[str, Any]]

MEASURES = {
    "People reached": "people_reached",
    "Conversations": "conversations",
    "Sign-ups": "sign_ups",
    "Shows": "shows",
    "No-shows": "no_shows",
    "New people": "new_people",
}
# Okabe and Ito's colours: told apart by people who see colours differently.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6D1F", "#666666"]


def _data(rows: Rows) -> alt.InlineData:
    plain = [
        {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}
        for row in rows
    ]
    return alt.InlineData(values=plain)


def _finish(chart: Any, height: int | alt.Step) -> Any:
    # The menu of a chart offers to send it to an editor on another machine: not here.
    menu = {"embedOptions": {"actions": False}}
    return (
        chart.properties(width="container", height=height, usermeta=menu)
        .configure_view(strokeWidth=0)
        .configure_axis(
            gridColor="#e6e8eb", domainColor="#9aa4af", labelFontSize=12, titleFontSize=12
        )
        .configure_legend(labelFontSize=12, symbolSize=80)
    )


def _month() -> alt.X:
    return alt.X("month_date:T", title=None, axis=alt.Axis(format="%b %y", tickCount="month"))


def _count(field: str) -> alt.Y:
    # A month without a row is a month in which nothing happened.
    axis = alt.Axis(tickCount=5, format=",d")
    return alt.Y(f"{field}:Q", title=None, axis=axis, impute=alt.ImputeParams(value=0))


def _legend(**keywords: Any) -> alt.Legend:
    return alt.Legend(orient="bottom", columns=3, title=None, **keywords)


def per_month(rows: Rows, measure: str, title: str) -> Any:
    """A line per program."""
    chart = (
        alt.Chart(_data(rows))
        .mark_line(point={"size": 45}, strokeWidth=2)
        .encode(
            x=_month(),
            y=_count(measure),
            color=alt.Color("program_name:N", scale=alt.Scale(range=COLOURS), legend=_legend()),
            tooltip=[
                alt.Tooltip("program_name:N", title="Program"),
                alt.Tooltip("month_date:T", title="Month", format="%B %Y"),
                alt.Tooltip(f"{measure}:Q", title=title, format=","),
            ],
        )
    )
    return _finish(chart, 300)


def overlap(rows: Rows) -> Any:
    """A square per pair of programs, darker where more people are shared."""
    own = {row["program"]: row["people"] for row in rows if row["program"] == row["other_program"]}
    pairs = [
        {**row, "share": row["people"] / own[row["program"]]}
        for row in rows
        if row["program"] != row["other_program"]
    ]
    base = alt.Chart(_data(pairs)).encode(
        x=alt.X("other_program:N", title=None, axis=alt.Axis(labelAngle=-40, orient="top")),
        y=alt.Y("program:N", title=None),
    )
    squares = base.mark_rect().encode(
        color=alt.Color("share:Q", scale=alt.Scale(scheme="blues", domain=[0, 1]), legend=None),
        tooltip=[
            alt.Tooltip("program:N", title="Reached by"),
            alt.Tooltip("other_program:N", title="and by"),
            alt.Tooltip("people:Q", title="People", format=","),
            alt.Tooltip("share:Q", title="Share", format=".0%"),
        ],
    )
    labels = base.mark_text(fontSize=12).encode(
        text=alt.Text("share:Q", format=".0%"),
        color=alt.condition("datum.share > 0.5", alt.value("white"), alt.value("#1f2328")),
    )
    return _finish(squares + labels, alt.Step(34))


def _stage_order(rows: Rows) -> list[str]:
    ranked = {row["stage_code"]: row["stage_rank"] for row in rows}
    return sorted(ranked, key=ranked.__getitem__)


def funnel(rows: Rows) -> Any:
    """A bar per stage, with how many went on from the stage before."""
    told = []
    for before, row in zip([None, *rows], rows, strict=False):
        share = f" ({row['people'] / before['people']:.0%} of those before)" if before else ""
        told.append({**row, "label": f"{row['people']:,}{share}"})
    widest = max((row["people"] for row in rows), default=1)
    base = alt.Chart(_data(told)).encode(
        x=alt.X("people:Q", title=None, axis=None, scale=alt.Scale(domain=[0, widest * 1.5])),
        y=alt.Y("stage_code:N", sort=_stage_order(rows), title=None),
    )
    bars = base.mark_bar(color=COLOURS[0], cornerRadiusEnd=3)
    labels = base.mark_text(align="left", dx=6, fontSize=12).encode(text="label:N")
    return _finish(bars + labels, alt.Step(36))


def entrants(rows: Rows) -> Any:
    """A line per stage."""
    order = _stage_order(rows)
    chart = (
        alt.Chart(_data(rows))
        .mark_line(point={"size": 45}, strokeWidth=2)
        .encode(
            x=_month(),
            y=_count("people"),
            color=alt.Color(
                "stage_code:N",
                sort=order,
                scale=alt.Scale(domain=order, range=COLOURS),
                legend=_legend(),
            ),
            tooltip=[
                alt.Tooltip("stage_code:N", title="Stage"),
                alt.Tooltip("month_date:T", title="Month", format="%B %Y"),
                alt.Tooltip("people:Q", title="New people", format=","),
            ],
        )
    )
    return _finish(chart, 260)
