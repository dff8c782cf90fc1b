"""What the dashboards are made of besides charts: plain tables and words, safe to show.

Every value is escaped. Tables scroll inside themselves on a narrow screen, and can be reached and
scrolled with the keyboard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from html import escape
from typing import Any

import marimo as mo

Rows = list[dict[str, Any]]
Columns = dict[str, Callable[[dict[str, Any]], object]]


def _shown(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, int):
        return f"{value:,}"
    return escape(str(value))


def _words(code: object) -> str:
    """A code as people read it: contact_attempt → contact attempt."""
    return str(code).replace("_", " ") if code else ""


def table(title: str, rows: Rows, columns: Columns, empty: str) -> mo.Html:
    """Rows under headings; ``empty`` says what to do where there are none."""
    if not rows:
        return note(empty)
    first = [value(rows[0]) for value in columns.values()]
    head = "".join(
        f'<th scope="col"{_kind(value)}>{escape(heading)}</th>'
        for heading, value in zip(columns, first, strict=True)
    )
    body = "".join(_row([value(row) for value in columns.values()]) for row in rows)
    return mo.Html(
        f'<div class="kith-table" role="region" aria-label="{escape(title)}" tabindex="0">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _kind(value: object) -> str:
    if isinstance(value, int):
        return ' class="number"'
    return ' class="long"' if isinstance(value, str) and len(value) > 36 else ""


def _row(values: Iterable[object]) -> str:
    cells = [f"<td{_kind(value)}>{_shown(value)}</td>" for value in values]
    return f"<tr>{''.join(cells)}</tr>"


def note(words: str) -> mo.Html:
    """A sentence for a place that has nothing to show."""
    return mo.Html(f'<p class="kith-note">{escape(words)}</p>')


def nothing_yet(trouble: str | None) -> mo.Html:
    """What to do when there is nothing to show at all."""
    return note(
        f"{trouble or 'The warehouse is empty.'} Put exports in and build: ./kith demo for a "
        "pretend county, or ./kith land FILE --source ID and ./kith build for your own. Then "
        "reload this page."
    )


def navigation(here: str) -> mo.Html:
    """Links to the three pages, ``here`` marked."""
    pages = {"Programs": "#/", "Journeys": "#/journeys", "Sources": "#/sources"}
    links = "".join(
        f'<a href="{address}"{" aria-current=page" if name == here else ""}>{name}</a>'
        for name, address in pages.items()
    )
    return mo.Html(f'<nav class="kith-nav" aria-label="Dashboards">{links}</nav>')


def cards(programs: Rows) -> mo.Html:
    """The period's totals, large."""

    def total(name: str) -> int:
        return sum(row[name] for row in programs)

    came, stayed_away = total("shows"), total("no_shows")
    rate = f"{came / (came + stayed_away):.0%}" if came + stayed_away else "–"
    shown = {
        "conversations": f"{total('conversations'):,}",
        "sign-ups": f"{total('sign_ups'):,}",
        "shows": f"{came:,}",
        "show rate": rate,
    }
    items = "".join(f"<li><b>{value}</b> {name}</li>" for name, value in shown.items())
    return mo.Html(f'<ul class="kith-cards">{items}</ul>')


def programs_table(rows: Rows) -> mo.Html:
    """Each program's totals over the period."""
    return table(
        "Programs in the whole period",
        rows,
        {
            "Program": lambda row: row["program_name"],
            "People reached": lambda row: row["people_reached"],
            "Conversations": lambda row: row["conversations"],
            "Sign-ups": lambda row: row["sign_ups"],
            "Shows": lambda row: row["shows"],
            "No-shows": lambda row: row["no_shows"],
        },
        "Nothing happened in this period. Choose a longer one.",
    )


def member(stages: Rows, timeline: Rows) -> mo.Html:
    """One person's stages and timeline, each line with the record that says so."""
    reached = " → ".join(f"{row['stage_code']} {row['entered_at']:%Y-%m-%d}" for row in stages)
    return mo.vstack(
        [
            note(f"Stages: {reached}" if reached else "No stage reached yet."),
            table(
                "Timeline, newest first",
                timeline,
                {
                    "When (UTC)": lambda row: row["occurred_at"],
                    "What": lambda row: _words(row["interaction_type_code"]),
                    "About": lambda row: row["topic_name"],
                    "Result": lambda row: _words(row["result_code"]),
                    "Program": lambda row: _words(row["program_code"]),
                    "Tool": lambda row: _words(row["tool"]),
                    "Source": lambda row: row["source_id"],
                    "Record": lambda row: f"{row['record_type']} {row['record_id']}",
                    "Line": lambda row: str(row["file_row"]),
                },
                "Nothing has happened with this person yet.",
            ),
            note("The newest 200 are shown.") if len(timeline) == 200 else mo.md(""),
        ]
    )


def nobody(words: str) -> mo.Html:
    """What to say while nobody is chosen."""
    if len(words.strip()) < 2:
        return note("Type a name to see everything that happened, in order, with its source.")
    return note("Nobody by that name. Try part of a first or a last name.")


def sources_table(rows: Rows) -> mo.Html:
    """How each source is doing, and whether every record it sent is somewhere."""
    return table(
        "Sources",
        rows,
        {
            "Source": lambda row: row["source_id"],
            "Newest export (UTC)": lambda row: row["last_export_at"],
            "Freshness": lambda row: row["freshness"],
            "Files held": lambda row: row["held_files"],
            "Files refused": lambda row: row["refused_files"],
            "Records read": lambda row: row["records_read"],
            "Landed": lambda row: row["records_landed"],
            "Unchanged": lambda row: row["records_unchanged"],
            "Quarantined": lambda row: row["records_quarantined"],
            "Still open": lambda row: row["open_quarantine"],
            "Accounted for": lambda row: "yes" if row["is_accounted_for"] else "NO",
            "Ask": lambda row: row["responsible_contact"],
        },
        "No source is registered. Add one to seeds/registry/sources.csv.",
    )


def exceptions_table(rows: Rows) -> mo.Html:
    """What somebody should look at."""
    return table(
        "Open exceptions",
        rows,
        {
            "Kind": lambda row: _words(row["exception_type_code"]),
            "Source": lambda row: row["source_id"],
            "About": lambda row: row["subject_name"],
            "Affected": lambda row: row["affected"],
            "For example": lambda row: row["message"],
            "What to do": lambda row: row["advice"],
            "Since (UTC)": lambda row: row["first_seen_at"],
        },
        "Nothing to look at: every record could be read and every word is known.",
    )
