"""The ``kith`` command: a thin face over ``orchestration.lib``.

Each command imports what it needs when it runs, so that `kith --help` answers at once.
"""

from __future__ import annotations

import getpass
import json
import os
import sys
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="An open-source data warehouse for organizing groups.",
    name="kith",
)
quarantine = typer.Typer(no_args_is_help=True, help="Records set aside: list, show, retry.")
app.add_typer(quarantine, name="quarantine")
review = typer.Typer()
app.add_typer(review, name="review")
identity = typer.Typer(
    no_args_is_help=True, help="What a change would do to people, before it is published."
)
app.add_typer(identity, name="identity")
tool = typer.Typer(no_args_is_help=True, help="Tools that come and go, and what they tell.")
app.add_typer(tool, name="tool")
learn = typer.Typer()
app.add_typer(learn, name="learn")
console = Console(highlight=False, soft_wrap=True)

_PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


class Format(StrEnum):
    """How an answer is written."""

    text = "text"
    json = "json"
    csv = "csv"


Source = Annotated[str, typer.Option("--source", "-s", help="A source_id of the registry.")]


# ── The main job ──────────────────────────────────────────────────────────────────────────────


@app.command()
def demo() -> None:
    """Land a simulated county's exports, build and check everything, and say where to look."""
    from orchestration.lib.commands import demo as the_demo
    from orchestration.lib.commands import dev as the_dev
    from orchestration.lib.reports import start_page, summary

    outcome = the_demo.play()
    if not outcome.has_built:
        console.print("Nothing new has arrived since the last build; nothing was changed.")
    summary.show(console, the_demo.accuracy(outcome.world))
    page = start_page.write(the_dev.addresses())
    console.print(f"\n[bold]Look at it:[/] ./kith dev   (start page: {page.as_uri()})")
    console.print(
        "Ask it:     ./kith status · ./kith quarantine list · ./kith review · ./kith psql"
    )


@app.command()
def dev() -> None:
    """Start the warehouse, Dagster's UI and daemon and the dashboards together, on loopback."""
    from orchestration.lib.commands import dev as the_dev
    from orchestration.lib.warehouse import prepare

    prepare()
    raise typer.Exit(the_dev.serve(console.print))


@app.command(context_settings=_PASS_ON)
def test(context: typer.Context) -> None:
    """Run the linters and the tests. Arguments go to pytest, e.g. `kith test -k landing`."""
    from orchestration.lib.commands import verify

    raise typer.Exit(verify.run(context.args))


@app.command()
def status() -> None:
    """Show sources, last exports, gates, accounted records, and what somebody has to mend."""
    from orchestration.lib.alerts.told import told_of_failures
    from orchestration.lib.registry import stray_lines
    from orchestration.lib.reports import incidents
    from orchestration.lib.reports import status as the_status

    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0), pad_edge=False)
    for heading in ("Source", "Last export", "Freshness", "Gate"):
        table.add_column(heading, no_wrap=True)
    for heading in ("Records", "Set aside"):
        table.add_column(heading, no_wrap=True, justify="right")
    sources = the_status.sources()
    for source in sources:
        exported = source.last_export_at
        aside = f"{source.open_quarantine:,}"
        if source.refused_files:
            aside += f" + {source.refused_files} files"
        table.add_row(
            source.source_id,
            f"{exported:%Y-%m-%d}" if exported else "never",
            source.freshness,
            source.gate,
            f"{source.records_read:,}",
            aside,
        )
    console.print(table)
    console.print(the_status.accounts(sources))
    for line in the_status.held():
        console.print(f"\n{escape(line)}")
    for line in the_status.people():
        console.print(escape(line))
    for incident in incidents.open_ones():
        console.print(f"\n{escape(incident.told())}")
    for line in stray_lines.about_nothing():
        console.print(f"\n{escape(line)}")
    for line in told_of_failures():
        console.print(f"\n{escape(line)}")


@app.command()
def breaches(
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m", "%Y-%m-%d"], help="The first month; else the one before."),
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m", "%Y-%m-%d"], help="The last; else this.")
    ] = None,
    organization: Annotated[
        str | None, typer.Option(help="Who asks: its own sources and its members'.")
    ] = None,
    vendor: Annotated[str | None, typer.Option(help="Only this vendor's, or this tool's.")] = None,
) -> None:
    """Show what was promised of each source and what was measured, month by month."""
    from orchestration.lib.reports import breaches as the_breaches

    last = (until or datetime.now(UTC)).date()
    first = since.date() if since else (last.replace(day=1) - timedelta(days=1)).replace(day=1)
    found = the_breaches.read(first, last, organization, vendor)
    console.print(escape(the_breaches.told(found, first, last)))


# ── Data in ───────────────────────────────────────────────────────────────────────────────────


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
def build() -> None:
    """Land what waits in the landing folder, gate it, and bring every model up to date."""
    from orchestration.lib.build import run
    from orchestration.lib.stopped import stoppable
    from orchestration.lib.warehouse import prepare

    prepare()
    with stoppable("Stopped. Nothing half was published; ./kith build goes on from here."):
        is_changed = run.build()
    console.print("Built." if is_changed else "Nothing new; nothing was changed.")


@app.command()
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


# ── The warehouse ─────────────────────────────────────────────────────────────────────────────


@app.command()
def up() -> None:
    """Start the warehouse and bring it up to date: roles, schemas, ledger, raw tables."""
    from orchestration.lib.warehouse import prepare

    prepare()
    console.print("The warehouse is up.")


