"""Files in, gates, and what was set aside."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from orchestration.cli.shared import Source, app, commands_of, console

PANEL = "Data in"
command = commands_of(PANEL)
quarantine = typer.Typer(no_args_is_help=True, help="Records set aside: list, show, retry.")
app.add_typer(quarantine, name="quarantine", rich_help_panel=PANEL)


@command()
def land(
    path: Annotated[str, typer.Argument(help="A file, a folder, or an address fsspec opens.")],
    source: Source,
) -> None:
    """Land a file or folder of exports as a source's, and let the first gate judge it."""
    from orchestration.lib.build import gates
    from orchestration.lib.landing import folder
    from orchestration.lib.landing.lander import land_path
    from orchestration.lib.progress import Meter
    from orchestration.lib.warehouse import prepare

    prepare()
    loads = land_path(path, source, progress=Meter(f"landing for {source}"))
    for line in [*(load.told() for load in loads), *folder.told_of_links(Path(path))]:
        console.print(escape(line))
    verdict = gates.check_source(source)
    console.print(verdict.told())
    refused = any(load.status == "refused" for load in loads)
    raise typer.Exit(1 if refused or not verdict.is_passed else 0)


@command()
def check(source: Annotated[str | None, typer.Option("--source", "-s")] = None) -> None:
    """Run the gates: each source's waiting loads, then canon and identity."""
    from orchestration.lib import registry
    from orchestration.lib.build import gates
    from orchestration.lib.warehouse import lease

    lease.tell_of_another("a check")
    chosen = [source] if source else list(registry.sources())
    verdicts = [gates.check_source(name) for name in chosen]
    if source is None:
        verdicts.append(gates.check_canon())
    for verdict in verdicts:
        console.print(verdict.told())
    console.print(f"Data Docs: {gates.build_data_docs().as_uri()}")
    raise typer.Exit(0 if all(verdict.is_passed for verdict in verdicts) else 1)


@command()
def release(
    load: Annotated[int, typer.Argument(help="A held load's number; ./kith check names them.")],
    because: Annotated[str, typer.Option(help="Why it is right as it is. Names nobody.")],
) -> None:
    """Let a held load through, by your decision; the ledger keeps who and why."""
    from orchestration.lib.build import gates
    from orchestration.lib.warehouse import prepare

    prepare()
    gates.release(load, getpass.getuser(), because)
    console.print(f"Load {load} is released. Bring the models up to date with: ./kith build")


@command()
def dismiss(
    load: Annotated[int, typer.Argument(help="A held or refused file; ./kith status names it.")],
    because: Annotated[str, typer.Option(help="Why nothing will come of it. Names nobody.")],
) -> None:
    """Leave a held or refused file out for good and close its incident; the ledger keeps why."""
    from orchestration.lib.build import gates
    from orchestration.lib.warehouse import prepare

    prepare()
    loads = gates.dismiss(load, getpass.getuser(), because)
    told = f"Load {load} is" if len(loads) == 1 else f"Loads {', '.join(map(str, loads))} are"
    console.print(f"{told} dismissed. Close its incident with: ./kith build")


@command()
def build() -> None:
    """Land what waits in the landing folder, gate it, and bring every model up to date."""
    from orchestration.lib.build import run
    from orchestration.lib.stopped import stoppable
    from orchestration.lib.warehouse import prepare

    prepare()
    with stoppable("Stopped. Nothing half was published; ./kith build goes on from here."):
        is_changed = run.build()
    console.print("Built." if is_changed else "Nothing new; nothing was changed.")


@command()
def follow(
    source: Source,
    every: Annotated[float, typer.Option(help="Seconds between looks at the folder.")] = 5.0,
) -> None:
    """Keep one source minutes-fresh: land and build whatever arrives, until stopped."""
    from orchestration.lib.commands import follow as the_follow
    from orchestration.lib.warehouse import prepare

    prepare()
    the_follow.follow(source, every=every, say=console.print)


@quarantine.command("list")
def list_quarantined(source: Annotated[str | None, typer.Option("--source", "-s")] = None) -> None:
    """List open records, each once: where it is, why it was set aside and what to do."""
    from orchestration.lib import registry
    from orchestration.lib.landing import quarantine as the_quarantine

    if source:
        registry.source(source)
    records = the_quarantine.open_records(source)
    for record in records:
        console.print(escape(record.told()))
    if not records:
        console.print("The quarantine is empty.")


@quarantine.command("show")
def show_quarantined(quarantine_id: int) -> None:
    """Show one record's bytes. They may hold personal data: only the steward role may read them."""
    from orchestration.lib.landing import quarantine as the_quarantine

    sys.stdout.buffer.write(the_quarantine.raw_bytes(quarantine_id))
    sys.stdout.buffer.write(b"\n")


@quarantine.command("retry")
def retry_quarantined(
    quarantine_id: int,
    mended: Annotated[
        Path | None, typer.Option(help="A file with the mended record; else the same bytes again.")
    ] = None,
) -> None:
    """Land one record again, mended or after its declaration was."""
    from orchestration.lib.landing import quarantine as the_quarantine

    load = the_quarantine.retry(quarantine_id, mended.read_bytes() if mended else None)
    console.print(load.told())
    raise typer.Exit(1 if load.records_quarantined or load.status == "refused" else 0)
