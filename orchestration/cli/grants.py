"""What volunteers let organizations do with the records they made."""

from __future__ import annotations

import getpass
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from orchestration.cli.shared import app, console

if TYPE_CHECKING:
    from orchestration.lib.grants import Grant

grants = typer.Typer(
    no_args_is_help=True, help="What volunteers let organizations do with the records they made."
)
app.add_typer(grants, name="grants", rich_help_panel="Volunteers and privacy")
Person = Annotated[str, typer.Argument(help="The volunteer's person id.")]
By = Annotated[str | None, typer.Option("--as", help="Who writes it down; else your login.")]


@grants.command("list")
def grants_list(
    person: Person,
    as_json: Annotated[bool, typer.Option("--json", help="The same as data.")] = False,
) -> None:
    """Show who may use a volunteer's records, for what and how long, as it stands now.

    Exits with 1 where nobody of that id has made a record or given a grant.
    """
    from orchestration.lib import grants as the_grants

    found = the_grants.of(person)
    if as_json:
        print(json.dumps([each.__dict__ for each in found], default=_iso))
    for each in () if as_json else found:
        console.print(escape(_told(each)))
    if not found:
        if not as_json:
            console.print("Nobody of this id has made a record or given a grant.")
        raise typer.Exit(1)


@grants.command("give")
def grants_give(
    person: Person,
    organization: Annotated[str, typer.Option("--to", help="Who may use them.")],
    text: Annotated[str, typer.Option(help="The text agreed to: registry.grant_texts.")],
    records_of: Annotated[
        str | None, typer.Option(help="Whose sources hold the records; else the same.")
    ] = None,
    types: Annotated[
        list[str] | None, typer.Option("--type", help="Kind of record; may be repeated.")
    ] = None,
    purposes: Annotated[
        list[str] | None, typer.Option("--purpose", help="Else all of the text's.")
    ] = None,
    starts: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day.")
    ] = None,
    ends: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="The last day.")
    ] = None,
    passed_on_from: Annotated[
        int | None, typer.Option(help="The grant that the holder passes on.")
    ] = None,
    by: By = None,
) -> None:
    """Write a grant down, in the organization's days. What is passed on is no wider or longer."""
    from orchestration.lib import grants as the_grants

    made = the_grants.give(
        person, organization, by=by or getpass.getuser(), text_id=text, records_of=records_of,
        authored_types=types or (), purposes=purposes or (), starts=_day(starts), ends=_day(ends),
        passed_on_from=passed_on_from,
    )
    console.print(f"Grant {made} is written down; marts honour it from now on.")


@grants.command("revoke")
def grants_revoke(
    person: Person,
    because: Annotated[str, typer.Option(help="Why, without personal details.")],
    grant: Annotated[str | None, typer.Option(help="One grant, as the list names it.")] = None,
    organization: Annotated[
        str | None, typer.Option("--from", help="All that this organization has.")
    ] = None,
    by: By = None,
) -> None:
    """Take one grant back, or all that an organization has and passed on. It holds at once."""
    from orchestration.lib import grants as the_grants

    count = the_grants.revoke(
        person, by=by or getpass.getuser(), reason=because, grant_id=grant,
        organization=organization,
    )
    console.print(
        f"{count} taken back. Records that nothing else lets them use are gone from what they see; "
        "what those were counted in stays."
    )


def _told(grant: Grant) -> str:
    holder = "" if grant.records_of_id == grant.organization_id else f" of {grant.records_of_id}"
    ends = f"until {grant.ends_at:%Y-%m-%d %H:%M} UTC" if grant.ends_at else "without an end"
    starts = f"from {grant.starts_at:%Y-%m-%d %H:%M} UTC" if grant.starts_at else "from always"
    over = f", taken back {grant.revoked_at:%Y-%m-%d %H:%M} UTC" if grant.revoked_at else ""
    return (
        f"{grant.state_code:<13} {grant.organization_id}: {grant.authored_types or 'all records'}"
        f"{holder}, for {grant.purposes or 'nothing'}\n"
        f"              {starts}, {ends}{over} (--grant {grant.grant_id})"
    )


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def _iso(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