@app.command()
def down() -> None:
    """Stop the embedded warehouse. Nothing is lost."""
    from orchestration.lib.warehouse import embedded

    console.print("Stopped." if embedded.stop() else "It was not running.")


@app.command()
def unlock() -> None:
    """Free the build lease a dead run left behind. The dead run can then no longer publish."""
    from orchestration.lib.warehouse import connect

    with connect("kith_builder") as connection:
        freed = connection.execute("delete from landing.leases returning holder").fetchall()
    console.print(f"Freed: held by {freed[0][0]}." if freed else "Nobody held the lease.")


@app.command(context_settings=_PASS_ON)
def psql(
    context: typer.Context,
    role: Annotated[str, typer.Option(help="The role to take, e.g. bi_reader.")] = "kith_builder",
) -> None:
    """Open a psql shell on the warehouse. Arguments go to psql, e.g. `kith psql -c '…'`."""
    from orchestration.lib.warehouse import embedded
    from orchestration.lib.warehouse.connection import off_the_command_line, url_in_role

    program = str(embedded.program("psql"))
    address, password = off_the_command_line(url_in_role(role))
    os.execve(program, [program, address, *context.args], os.environ | password)


@app.command(context_settings=_PASS_ON)
def dbt(context: typer.Context) -> None:
    """Run dbt on the warehouse with everything set, e.g. `kith dbt build -s staging.mobilize`."""
    from orchestration.lib.build import dbt_runner

    if {"--version", "-V", "-v"}.intersection(context.args):
        print(dbt_runner.versions())
        return
    os.environ.update(dbt_runner.environment())
    os.execv(dbt_runner.program(), ["dbt", *context.args])


@app.command()
def url(
    role: Annotated[
        str, typer.Option(help="bi_reader or kith_steward; any other with the owner's login.")
    ] = "bi_reader",
) -> None:
    """Print the warehouse's address for a BI tool or a script. It holds the reader's password."""
    from orchestration.lib.warehouse.connection import url_in_role

    print(url_in_role(role))


@app.command()
def env() -> None:
    """Print what plain dbt needs, for: eval "$(./kith env)". It holds the warehouse's password."""
    import shlex

    from orchestration.lib.build import dbt_runner

    for name, value in dbt_runner.environment().items():
        print(f"export {name}={shlex.quote(value)}")


# ── People ────────────────────────────────────────────────────────────────────────────────────


@app.command()
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


@app.command()
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


# ── Alerts ────────────────────────────────────────────────────────────────────────────────────


@app.command()
def alerts(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be told; tell nobody.")
    ] = False,
) -> None:
    """Tell whoever is responsible what is new of incidents: each once, by files, mail or Slack.

    docs/alerts.md says how to choose the ways. Exits with 1 where a message could not be sent;
    a later run tries it again.
    """
    from orchestration.lib.alerts import tell
    from orchestration.lib.alerts.told import told_of_dry_run, told_of_run

    if dry_run:
        console.print(escape(told_of_dry_run(tell.due())))
        return
    outcomes = tell.tell()
    console.print(escape(told_of_run(outcomes)))
    raise typer.Exit(1 if any(outcome.failure for outcome in outcomes) else 0)


# ── The standard of exchange ──────────────────────────────────────────────────────────────────


@app.command()
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


@app.command("contract")
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


# ── Tools that come and go ────────────────────────────────────────────────────────────────────


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


# ── What to trust, and whom ───────────────────────────────────────────────────────────────────


@app.command()
def health(
    html: Annotated[
        Path | None, typer.Option(help="Write the page to this file, to be mailed or printed.")
    ] = None,
) -> None:
    """Say what can be trusted this morning, why not, since when, and who is up."""
    from bi.pages import health as the_health

    found = the_health.read()
    console.print(escape(the_health.told(found)))
    _write_page(html, the_health.page(found))


@app.command()
def scorecard(
    vendor: Annotated[
        str | None, typer.Argument(help="A tool or its vendor; else all, side by side.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write the page to this file, to be mailed or printed.")
    ] = None,
) -> None:
    """Say what each tool is worth, what holds it back, and what leaving it would cost."""
    from bi.pages import scorecard as the_scorecard

    found = the_scorecard.read(vendor)
    console.print(escape(the_scorecard.told(found)))
    _write_page(html, the_scorecard.page(found))


def _write_page(html: Path | None, page: str) -> None:
    if html:
        html.write_text(page, encoding="utf-8")
        print(f"Page: {html}", file=sys.stderr)


# ── Learning ──────────────────────────────────────────────────────────────────────────────────


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


# ── Practice and measurement ──────────────────────────────────────────────────────────────────


@app.command()
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


@app.command()
def bench(
    name: Annotated[
        str,
        typer.Argument(
            help="landing, gates, build, incremental, hazards, stability, identity or "
            "components"
        ),
    ],
    small: Annotated[bool, typer.Option("--small", help="Finish within a minute.")] = False,
) -> None:
    """Measure something beside what it is compared with; the last line is JSON."""
    from orchestration.lib import bench as benches

    print(json.dumps(benches.run(name, small=small)))


def main() -> None:
    """Run the command line; a failure is one line that says what to do, and holds no value."""
    from orchestration.lib import failures
    from orchestration.lib.errors import KithError

    try:
        app(prog_name="./kith")
    except KithError as error:
        said = str(error)
    except OSError as error:
        said = failures.told_of_file(error) or failures.written_down(error)
    except Exception as error:
        said = failures.written_down(error)
    else:
        return
    print(f"kith: {said}", file=sys.stderr)
    raise SystemExit(1)


if __name__ == "__main__":
    main()
