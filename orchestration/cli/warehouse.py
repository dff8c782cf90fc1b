"""The database and dbt, by hand."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from orchestration.cli.shared import PASS_ON, commands_of, console

PANEL = "The warehouse"
command = commands_of(PANEL)


@command()
def up() -> None:
    """Start the warehouse and bring it up to date: roles, schemas, ledger, raw tables."""
    from orchestration.lib.warehouse import prepare

    prepare()
    console.print("The warehouse is up.")


@command()
def down() -> None:
    """Stop the embedded warehouse. Nothing is lost."""
    from orchestration.lib.warehouse import embedded

    console.print("Stopped." if embedded.stop() else "It was not running.")


@command()
def unlock() -> None:
    """Free the build lease a dead run left behind. The dead run can then no longer publish."""
    from orchestration.lib.warehouse import connect

    with connect("kith_builder") as connection:
        freed = connection.execute("delete from landing.leases returning holder").fetchall()
    console.print(f"Freed: held by {freed[0][0]}." if freed else "Nobody held the lease.")


@command(context_settings=PASS_ON)
def psql(
    context: typer.Context,
    role: Annotated[str, typer.Option(help="The role to take, e.g. bi_reader.")] = "kith_builder",
) -> None:
    """Open a psql shell on the warehouse. Arguments go to psql, e.g. `kith psql -c '…'`."""
    from orchestration.lib.warehouse import embedded
    from orchestration.lib.warehouse.connection import off_the_command_line, url_in_role

    program = str(embedded.program("psql"))
    address, password = off_the_command_line(url_in_role(role))
    os.execve(program, [program, address, *context.args], os.environ | password)


@command(context_settings=PASS_ON)
def dbt(context: typer.Context) -> None:
    """Run dbt on the warehouse with everything set, e.g. `kith dbt build -s staging.mobilize`."""
    from orchestration.lib.build import dbt_runner

    if {"--version", "-V", "-v"}.intersection(context.args):
        print(dbt_runner.versions())
        return
    os.environ.update(dbt_runner.environment())
    os.execv(dbt_runner.program(), ["dbt", *context.args])


@command()
def url(
    role: Annotated[
        str, typer.Option(help="bi_reader or kith_steward; any other with the owner's login.")
    ] = "bi_reader",
) -> None:
    """Print the warehouse's address for a BI tool or a script. It holds the reader's password."""
    from orchestration.lib.warehouse.connection import url_in_role

    print(url_in_role(role))


@command()
def env() -> None:
    """Print what plain dbt needs, for: eval "$(./kith env)". It holds the warehouse's password."""
    import shlex

    from orchestration.lib.build import dbt_runner

    for name, value in dbt_runner.environment().items():
        print(f"export {name}={shlex.quote(value)}")
