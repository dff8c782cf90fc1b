"""The main job, the interfaces, and the tests."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.cli.shared import PASS_ON, commands_of, console

PANEL = "The main job"
command = commands_of(PANEL)


@command()
def demo() -> None:
    """Land a simulated county's exports, build and check everything, and say where to look."""
    from orchestration.lib.commands import demo as the_demo
    from orchestration.lib.commands import dev as the_dev
    from orchestration.lib.reports import start_page, summary

    outcome = the_demo.play()
    if not outcome.has_built:
        console.print("Nothing new has arrived since the last build; nothing was changed.")
    world = outcome.world
    summary.show(
        console, the_demo.accuracy(world), the_demo.journeys(world), the_demo.authors(world)
    )
    page = start_page.write(the_dev.addresses())
    console.print(f"\n[bold]Look at it:[/] ./kith dev   (start page: {page.as_uri()})")
    console.print(
        "Ask it:     ./kith status · ./kith quarantine list · ./kith review · ./kith psql"
    )


@command()
def dev() -> None:
    """Start the warehouse, Dagster's UI and daemon and the dashboards together, on loopback."""
    from orchestration.lib.commands import dev as the_dev
    from orchestration.lib.warehouse import prepare

    prepare()
    raise typer.Exit(the_dev.serve(console.print))


@command()
def boards(
    role: Annotated[str, typer.Option(help="bi_reader, or bi_viewer, who sees nobody's name.")]
    = "bi_reader",
    port: Annotated[int, typer.Option(help="Where, on 127.0.0.1.")] = 2718,
) -> None:
    """Start the boards alone, from programs and this weekend to data health, on loopback."""
    from bi.dashboards import server

    raise typer.Exit(server.serve(role, port, console.print))


@command()
def superset() -> None:
    """Start Apache Superset with Kith's dashboards, in an environment of its own, on loopback."""
    from orchestration.lib.commands import superset as the_superset
    from orchestration.lib.warehouse import prepare

    prepare()
    the_superset.serve(console.print)


@command(context_settings=PASS_ON)
def test(context: typer.Context) -> None:
    """Run the linters and the tests. Arguments go to pytest, e.g. `kith test -k landing`."""
    from orchestration.lib.commands import verify

    raise typer.Exit(verify.run(context.args))
