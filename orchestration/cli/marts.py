"""What BI tools read: metrics by name, and what marts promise their readers."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import typer
from rich.table import Table

from orchestration.cli.shared import Format, commands_of, console

PANEL = "Marts and BI tools"
command = commands_of(PANEL)


@command()
def metrics(
    names: Annotated[list[str] | None, typer.Argument(help="None lists them all.")] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(help="day, week, month, quarter, year or a dimension; may be repeated."),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(help="dimension=value, such as program_code=phone; may be repeated."),
    ] = None,
    cuts: Annotated[bool, typer.Option(help="List by what these can be cut.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="How many rows at most.")] = None,
    as_sql: Annotated[bool, typer.Option("--sql", help="Print the SQL; run nothing.")] = False,
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.text,
) -> None:
    """Ask for numbers by name, e.g. `kith metrics people_reached --by month --by program_code`.

    MetricFlow answers, from the definitions in models/marts/metrics, reading as bi_reader.
    """
    from orchestration.lib.reports import metrics as the_metrics
    from orchestration.lib.warehouse import connect

    asked = the_metrics.of_project()
    if not names:
        listed = [(each.name, each.description) for each in asked.listed()]
        _write(["metric", "what it says"], listed, form)
    elif cuts:
        _write(["cut"], [(cut,) for cut in [*the_metrics.GRAINS, *asked.cuts(names)]], form)
    elif as_sql:
        print(asked.sql(names, by or [], where or [], limit))
    else:
        with connect("bi_reader") as connection:
            answer = asked.ask(connection, names, by or [], where or [], limit)
        _write(answer.columns, answer.rows, form)


@command()
def marts(
    write: Annotated[bool, typer.Option("--write", help="Agree to what they are now.")] = False,
) -> None:
    """Compare the columns of marts with what their readers were promised at the last release."""
    from datetime import UTC

    from orchestration.lib.build import dbt_process, mart_contracts

    now = mart_contracts.declared(dbt_process.read_manifest())
    if write:
        mart_contracts.path().write_text(mart_contracts.written(now))
        console.print(f"Wrote what {len(now)} marts promise.")
        return
    agreed = mart_contracts.read(mart_contracts.path().read_text())
    breaches = mart_contracts.breaches(agreed, now, datetime.now(UTC).date())
    for breach in breaches:
        console.print(breach)
    if breaches:
        raise typer.Exit(1)
    more = sum(len(now[mart].columns) - len(agreed[mart].columns) for mart in {*now} & {*agreed})
    console.print(
        f"All that readers of {len(agreed)} marts were promised is kept. New since: "
        f"{len({*now} - {*agreed})} marts, and {more} columns of others."
    )


def _write(columns: list[str], rows: list[tuple[Any, ...]], form: Format) -> None:
    if form is Format.json:
        told = [dict(zip(columns, map(_plain, row), strict=True)) for row in rows]
        print(json.dumps(told, indent=2))
    elif form is Format.csv:
        import csv

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_plain(value) for value in row] for row in rows)
    else:
        table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0), pad_edge=False)
        for place, column in enumerate(columns):
            is_number = any(isinstance(row[place], int | float | Decimal) for row in rows)
            heading = column.partition("__")[2] or column
            table.add_column(heading, justify="right" if is_number else "left")
        for row in rows:
            table.add_row(*(_told(value) for value in row))
        console.print(table)


def _plain(value: Any) -> Any:
    """As JSON and CSV have it: a cut of time is the day it begins."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _told(value: Any) -> str:
    """As a reader has it."""
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, float) and not plain.is_integer():
        return f"{plain:.3f}"
    return f"{plain:,.0f}" if isinstance(plain, int | float) else str(plain)
