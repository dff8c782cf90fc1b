"""A pretend county, exercises on it, and benchmarks."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from orchestration.cli.shared import app, commands_of, console

PANEL = "Practice and measurement"
command = commands_of(PANEL)
learn = typer.Typer()
app.add_typer(learn, name="learn", rich_help_panel=PANEL)


@command()
def simulate(
    out: Annotated[Path, typer.Option(help="A new folder for the exports and the truth.")],
    people: Annotated[int, typer.Option(min=1)] = 2000,
    seed: Annotated[int, typer.Option()] = 1,
    days: Annotated[int, typer.Option(min=1, help="The first day is full, then what changed.")] = 3,
    last_day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Of the newest exports.")
    ] = None,
    tools: Annotated[
        str, typer.Option(help="Tools the county uses beside the usual ones: hustle,reach")
    ] = "",
) -> None:
    """Write a pretend county's exports in each tool's own format, and who everybody truly is."""
    from orchestration.lib.progress import Meter
    from simulation import simulate as write_world
    from simulation import tools_beside
    from simulation.clock import MOST_DAYS

    if days > MOST_DAYS:
        raise typer.BadParameter(f"there are at most {MOST_DAYS}.", param_hint="--days")
    day = last_day.date() if last_day else None
    others = [name.strip() for name in tools.split(",") if name.strip()]
    if others and (unknown := set(others) - set(known := tools_beside())):
        raise typer.BadParameter(
            f"no tool is called {min(unknown)}. There are: {', '.join(known)}.",
            param_hint="--tools",
        )
    made = write_world(
        people, seed, out, days=days, last_day=day, tools=others, progress=Meter("simulating")
    )
    console.print(made.told())


@learn.callback(invoke_without_command=True)
def learn_list(context: typer.Context) -> None:
    """Exercises on the simulated county: list what is done, show one, check an answer."""
    if context.invoked_subcommand:
        return
    from orchestration.lib.learn.done import done
    from orchestration.lib.learn.exercises import EXERCISES

    days = done()
    for each in EXERCISES:
        day = f"done {days[each.number]}" if each.number in days else ""
        console.print(f"{each.number:>2}  {each.title:<44}{day}")
    console.print(f"{len(days)} of {len(EXERCISES)} done. Begin one with: ./kith learn show NUMBER")


@learn.command("show")
def learn_show(number: int) -> None:
    """Show an exercise: its goal, what to read, the commands, and its question."""
    from orchestration.lib.learn.exercises import exercise

    chosen = exercise(number)
    asked = chosen.ask()
    console.print(escape(chosen.page.read_text(encoding="utf-8").rstrip()))
    words = " ".join(["./kith learn check", str(number), *chosen.wants])
    console.print(f"\n[bold]The question:[/] {escape(asked)}\n\nAnswer with: {words}")


@learn.command("check")
def learn_check(
    number: int, answer: Annotated[list[str] | None, typer.Argument()] = None
) -> None:
    """Say whether an answer, or what was done, is right; worked out anew from the warehouse."""
    from orchestration.lib.learn.done import remember
    from orchestration.lib.learn.exercises import exercise

    said = exercise(number).check(answer or [])
    if said.is_right:
        remember(number, datetime.now().astimezone().date())
    console.print(f"[bold]{'Right.' if said.is_right else 'Not yet.'}[/] {escape(said.told)}")
    raise typer.Exit(0 if said.is_right else 1)


@command()
def bench(
    name: Annotated[
        str,
        typer.Argument(
            help="landing, gates, build, incremental, hazards, stability, identity, "
            "components, boards, journeys, packages, forget or sync"
        ),
    ],
    small: Annotated[bool, typer.Option("--small", help="Finish within a minute.")] = False,
) -> None:
    """Measure something beside what it is compared with; the last line is JSON."""
    from orchestration.lib import bench as benches

    print(json.dumps(benches.run(name, small=small)))
