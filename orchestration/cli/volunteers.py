"""The volunteers' own page, and the links that open it."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from orchestration.cli.shared import app, commands_of, console

PANEL = "Volunteers and privacy"
command = commands_of(PANEL)
volunteer = typer.Typer(no_args_is_help=True, help="Links that open a volunteer's own page.")
app.add_typer(volunteer, name="volunteer", rich_help_panel=PANEL)

Person = Annotated[str, typer.Argument(help="A person id, or the key of one of their records.")]
By = Annotated[str | None, typer.Option("--as", help="Who does it; else your login.")]
Address = Annotated[
    str | None,
    typer.Option(
        help="Where volunteers find the page, such as https://work.group.example, where a proxy "
        "of yours leads to this machine; else $KITH_VOLUNTEERS_ADDRESS, else this machine alone."
    ),
]


@volunteer.command("link")
def volunteer_link(
    person: Person,
    days: Annotated[int, typer.Option(help="How long it is good for: 1 to 90 days.")] = 7,
    address: Address = None,
    by: By = None,
) -> None:
    """Make a signed link to a person's own page. Whoever has it is let in: send it to them alone.

    The page is there while ./kith volunteers runs. Noted in ./kith audit.
    """
    from bi.volunteers import place
    from orchestration.lib.volunteers import links

    link = links.make(person, days, by or getpass.getuser())
    print(place.address_of(link, address))
    console.print(f"Good for {days} day{'s' * (days != 1)}. To end it: ./kith volunteer unlink")


@volunteer.command("unlink")
def volunteer_unlink(person: Person, by: By = None) -> None:
    """Make all links to a person's page useless, whoever has them. Noted in ./kith audit."""
    from orchestration.lib.volunteers import links

    ended = links.end(person, by or getpass.getuser())
    console.print(f"{ended:,} link{'s' * (ended != 1)} ended.")


@command()
def volunteers(
    address: Address = None,
    port: Annotated[int | None, typer.Option(help="On 127.0.0.1; else $KITH_VOLUNTEERS_PORT.")]
    = None,
) -> None:
    """Serve volunteers their own page: what they did, what they allow, and their package.

    It opens by a link of ./kith volunteer link, and answers on 127.0.0.1 only. Stop with Ctrl-C.
    """
    from bi.volunteers.server import serve

    raise typer.Exit(serve(address, port, console.print))
