"""The ``kith`` command: a thin face over ``orchestration.lib``."""

from __future__ import annotations

import os
import sys

import typer

from orchestration.lib import settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.command()
def up() -> None:
    """Start the warehouse and bring it up to date: roles, schemas, ledger, raw tables."""
    from orchestration.lib import warehouse

    warehouse.prepare()
    typer.echo("The warehouse is up.")


@app.command()
def down() -> None:
    """Stop the embedded warehouse. Nothing is lost."""
    from orchestration.lib.warehouse import embedded

    typer.echo("Stopped." if embedded.stop() else "It was not running.")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def dbt(context: typer.Context) -> None:
    """Run dbt on the warehouse with everything set, e.g. `kith dbt build -s staging.mobilize`."""
    from orchestration.lib import dbt_runner

    os.environ.update(dbt_runner.environment())
    os.execv(  # noqa: S606 - our own interpreter, no shell
        sys.executable, [sys.executable, "-m", "dbt.cli.main", *context.args]
    )


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(context: typer.Context, role: str = typer.Option("kith_builder", help="Role to take.")) -> None:
    """Open a psql shell on the warehouse in a role."""
    from orchestration.lib.warehouse import embedded
    from orchestration.lib.warehouse.connection import url_in_role

    program = str(embedded.program("psql"))
    os.execv(program, [program, url_in_role(role), *context.args])  # noqa: S606


def main() -> None:
    app()


if __name__ == "__main__":
    main()
