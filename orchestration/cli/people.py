"""Who is who and why, and where a number comes from."""

from __future__ import annotations

import getpass
import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from orchestration.cli.shared import Format, app, commands_of, console

PANEL = "People"
command = commands_of(PANEL)
review = typer.Typer()
app.add_typer(review, name="review", rich_help_panel=PANEL)
identity = typer.Typer(
    no_args_is_help=True, help="What a change would do to people, before it is published."
)
app.add_typer(identity, name="identity", rich_help_panel=PANEL)


@command()
def trace(
    mart: Annotated[str, typer.Argument(help="A mart: program_360, interactions, people …")],
    where: Annotated[
        list[str] | None,
        typer.Option(help="column=value, such as program_code=text; may be repeated."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many records to show.")] = 5,
    values: Annotated[
        bool, typer.Option("--values", help="Show what the records say, too. It may be personal.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The same as data.")] = False,
) -> None:
    """Show what rows of a mart came from: records, files, bytes and the tools' own ids.

    Each record shown is read again out of the archive and compared with what landed. Reads as
    kith_steward; exits with 1 where anything doesn't agree.
    """
    from orchestration.lib.trace import figures, told
    from orchestration.lib.trace import trace as the_trace

    found = the_trace.trace(mart, where or [], limit)
    if as_json:
        print(json.dumps(figures.figures(found, values), ensure_ascii=False))
    else:
        console.print(escape(told.told(found, values)))
    raise typer.Exit(1 if found.problems else 0)


@command()
def explain(
    person: Annotated[str, typer.Argument(help="A person id, or a record's key.")],
    other: Annotated[str | None, typer.Argument(help="Another, to compare the two.")] = None,
    picture: Annotated[
        Path | None, typer.Option(help="Write the evidence graph to this SVG file as well.")
    ] = None,
) -> None:
    """Say in plain words why records are, or are not, one person's. Nothing personal is told."""
    from orchestration.lib.identity.reasons import explain as the_explanation

    found: the_explanation.Explanation | the_explanation.Comparison
    if other is None:
        found = the_explanation.explain(person)
    else:
        found = the_explanation.compare(person, other)
    console.print(escape(found.told()))
    if picture:
        picture.write_text(found.picture().svg(), encoding="utf-8")
        console.print(f"\nPicture: {picture}")


@review.callback(invoke_without_command=True)
def review_list(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1)] = 20,
    kind: Annotated[list[str] | None, typer.Option(help="Only this kind; may be repeated.")] = None,
    format_: Annotated[Format, typer.Option("--format")] = Format.text,
    open_: Annotated[bool, typer.Option("--open", help="Show and decide on a local page.")] = False,
    by: Annotated[str | None, typer.Option("--as", help="Who decides; else your login.")] = None,
) -> None:
    """What a steward can settle. Without a command it is listed; --open shows and decides.

    Listed are doubtful links and people who may be several, the most interactions at stake first.
    Kinds: apart, conflict, bridge, weak, single. Only record keys and counts are listed; what the
    records say is shown by --open, on a page of this machine that needs the token in its address.
    """
    if context.invoked_subcommand:
        return
    if open_:
        from bi.review import server

        raise typer.Exit(server.serve(by or getpass.getuser(), console.print))
    from orchestration.lib.identity.stewards import review as the_review

    counted = max(limit, the_review.COUNTED) + 1 if format_ is Format.text else limit
    found = the_review.items(counted, kind or list(the_review.KINDS))
    if format_ is Format.json:
        print(json.dumps([item.figures() for item in found]))
    elif format_ is Format.csv:
        the_review.write_csv(found, sys.stdout)
    else:
        console.print(escape(the_review.told(found, limit)))


@review.command("decide")
def review_decide(
    one: Annotated[str, typer.Argument(help="A record's key.")],
    other: Annotated[str, typer.Argument(help="The other record's.")],
    decision: Annotated[str, typer.Argument(help="Are they one person: yes, no or not_sure.")],
    because: Annotated[str, typer.Option(help="Why, without personal details.")],
    by: Annotated[str | None, typer.Option("--as", help="Who decides; else your login.")] = None,
) -> None:
    """Decide whether two records are one person's. It holds from the next build on, for good."""
    from orchestration.lib.identity.stewards import decisions

    made = decisions.record(one, other, decision, by=by or getpass.getuser(), reason=because)
    console.print(f"Written down: {made.decision_code}. It takes effect at the next ./kith build")


@review.command("export")
def review_export(file: Path) -> None:
    """Write all decisions to a CSV file, with who, when and why."""
    from orchestration.lib.identity.stewards import decisions

    console.print(f"{decisions.export(file):,} decisions written to {file}.")


@review.command("import")
def review_import(file: Path) -> None:
    """Add the decisions of an export, as they were made; those already there stay."""
    from orchestration.lib.identity.stewards import decisions

    console.print(f"{decisions.import_(file):,} decisions were new. See: ./kith identity diff")


@identity.command("diff")
def identity_diff(
    last: Annotated[bool, typer.Option("--last", help="As found last; resolve nothing.")] = False,
    examples: Annotated[int, typer.Option(min=0, help="Of merges and of splits.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="The same as data.")] = False,
) -> None:
    """Show what rules, decisions and data as they are now would merge, split and leave.

    Nothing is published: person ids and marts stay as they are.
    """
    from orchestration.lib.identity.stewards import diff

    if not last:
        diff.propose()
    found = diff.read(examples)
    if as_json:
        print(json.dumps(found.figures()))
    else:
        console.print(escape(found.told()))


@identity.command("approve")
def identity_approve(
    key: Annotated[str, typer.Argument(help="The change, as `kith identity diff` names it.")],
    because: Annotated[str, typer.Option(help="Why, without personal details.")],
    by: Annotated[str | None, typer.Option("--as", help="Who approves; else your login.")] = None,
) -> None:
    """Allow the change that a build was held for: exactly this one, once and for all."""
    from orchestration.lib.identity.stewards import diff

    found = diff.approve(key, by or getpass.getuser(), because)
    console.print(
        f"Approved: {found.merged_count:,} merges and {found.split_count:,} splits. "
        "They are published by the next ./kith build"
    )
