"""What is held of a person, for that person."""

from __future__ import annotations

import getpass
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from orchestration.cli.shared import commands_of, console

command = commands_of("Volunteers and privacy")


@command("subject-access")
def subject_access(
    email: Annotated[list[str] | None, typer.Option(help="An address, verified.")] = None,
    phone: Annotated[list[str] | None, typer.Option(help="A number, verified.")] = None,
    tool_id: Annotated[
        list[str] | None,
        typer.Option("--tool-id", help="A record: source_id/record_type/record_id, verified."),
    ] = None,
    verified_by: Annotated[
        list[str] | None,
        typer.Option(help="How: a method of seeds/registry/verification_methods.csv; repeated."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="Where to write it; else here, under a new name.")
    ] = None,
    by: Annotated[str | None, typer.Option("--as", help="Who answers; else your login.")] = None,
) -> None:
    """Write what is held of whoever verified identifiers show: for them, and nobody else's.

    Only records that hold a verified identifier, or share a tool's own id and name with one that
    does. What is merely linked to them is counted and left out. Noted in ./kith audit. Exits with 1
    where nothing is given out.
    """
    from orchestration.lib.subject_access import answer, verify

    given = [(kind, value) for kind, values in
             (("email", email), ("phone", phone), ("tool_id", tool_id)) for value in values or []]
    # Two may ask on one day: whoever sends an answer should never send the other's.
    target = to or Path(f"held-of-you-{datetime.now(UTC):%Y-%m-%d}-{secrets.token_hex(4)}.zip")
    try:
        made = answer.give(
            verify.identifiers(given, verified_by or []), target, by or getpass.getuser(),
            "asked what is held of them",
        )
    except verify.Refused as refused:
        console.print("Nothing was given out. Tell whoever asked, whatever the reason:\n")
        console.print(escape(f"  {answer.TO_WHOM_ASKED}\n"))
        console.print(escape(f"For you alone: {refused}"))
        raise typer.Exit(1) from None
    console.print(f"{made.record_count:,} records of theirs: {made.path} (only you can read it)")
    for name, count in made.tables.items():
        console.print(f"  {name}: {count:,}")
    console.print(f"Others made opaque: {made.made_opaque:,} times.")
    for why, count in sorted(made.left_out.items()):
        console.print(escape(f"Left out, not shown to be theirs: {count:,}. {why}"))
    if made.left_out:
        console.print("To have these in as well, have another address, number or account verified.")
