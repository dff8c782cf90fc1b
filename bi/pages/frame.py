"""What the pages have in common: one frame, one stylesheet, and how values are said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any

import psycopg

from orchestration.lib.errors import KithError
from orchestration.lib.reports import dashboards

Rows = list[dict[str, Any]]
# So long a weekday's name alone says which day is meant.
_NEAR = timedelta(days=5)

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
{css}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


class NothingBuilt(KithError):
    """There is nothing to show yet; the message says what to do."""


def page(title: str, body: str) -> str:
    """A whole page; ``body`` is HTML whose values are escaped already."""
    css = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
    return PAGE.format(title=escape(title), css=css, body=body)


def answers(*questions: str) -> list[Rows]:
    """What the questions of bi/dashboards/queries are answered, read as ``bi_reader``.

    Raises ``NothingBuilt`` where the marts aren't there, or not with these columns.
    """
    try:
        with dashboards.reader() as connection:
            return [dashboards.ask(connection, question) for question in questions]
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn) as error:
        raise NothingBuilt(
            "The marts this is read from aren't there yet. Build them with: ./kith build"
        ) from error


def day(instant: datetime) -> str:
    """A day and hour as people say them, in this machine's time zone."""
    here = instant.astimezone()
    is_near = abs(datetime.now(UTC) - instant) < _NEAR
    named = f"{here:%A}" if is_near else f"{here:%A} {here.day} {here:%B}"
    return f"{named}, {here:%H:%M}"


def zone() -> str:
    """What this machine's time zone is called."""
    return datetime.now().astimezone().tzname() or "UTC"


def percent(share: Decimal | float | None) -> str:
    """A share as whole percents, never rounded up to all nor down to none; – where unknown."""
    if share is None:
        return "–"
    if 0 < share < 0.005:
        return "under 1\N{NO-BREAK SPACE}%"
    if 0.995 <= share < 1:
        return "over 99\N{NO-BREAK SPACE}%"
    return f"{share:.0%}".replace("%", "\N{NO-BREAK SPACE}%")


def words(code: str) -> str:
    """A code as people read it: contact_attempts → contact attempts."""
    return code.replace("_", " ")


def mail(contact: str | None) -> str:
    """A mailbox as HTML that opens a letter to it; anything else as it is."""
    if not contact:
        return "nobody named yet"
    shown = escape(contact)
    return f'<a href="mailto:{shown}">{shown}</a>' if "@" in contact else shown


def listed(parts: list[str]) -> str:
    """Parts of a sentence: a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
