"""What can be trusted, what was promised, and who is told."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from orchestration.cli.shared import commands_of, console

PANEL = "What to trust, and whom to ask"
command = commands_of(PANEL)


@command()
def status() -> None:
    """Show sources, last exports, gates, accounted records, and what somebody has to mend."""
    from orchestration.lib.alerts.told import told_of_failures
    from orchestration.lib.pulls import unreached
    from orchestration.lib.registry import stray_lines
    from orchestration.lib.reports import incidents
    from orchestration.lib.reports import status as the_status

    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0), pad_edge=False)
    for heading in ("Source", "Last export", "Freshness", "Gate"):
        table.add_column(heading, no_wrap=True)
    for heading in ("Records", "Set aside"):
        table.add_column(heading, no_wrap=True, justify="right")
    sources = the_status.sources()
    for source in sources:
        exported = source.last_export_at
        aside = f"{source.open_quarantine:,}"
        if source.refused_files:
            aside += f" + {source.refused_files} files"
        table.add_row(
            source.source_id,
            f"{exported:%Y-%m-%d}" if exported else "never",
            source.freshness,
            source.gate,
            f"{source.records_read:,}",
            aside,
        )
    console.print(table)
    console.print(the_status.accounts(sources))
    for line in the_status.held():
        console.print(f"\n{escape(line)}")
    for line in the_status.people():
        console.print(escape(line))
    for incident in incidents.open_ones():
        console.print(f"\n{escape(incident.told())}")
    for line in (*unreached.lines(), *stray_lines.about_nothing()):
        console.print(f"\n{escape(line)}")
    for line in told_of_failures():
        console.print(f"\n{escape(line)}")


@command()
def health(
    html: Annotated[
        Path | None, typer.Option(help="Write the page to this file, to be mailed or printed.")
    ] = None,
) -> None:
    """Say what can be trusted this morning, why not, since when, and who is up."""
    from bi.pages import health as the_health

    found = the_health.read()
    console.print(escape(the_health.told(found)))
    _write_page(html, the_health.page(found))


@command()
def scorecard(
    vendor: Annotated[
        str | None, typer.Argument(help="A tool or its vendor; else all, side by side.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write the page to this file, to be mailed or printed.")
    ] = None,
) -> None:
    """Say what each tool is worth, what holds it back, and what leaving it would cost."""
    from bi.pages import scorecard as the_scorecard

    found = the_scorecard.read(vendor)
    console.print(escape(the_scorecard.told(found)))
    _write_page(html, the_scorecard.page(found))


def _write_page(html: Path | None, page: str) -> None:
    if html:
        html.write_text(page, encoding="utf-8")
        print(f"Page: {html}", file=sys.stderr)


@command()
def breaches(
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m", "%Y-%m-%d"], help="The first month; else the one before."),
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m", "%Y-%m-%d"], help="The last; else this.")
    ] = None,
    organization: Annotated[
        str | None, typer.Option(help="Who asks: its own sources and its members'.")
    ] = None,
    vendor: Annotated[str | None, typer.Option(help="Only this vendor's, or this tool's.")] = None,
) -> None:
    """Show what was promised of each source and what was measured, month by month."""
    from orchestration.lib.reports import breaches as the_breaches

    last = (until or datetime.now(UTC)).date()
    first = since.date() if since else (last.replace(day=1) - timedelta(days=1)).replace(day=1)
    found = the_breaches.read(first, last, organization, vendor)
    console.print(escape(the_breaches.told(found, first, last)))


@command()
def alerts(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be told; tell nobody.")
    ] = False,
) -> None:
    """Tell whoever is responsible what is new of incidents: each once, by files, mail or Slack.

    docs/alerts.md says how to choose the ways. Exits with 1 where a message could not be sent;
    a later run tries it again.
    """
    from orchestration.lib.alerts import tell
    from orchestration.lib.alerts.told import told_of_dry_run, told_of_run

    if dry_run:
        console.print(escape(told_of_dry_run(tell.due())))
        return
    outcomes = tell.tell()
    console.print(escape(told_of_run(outcomes)))
    raise typer.Exit(1 if any(outcome.failure for outcome in outcomes) else 0)
