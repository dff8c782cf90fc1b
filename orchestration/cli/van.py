"""Passing facts on to other tools: the same commands for each way there is."""

from __future__ import annotations

import getpass
import json
from typing import Annotated, Any

import typer
from rich.markup import escape

from orchestration.cli.shared import app, console

PANEL = "Data out"
To = Annotated[
    str | None, typer.Option("--to", help="A destination_id of sync_destinations.csv; else all.")
]
AsJson = Annotated[bool, typer.Option("--json", help="The same as data.")]


def _commands(name: str, interface_code: str, whose: str) -> typer.Typer:
    """The commands for one interface; ``./kith NAME`` without any lists them."""
    group = typer.Typer(no_args_is_help=True, help=f"Pass on to {whose} what other tools told.")
    app.add_typer(group, name=name, rich_help_panel=PANEL)
    called = f"./kith {name}"

    @group.command("plan")
    def plan(
        to: To = None,
        again: Annotated[bool, typer.Option(
            "--again", help="Also what was refused before, once its cause is mended there."
        )] = False,
        as_json: AsJson = False,
    ) -> None:
        """Freeze what would be sent, and say why the rest isn't. Sends nothing."""
        from orchestration.lib.sync import plan as planning
        from orchestration.lib.sync import told

        made = [planning.make(each, getpass.getuser(), again=again)
                for each in _chosen(interface_code, to)]
        _show(as_json, [told.plan_figures(each) for each in made],
              [line for each in made for line in told.plan_lines(each, called)])

    @group.command("approve")
    def approve(
        to: To = None,
        plan_id: Annotated[
            list[int] | None, typer.Option("--plan", help="A plan's number; repeatable. Else all.")
        ] = None,
        yes: Annotated[bool, typer.Option("--yes", help="Approve; without, only show.")] = False,
    ) -> None:
        """Show the plans that wait for somebody's yes, and with --yes let them be sent."""
        from orchestration.lib.sync import plan as planning
        from orchestration.lib.sync import told, waiting

        chosen = _chosen(interface_code, to)
        open_ = {each: waiting.plans(each) for each in chosen}
        known = {found.plan_id for plans in open_.values() for found in plans}
        if left := sorted({*(plan_id or ())} - known):
            raise planning.NoSuchPlan(waiting.why_not(chosen, left))
        for each, all_plans in open_.items():
            plans = [found for found in all_plans if not plan_id or found.plan_id in plan_id]
            if plans:
                _print(told.approval_lines(each, plans))
            if yes and plans:
                done = planning.approve(
                    each, getpass.getuser(), [found.plan_id for found in plans])
                _print([f"Approved: plan {', '.join(map(str, done))}.",
                        f"Send it: {called} push --to {each}"])
            elif plans:
                numbers = " ".join(f"--plan {found.plan_id}" for found in plans)
                _print(["Nothing was approved. To approve what is shown:",
                        f"  {called} approve --to {each} {numbers} --yes"])
        if not known:
            _print([f"No plan waits for an approval: {', '.join(chosen)}."])

    @group.command("push")
    def push(to: To = None, as_json: AsJson = False) -> None:
        """Send what is planned and, where that is asked for, approved; each effect once.

        Exits with 1 where something is left that the next push, or a person, has to look at.
        """
        from orchestration.lib.progress import Meter
        from orchestration.lib.stopped import stoppable
        from orchestration.lib.sync import push as pushing
        from orchestration.lib.sync import told

        with stoppable(f"Stopped. What was being sent is looked for by the next {called} push."):
            done = [pushing.push(each, getpass.getuser(), tell=Meter(f"passing on to {each}"))
                    for each in _chosen(interface_code, to)]
        _show(as_json, [told.push_figures(each) for each in done],
              [line for each in done for line in told.push_lines(each, called)])
        left = ("unknown", "rejected")
        is_left = any(each.is_closed or each.open_count or each.refused or each.files_left
                      or any(map(each.outcomes.get, left)) for each in done)
        raise typer.Exit(1 if is_left else 0)

    @group.command("reconcile")
    def reconcile(to: To = None, as_json: AsJson = False) -> None:
        """Say what of all that was sent landed again: confirmed, missing, doubled, changed.

        Exits with 1 where something is missing, there twice or changed, or was refused and is open.
        """
        from orchestration.lib.sync import reconcile as reconciling
        from orchestration.lib.sync import told

        found = [reconciling.reconcile(each) for each in _chosen(interface_code, to)]
        _show(as_json, [told.reconcile_figures(each) for each in found],
              [line for each in found for line in told.reconcile_lines(each, called)])
        raise typer.Exit(1 if any(each.is_amiss for each in found) else 0)

    return group


def _chosen(interface_code: str, to: str | None) -> list[str]:
    """The destinations meant. Raises ``KithError`` where there is none of this kind."""
    from orchestration.lib.errors import KithError
    from orchestration.lib.sync import settings

    known = settings.destinations()
    ours = [each for each, of in known.items() if of.interface_code == interface_code]
    if to is not None and to not in ours:
        settings.destination(to)
        raise KithError(
            f"Facts go to {to} by '{known[to].interface_code}', not by '{interface_code}'. By "
            f"'{interface_code}' they go to: {', '.join(ours) or 'none'}."
        )
    if not ours:
        others = ", ".join(f"{each} by {of.interface_code}" for each, of in known.items())
        raise KithError(
            f"No line of {settings.destinations_file()} says '{interface_code}': docs/sync.md says "
            f"how to begin. There are: {others or 'none'}."
        )
    return [to] if to else ours


def _show(as_json: bool, figures: list[dict[str, Any]], lines: list[str]) -> None:
    if as_json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        _print(lines)


def _print(lines: list[str]) -> None:
    # As they are: what belongs to one column is no link, number or markup to be coloured.
    console.print(escape("\n".join(lines).rstrip()), highlight=False, soft_wrap=True)


van = _commands("van", "van", "a VAN")


@van.command("rehearse")
def rehearse() -> None:
    """Play all of it on the demo county against a stand-in VAN that fails on purpose.

    It listens on this machine only. Exits with 1 where anything was done twice, got lost or went
    to somebody who said no.
    """
    from orchestration.lib.sync import rehearsal
    from orchestration.lib.warehouse import prepare

    prepare()
    done = rehearsal.rehearse(lambda said: console.print(escape(said)))
    console.print(escape("\n".join(rehearsal.lines(done))))
    raise typer.Exit(0 if done.is_good else 1)


action_network = _commands("action-network", "action_network", "an Action Network group")
csv_file = _commands("csv", "csv", "a tool that takes files")
