"""What the boards are made of besides charts: tables, figures and words, every value escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

Rows = list[dict[str, Any]]
Columns = Mapping[str, Callable[[dict[str, Any]], object]]
Ask = Callable[..., Rows]
# A list to choose from: its label, its values with their titles, and the chosen value.
Choice = tuple[str, Mapping[str, str], str]

BOARDS = {
    "/": "Programs",
    "/weekend": "Weekend",
    "/origins": "Origins",
    "/people": "People",
    "/volunteers": "Volunteers",
    "/overlap": "Overlap",
    "/sync": "Sync",
    "/health": "Health",
}
PERIODS = {3: "3 months", 12: "12 months", 24: "24 months"}
# A figure in words: a share, or an amount of money.
_FIGURE = re.compile(r"\$?[\d,.]+%?")
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Kith</title>
<link rel="stylesheet" href="/board.css">
</head>
<body>
<a class="skip" href="#main">Skip to the board</a>
<header><strong>Kith</strong><nav aria-label="Boards">{links}</nav></header>
<main id="main">
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


class Html(str):
    """Text that is HTML already; anything else is escaped where it is shown."""


def css() -> str:
    """The boards' one stylesheet: that of the pages, and what charts need."""
    here = Path(__file__).parent
    pages = (here.parent / "pages" / "page.css").read_text(encoding="utf-8")
    return pages + (here / "board.css").read_text(encoding="utf-8")


def page(title: str, body: str, here: str = "") -> str:
    """A whole page, with the way to the others, ``here`` marked."""
    links = "".join(
        f'<a href="{address}"{" aria-current=page" if address == here else ""}>{name}</a>'
        for address, name in BOARDS.items()
    )
    return _PAGE.format(title=escape(title), links=links, body=body)


def number(value: Any) -> str:
    """A count as people write it."""
    return f"{value:,.0f}"


def percent(share: Any) -> str:
    """A share in whole percents; – where unknown."""
    return "–" if share is None else f"{share:.0%}"


def dollars(cents: Any) -> str:
    """Cents as dollars, to the cent below a hundred."""
    return "–" if cents is None else f"${cents / 100:,.{0 if cents >= 10000 else 2}f}"


def words(code: object) -> str:
    """A code as people read it: contact_attempt → contact attempt."""
    return str(code).replace("_", " ") if code else ""


def shown(value: object) -> str:
    """A value as HTML."""
    if value is None:
        return "–"
    if isinstance(value, Html):
        return value
    if isinstance(value, datetime):
        return f'<span class="when">{value:%Y-%m-%d %H:%M}</span>'
    if isinstance(value, date):
        return f'<span class="when">{value:%Y-%m-%d}</span>'
    if isinstance(value, int | Decimal):
        return number(value)
    return escape(str(value))


def link(address: str, name: object, **query: str) -> Html:
    """A link to another board."""
    where = f"{address}?{urlencode(query)}" if query else address
    return Html(f'<a href="{escape(where)}">{shown(name)}</a>')


def table(title: str, rows: Rows, columns: Columns, empty: str = "Nothing to show.") -> str:
    """Rows under headings. On a phone each row is a card that names its own columns."""
    if not rows:
        return note(empty)
    kinds = {heading: _kind([value(row) for row in rows]) for heading, value in columns.items()}
    head = "".join(
        f'<th scope="col" class="{kinds[heading]}">{escape(heading)}</th>' for heading in columns
    )
    body = "".join(
        "<tr>" + "".join(
            _cell(heading, kinds[heading], value(row)) for heading, value in columns.items()
        ) + "</tr>"
        for row in rows
    )
    return (
        f'<table class="rows"><caption class="unseen">{escape(title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _cell(heading: str, kind: str, value: object) -> str:
    # On a phone, where a row is a card, what there is none of needs no line.
    none = " none" if value in (None, 0, "–") else ""
    return f'<td class="{kind}{none}" data-of="{escape(heading)}">{shown(value)}</td>'


def _kind(values: list[object]) -> str:
    """How a column is set: figures to the right, long texts on a line of their own."""
    told = [value for value in values if value is not None]
    if any(isinstance(value, int | Decimal) or _FIGURE.fullmatch(str(value)) for value in told):
        return "number"
    is_long = any(len(str(value)) > 24 for value in told if type(value) is str)
    return "long" if is_long else "plain"


def note(said: str) -> str:
    """A sentence for a place that has nothing more to show."""
    return f'<p class="soft">{escape(said)}</p>'


def section(title: str, says: str, body: str) -> str:
    """A part of a board: its title, how to read it, and what it shows."""
    return f'<section><h2>{escape(title)}</h2><p class="soft">{escape(says)}</p>{body}</section>'


def facts(told: Mapping[str, str]) -> str:
    """Numbers to see first, each with what it counts."""
    items = "".join(
        f"<li><b>{shown(value)}</b> {escape(name)}</li>" for name, value in told.items()
    )
    return f'<ul class="facts">{items}</ul>'


def choices(address: str, given: Mapping[str, Choice]) -> str:
    """A form of lists to choose from, by name."""
    lists = ""
    for name, (label, options, chosen) in given.items():
        values = "".join(
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
            f"{escape(title)}</option>"
            for value, title in options.items()
        )
        lists += f'<label>{escape(label)} <select name="{name}">{values}</select></label>'
    return f'<form class="choices" action="{address}">{lists}<button>Show</button></form>'


def organization(ask: Ask, query: Mapping[str, str]) -> tuple[str, Choice]:
    """Which organization is asked about, empty for all, and the list to choose it from."""
    names = {row["organization_id"]: row["organization_name"] for row in ask("organizations")}
    chosen = query.get("organization", "")
    chosen = chosen if chosen in names else ""
    return chosen, ("Organization", {"": "All organizations"} | names, chosen)


def scope(
    address: str, ask: Ask, query: Mapping[str, str], more: Mapping[str, Choice] | None = None
) -> tuple[dict[str, object], str]:
    """Which organization and period is asked about, as values of questions, and the form for it."""
    chosen, organizations = organization(ask, query)
    months = {f"{each}": title for each, title in PERIODS.items()}
    period = query.get("months", "12")
    period = period if period in months else "12"
    form = choices(address, {
        "organization": organizations,
        "months": ("Period", months, period),
        **(more or {}),
    })
    return {"organization_id": chosen or None, "months": int(period)}, form
