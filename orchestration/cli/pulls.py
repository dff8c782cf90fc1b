"""Pulls from tools' APIs."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from orchestration.cli.shared import commands_of, console

command = commands_of("Data in")


@command()
def pull(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Sources; all that pulls.csv lists, if none.")
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Ask for all there is, not only for what changed.")
    ] = False,
    without_older: Annotated[
        bool, typer.Option(
            "--without-older",
            help="Stop telling what no pull reaches any more: it isn't needed, or is there.",
        )
    ] = False,
) -> None:
    """Pull what changed from tools' APIs into the landing folder; ./kith build lands it."""
    from orchestration.lib.progress import Tally, warn
    from orchestration.lib.pulls import pull as the_pull
    from orchestration.lib.pulls import unreached
    from orchestration.lib.pulls.connector import PullFailed
    from orchestration.lib.pulls.tempo import tempos
    from orchestration.lib.warehouse import prepare

    prepare()
    chosen = sources or list(dict.fromkeys(each.source_id for each in tempos()))
    is_late = is_keyless = False
    for source_id in chosen:
        try:
            if without_older:
                unreached.forget(source_id)
            done = the_pull.pull(
                source_id, is_full=full, say=warn, on_progress=Tally(),
                on_pulled=lambda each: console.print(escape(each.told())),
            )
            is_late = is_late or any(each.failure for each in done)
            if line := the_pull.not_asked(done):
                console.print(escape(line))
        except the_pull.NoKey as keyless:
            is_keyless = True
            console.print(escape(str(keyless)))
        except PullFailed as late:
            is_late = True
            console.print(escape(str(late)))
    # A source without a key is an error where somebody named it.
    raise typer.Exit(1 if is_late or (is_keyless and bool(sources)) else 0)
