"""What was done with people's data: listed, and the chain that proves that nothing was changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from orchestration.cli.shared import app, console

if TYPE_CHECKING:
    from orchestration.lib.audit import Entry

audit = typer.Typer()
app.add_typer(audit, name="audit", rich_help_panel="Volunteers and privacy")


@audit.callback(invoke_without_command=True)
def audit_list(
    context: typer.Context,
    subject: Annotated[
        str | None, typer.Option(help="Only what is about this person id or record key.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="The same as data.")] = False,
) -> None:
    """What was done with people's data: grants, revocations, packages, exports, forgetting.

    Nobody is named: whom a row is about is kept as a hash that only this installation can make.
    """
    if context.invoked_subcommand:
        return
    from orchestration.lib import audit as the_audit
    from orchestration.lib.warehouse import connect

    with connect("kith_steward") as connection:
        found = the_audit.entries(connection, subject, limit)
    if as_json:
        print(json.dumps([entry.figures() for entry in found], ensure_ascii=False))
        return
    for entry in found:
        console.print(escape(_told(entry)))
    if not found:
        console.print("Nothing was noted yet.")


def _told(entry: Entry) -> str:
    # First what it was about, then how much of it.
    told = sorted(json.loads(entry.details).items(),
                  key=lambda each: (not each[0].endswith("_id"), not each[0].endswith("_ids")))
    details = "; ".join(_said(name, value) for name, value in told if value is not None)
    return (
        f"{entry.entry_number:>6,}  {entry.noted_at:%Y-%m-%d %H:%M} UTC  {entry.action_code},"
        f" by {entry.actor}\n        {entry.reason} {details}".rstrip()
    )


def _said(name: str, value: object) -> str:
    """A detail in words: {"plan_ids": [2, 3]} is plan 2, 3."""
    listed = ", ".join(map(str, value)) if isinstance(value, list) else value
    return f"{name.removesuffix('_ids').removesuffix('_id').replace('_', ' ')} {listed}"


@audit.command("verify")
def audit_verify(
    known: Annotated[
        str | None,
        typer.Option(help="A hash this command once told: it has to be there still."),
    ] = None,
) -> None:
    """Hash the whole trail anew; exits with 1 and names the first row that doesn't hold."""
    from orchestration.lib import audit as the_audit
    from orchestration.lib.warehouse import connect

    with connect("kith_steward") as connection:
        verdict = the_audit.verify(connection, known)
    if verdict.broken_at is not None:
        console.print(f"Row {verdict.broken_at:,} breaks the chain: {verdict.because}.")
        raise typer.Exit(1)
    console.print(f"Rows: {verdict.count:,}. Each follows the one before it.")
    if verdict.count:
        console.print(f"Write this down elsewhere, for --known later: {verdict.newest_hash}")
