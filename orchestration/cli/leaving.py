"""An organization leaves with all it owns, or arrives."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from orchestration.cli.shared import commands_of, console

command = commands_of("Volunteers and privacy")


@command("export-all")
def export_all(
    organization: Annotated[
        str, typer.Option("--organization", "-o", help="An organization_id of the registry.")
    ],
    to: Annotated[Path, typer.Option(help="A folder that isn't there yet, or a file .zip.")],
    without_tables: Annotated[
        bool, typer.Option("--without-tables", help="Only what rebuilds them; much quicker.")
    ] = False,
    by: Annotated[str | None, typer.Option("--as", help="Who exports; else your login.")] = None,
) -> None:
    """Write all that an organization owns in open formats, so that it can leave (docs/leaving.md).

    The tables in it are made in a warehouse of their own, of that organization's data alone.
    """
    from orchestration.lib.leaving import export
    from orchestration.lib.warehouse import prepare

    prepare()
    exported = export.export(organization, to, by or getpass.getuser(), not without_tables)
    for line in export.told(exported):
        console.print(escape(line))


@command("import-all")
def import_all(
    file: Annotated[Path, typer.Argument(help="What ./kith export-all wrote: a folder or a .zip.")],
    without_build: Annotated[
        bool, typer.Option("--without-build", help="Build it later, with ./kith build.")
    ] = False,
    by: Annotated[str | None, typer.Option("--as", help="Who imports; else your login.")] = None,
) -> None:
    """Rebuild an organization's warehouse from its package, here, where nothing of it is yet.

    In a new warehouse the package's seeds replace the project's. If it is interrupted, the same
    command goes on.
    """
    from orchestration.lib.leaving import arrive

    arrived = arrive.arrive(file, by or getpass.getuser(), not without_build)
    for line in arrive.lines(arrived):
        console.print(escape(line))
    raise typer.Exit(1 if arrived.others else 0)
