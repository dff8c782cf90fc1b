"""Tools that come and go, and the standard their exports are held to."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from orchestration.cli.shared import app, commands_of, console

PANEL = "Tools and their vendors"
command = commands_of(PANEL)
tool = typer.Typer(no_args_is_help=True, help="Tools that come and go, and what they tell.")
app.add_typer(tool, name="tool", rich_help_panel=PANEL)


@command()
def conform(
    path: Annotated[Path, typer.Argument(help="An export: a file, an archive or a folder.")],
    tool_name: Annotated[
        str | None, typer.Option("--tool", help="Whose it is; else by the standard's own names.")
    ] = None,
    level: Annotated[
        int, typer.Option(min=0, max=4, help="Exit with 1 below this level.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="The same as data.")] = False,
    html: Annotated[
        Path | None, typer.Option(help="Write a report of one page to this file as well.")
    ] = None,
) -> None:
    """Say which level of docs/standard an export reaches, and what holds it back.

    Needs no database and reads nothing but the export. No value of it is shown.
    """
    from orchestration.lib.progress import Meter
    from orchestration.lib.standard import likely, report, told
    from orchestration.lib.standard.conform import conform as judge

    verdict = judge(path, tool_name, Meter("reading"))
    if as_json:
        print(json.dumps(verdict.figures(), ensure_ascii=False))
    else:
        console.print(escape(told.told(verdict)))
        for like in [] if tool_name else likely.tools_like(path):
            console.print(f"If it is {like.vendor}'s, judge it as that: add --tool {like.name}")
    if html:
        html.write_text(report.page(verdict), encoding="utf-8")
        print(f"Report: {html}", file=sys.stderr)
    raise typer.Exit(0 if verdict.level is not None and verdict.level.rank >= level else 1)


@command("contract")
def source_contract(
    source_id: Annotated[
        str | None, typer.Argument(metavar="SOURCE", help="A source_id of the registry.")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write docs/contracts anew: this one, or all.")
    ] = False,
) -> None:
    """Show what a source's exports are to hold and promise: a contract to hand to its vendor.

    It is an ODCS 3.1 file, made from the tool's declaration and the registry.
    """
    from orchestration.lib.standard import agreement

    if write:
        for path in agreement.write_all() if source_id is None else [agreement.write(source_id)]:
            console.print(f"Written: {path}")
    elif source_id is None:
        raise typer.BadParameter("name a source, or say --write for all.", param_hint="SOURCE")
    else:
        print(agreement.page(source_id), end="")


@tool.command("new")
def tool_new(
    name: str,
    shapes: Annotated[
        str, typer.Option(help="What it can tell: people,attendances; see vars.yml.")
    ] = "",
    vendor: Annotated[str | None, typer.Option(help="What its maker calls it.")] = None,
    exports: Annotated[
        list[Path] | None,
        typer.Option("--from", help="An export to begin from, as infer reads it; repeatable."),
    ] = None,
) -> None:
    """Begin a tool: files that build and say nothing yet, and its line. Or bring one back."""
    from orchestration.lib.tools import coverage
    from orchestration.lib.tools.begin import begin

    wanted = [shape.strip() for shape in shapes.split(",") if shape.strip()]
    console.print(escape(begin(name, wanted, vendor, exports or []).told()))
    coverage.write()


@tool.command("retire")
def tool_retire(name: str) -> None:
    """Take a tool's line away. From the next build on nothing speaks of it; nothing is lost."""
    from orchestration.lib.tools import coverage
    from orchestration.lib.tools.retire import accounts_of, retire

    line = retire(name)
    coverage.write()
    lines = ", ".join(accounts_of(name)) or "none"
    console.print(
        f"Retired. From the next ./kith build on, canon and marts are without {name}. Its folder, "
        "its landed rows and its people's ids stay, and so do its lines in "
        f"seeds/registry/sources.csv: {lines}.\n"
        f"To bring it back: ./kith tool new {name}, which puts this line into vars.yml again:\n"
        f"{escape(line.rstrip())}"
    )


@tool.command("coverage")
def tool_coverage(
    write: Annotated[bool, typer.Option("--write", help="Write docs/coverage.md anew.")] = False,
) -> None:
    """Show which tool tells how much of which shape, as docs/coverage.md has it."""
    from orchestration.lib.tools import coverage

    console.print(f"Written: {coverage.write()}" if write else escape(coverage.page()))


@tool.command("infer")
def tool_infer(
    files: Annotated[
        list[Path], typer.Argument(help="Exports; several show whose ids one names: people calls")
    ],
    name: Annotated[str, typer.Option("--tool", help="The tool it is to be a part of.")] = "mytool",
) -> None:
    """Propose a declaration and models for exports nobody has declared. Shows no value of them."""
    from orchestration.lib.tools.infer import infer

    console.print(escape(infer(files, name)))


@tool.command("standard")
def tool_standard(
    write: Annotated[bool, typer.Option("--write", help="Write the pages anew.")] = False,
) -> None:
    """Show what the standard asks, as docs/standard/levels.md and columns.md have it."""
    from orchestration.lib.standard import pages

    for path, page in pages.pages().items():
        if write:
            path.write_text(page, encoding="utf-8")
        console.print(f"Written: {path}" if write else escape(page))
