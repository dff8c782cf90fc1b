"""Forgetting people, and keeping nothing longer than the rules say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from orchestration.cli.shared import commands_of, console

PANEL = "Volunteers and privacy"
command = commands_of(PANEL)


@command()
def forget(
    person: Annotated[
        list[str] | None,
        typer.Argument(help="Person ids, or keys of person records."),
    ] = None,
    from_file: Annotated[
        Path | None, typer.Option("--from", help="A file with one of them on each line.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without, only say what it would do.")]
    = False,
    even_gifts: Annotated[
        bool, typer.Option("--even-gifts", help="Also where the law may want gifts to be kept.")
    ] = False,
    because: Annotated[str, typer.Option(help="Why, without personal details.")] = "they asked",
    go_on: Annotated[bool, typer.Option("--go-on", help="Finish what was ended before.")] = False,
    replay: Annotated[
        bool, typer.Option("--replay", help="Forget again, after a copy of before was put back.")
    ] = False,
) -> None:
    """Take a person out of everything here, and keep them out; says first what it would do."""
    from orchestration.lib.errors import KithError
    from orchestration.lib.privacy import certificate
    from orchestration.lib.privacy import forget as forgetting

    named = [*(person or ()), *(_lines(from_file) if from_file else ())]
    if replay or go_on:
        done = forgetting.replay() if replay else forgetting.forget([], because)
        console.print(escape(certificate.text(done.certificate)))
        return
    if not named:
        raise KithError("Say whom: a person id of marts.people, or a file of them with --from.")
    if not yes:
        for each in forgetting.plan(named):
            console.print(escape(_told(each)))
        console.print("Nothing was changed. To do it, which can't be undone: the same with --yes")
        return
    done = forgetting.forget(named, because, even_gifts=even_gifts)
    console.print(escape(certificate.text(done.certificate)))
    console.print(f"The certificate is {done.page}, and as data beside it.")


def _lines(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text().splitlines() if line.strip()]


def _told(one: object) -> str:
    from orchestration.lib.privacy.subject import Subject

    assert isinstance(one, Subject)
    sources: dict[str, int] = {}
    for source_id, _, _ in one.landed:
        sources[source_id] = sources.get(source_id, 0) + 1
    lines = [f"{one.person_ids[0]}: {len(one.records)} person records, by identity theirs"]
    lines += [f"  {source_id}: {count:,} records of theirs or about them"
              for source_id, count in sorted(sources.items())]
    kinds = ", ".join(f"{count:,} {shape.replace('_', ' ')}" for shape, count in one.kinds)
    lines.append(f"  by kind: {kinds or 'none that models tell of'}")
    if one.gifts:
        lines.append("  gifts are among them: a committee may have to keep who gave what "
                     "(52 U.S.C. 30102(d)), so --yes asks for --even-gifts, too")
    lines.append(f"  {one.authored:,} records of others that they made would stay, by nobody")
    if one.doubtful:
        lines.append(f"  {one.doubtful} records resemble theirs too little to be theirs and would "
                     "stay: ./kith explain says which")
    if shared := len(one.points) - len(one.own_points):
        lines.append(f"  {shared} of what reaches them reaches others too, whose records stay")
    return "\n".join(lines)


@command()
def retain(
    yes: Annotated[bool, typer.Option("--yes", help="Delete it; without, only count.")] = False,
) -> None:
    """Delete what is kept longer than seeds/registry/retention_rules.csv says; counts it first."""
    import getpass

    from orchestration.lib.privacy import retain as retaining

    found = retaining.retain(getpass.getuser()) if yes else retaining.overdue()
    for each in found:
        days = "for ever" if each.rule.kept_days is None else f"{each.rule.kept_days} days"
        console.print(f"{each.rule.rule_id:<20}{days:>10}{each.count:>10,}  {each.rule.reason}")
    console.print("Deleted." if yes else "Nothing was changed. To delete it: ./kith retain --yes")
