"""Packages of volunteers' work, out and in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from orchestration.cli.shared import Source, app, console

if TYPE_CHECKING:
    from orchestration.lib.packages.left_out import LeftOut

PANEL = "Volunteers and privacy"
bundle = typer.Typer(no_args_is_help=True, help="Packages of volunteers' work, out and in.")
app.add_typer(bundle, name="bundle", rich_help_panel=PANEL)


@bundle.command()
def export(
    volunteer: Annotated[str, typer.Option(help="The volunteer's person id.")],
    to: Annotated[Path | None, typer.Option(help="Where to write it.")] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what is left out and why; write nothing.")
    ] = False,
    reason: Annotated[str, typer.Option(help="For the audit trail.")] = "The volunteer asked",
) -> None:
    """Write what a volunteer made into a signed package that they may take along."""
    import getpass

    from orchestration.lib.packages import export as packages

    if explain:
        _tell_left_out(packages.explain(volunteer))
        return
    written = packages.export(volunteer, getpass.getuser(), reason, to)
    console.print(
        f"Wrote {written.path}\n"
        f"{written.tally.told()}\n"
        f"Left out: {sum(each.count for each in written.left_out):,} values and records. Why: "
        f"./kith bundle export --volunteer {volunteer} --explain"
    )


@bundle.command("import")
def import_bundle(
    path: Annotated[Path, typer.Argument(help="A volunteer's package: a zip archive.")],
    source: Source,
    trust_key: Annotated[
        list[str] | None,
        typer.Option(help="The id of a key to trust this once; ask whose it is first."),
    ] = None,
) -> None:
    """Check a volunteer's package and land it as a source's, or refuse it and land nothing.

    Its claims are only claims: whom it knows is linked by the same rules as anybody's.
    """
    import getpass

    from orchestration.lib.build import gates
    from orchestration.lib.packages import importing
    from orchestration.lib.warehouse import prepare

    prepare()
    imported = importing.import_package(path, source, getpass.getuser(), trust_key or ())
    console.print(imported.package.told())
    console.print(escape(imported.load.told()))
    verdict = gates.check_source(source)
    console.print(verdict.told())
    refused = imported.load.status == "refused" or not verdict.is_passed
    raise typer.Exit(1 if refused else 0)


@bundle.command()
def check(
    path: Annotated[Path, typer.Argument(help="A volunteer's package: a zip archive.")],
) -> None:
    """Say whether a package is whole, as it was signed and as the standard has it.

    Needs no database and shows no value. Exits with 1 where anything is wrong.
    """
    from orchestration.lib.packages import importing

    package, is_trusted = importing.check(path)
    console.print(package.told())
    console.print(
        "Its key is trusted here." if is_trusted else
        "Its key is not trusted here: nothing was changed since, but by whom it was made, ask them."
    )


@bundle.command()
def key() -> None:
    """Print the public key with which others check that a package was written here."""
    import base64

    from orchestration.lib.packages import sign

    public = sign.public_key()
    console.print(f"key id      {sign.key_id(public)}")
    console.print(f"public key  {base64.b64encode(public).decode()}")


def _tell_left_out(found: tuple[LeftOut, ...]) -> None:
    """By reason, the largest first: of whom, how many, and which columns."""
    from orchestration.lib.packages.left_out import by_reason

    if not found:
        console.print("Nothing is left out.")
    for reason, count, told_of, columns in by_reason(found):
        console.print(f"{count:>9,}  {reason}.")
        console.print(f"           [dim]{told_of}: {', '.join(columns)}[/dim]")
    console.print("\nThe rules: seeds/registry/package_rules.csv")
