"""The whole path in one process: land, first door, models, second door, marts, documentation.

The command line and Dagster use the same parts; this is the one without a UI.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache

import psycopg

from orchestration.lib import registry, settings
from orchestration.lib.build import gates, publications
from orchestration.lib.build.changed import CANON, MARTS, SEEDS, STAGING, Inputs, remember
from orchestration.lib.build.dbt_process import Dbt, Node, Outcome
from orchestration.lib.errors import KithError
from orchestration.lib.landing import folder, new_files
from orchestration.lib.progress import Meter, note, step, warn
from orchestration.lib.registry import roles
from orchestration.lib.warehouse import lease

_WAIT_FOR_ANOTHER_RUN = 600.0
_MODEL, _MODEL_WRITES = "probabilistic model", "landing.probabilistic_links"
MODEL_READS = ("person_records", "record_pairs", "exclusive_claims")
# With it the views of what it has made anew: a table that is replaced takes its views away.
PROPOSED = ("change_verdicts", "links", "refused_links", "assertion_history")
# What somebody who holds a role does, as it is told.
_DOES = {"responsible": "is responsible", "fixes": "fixes it", "escalates": "escalates it"}
_CHANGE_GATE = "changes_are_within_the_limits_or_approved"
TITLES = {
    SEEDS: "Vocabularies and registry",
    STAGING: "Staging, tool by tool",
    CANON: "Canon and identity",
    MARTS: "Marts",
}


class BuildFailed(KithError):
    """Something could not be brought up to date and stays as it was; the message says what."""


@cache
def dbt() -> Dbt:
    """This process's dbt, parsed once."""
    return Dbt()


def build(select: Sequence[str] | None = None, settle: float | None = None) -> bool:
    """Bring the warehouse up to date with the landing folder; False where nothing is new.

    ``select``: build only these models (dbt's selection words), whether or not anything is new.
    ``settle``: seconds a file must have been left alone before it is taken.

    A source whose loads are held, a file that is refused or a tool whose models fail keeps its
    last good rows and the rest goes on. Raises ``BuildFailed`` at the end where models failed,
    ``LeaseHeld`` where another run keeps building.
    """
    new_files.wait_for_the_unfinished(settle)
    with lease.hold(lease.own_token(), "kith build", wait_seconds=_WAIT_FOR_ANOTHER_RUN):
        _land(settle)
        _pass_first_door()
        judge_by_standard()
        if select is None and not _is_anything_new():
            problems = follow_the_clock()
            if problems:
                raise BuildFailed("; ".join(problems))
            return False
        if select is not None:
            with step("Building what was selected"):
                problems = _problems(dbt().build(select))
        else:
            problems = update_models()
        with step("Writing Data Docs and dbt docs"):
            gates.build_data_docs()
            dbt().write_docs()
        _write_pages()
    if problems:
        raise BuildFailed("; ".join(problems))
    return True


def build_canon(settle: float | None = None) -> None:
    """Land what arrived and bring canon and identity up to date with it; the marts stay.

    Raises ``BuildFailed`` and ``LeaseHeld``, as ``build``.
    """
    def nobody(node: Node) -> None:
        """Nobody follows the nodes."""

    new_files.wait_for_the_unfinished(settle)
    with lease.hold(lease.own_token(), "kith build", wait_seconds=_WAIT_FOR_ANOTHER_RUN):
        _land(settle)
        _pass_first_door()
        problems = _built(SEEDS, nobody) or _built(STAGING, nobody) or _built(CANON, nobody)
    if problems:
        raise BuildFailed("; ".join(problems))


def _write_pages() -> None:
    """Write what leaders and buyers read anew."""
    # Imported late: the pages read dashboards and the standard, which most commands do without.
    from bi.pages import written

    try:
        with step("Writing the health page and the scorecard"):
            written.write()
    except (KithError, psycopg.Error, OSError) as trouble:
        # The build is done; its pages say themselves how old they are.
        warn(f"The health page and the scorecard stay as they were ({type(trouble).__name__}).")


def update_models(
    tools: Collection[str] | None = None,
    on_node: Callable[[Node], None] = lambda node: None,
) -> list[str]:
    """Seeds, staging (of these tools, or all), canon, identity, second door, marts.

    What would come out as it is, is left out. The caller holds the lease. Returns what failed, in
    a person's words; empty is all well.
    """
    if seeds := _built(SEEDS, on_node):
        return [*keep_marts(seeds, on_node), "nothing else was built"]
    # A tool that fails here keeps its last good rows, and the others' go on into canon.
    problems = _built(STAGING, on_node, tools)
    # Near real time goes without the model's word on the newest records; the next build asks it.
    asked = _ask_model(on_node) if tools is None else []
    canon = asked or _built(CANON, on_node)
    if canon:
        return [*problems, *keep_marts(told_of_people(canon), on_node)]
    inputs = Inputs(dbt(), MARTS)
    # Once a seed is put back as it was, nothing has changed but that the marts may be shown again.
    if not inputs.changed(inputs.layer(MARTS)) and publications.are_shown():
        return problems
    with step("Second door: canon and identity"):
        verdict = gates.check_canon()
    if not verdict.is_passed:
        return [*problems, *keep_marts([verdict.told()], on_node)]
    # Written before, since marts tell of it.
    let_through = publications.write(None)
    if marts := _built(MARTS, on_node):
        publications.withdraw(let_through)
        return [*problems, *keep_marts(marts, on_node)]
    return problems


def keep_marts(
    problems: list[str], on_node: Callable[[Node], None] = lambda node: None
) -> list[str]:
    """Write down why the marts stay as they were, and publish those that tell of it.

    The caller holds the lease. Returns the problems, and what more went wrong.
    """
    publications.write("; ".join(problems))
    told = _built(MARTS, on_node, only=Inputs(dbt(), MARTS).of_the_ledger())
    return [*problems, *told, "the marts stay as they were"]


def follow_the_clock(on_node: Callable[[Node], None] = lambda node: None) -> list[str]:
    """Bring up to date what changes as time passes: an export that doesn't come becomes late.

    And the pages that tell of it. The caller holds the lease. Returns what failed.
    """
    overtaken = Inputs(dbt(), MARTS).overtaken(MARTS)
    problems = _built(MARTS, on_node, only=overtaken) if overtaken else []
    _write_pages()
    return problems


def propose_people() -> list[str]:
    """Seeds and identity up to what it would change about people; nothing of it is published.

    The caller holds the lease. Returns what failed; that the change is held is no failure here.
    """
    def nobody(node: Node) -> None:
        """Nobody follows the nodes."""

    problems = (
        _built(SEEDS, nobody) or _built(STAGING, nobody, {"landing"}) or _ask_model(nobody)
        or _built(CANON, nobody, before=PROPOSED)
    )
    return [each for each in problems if _CHANGE_GATE not in each]


def _ask_model(on_node: Callable[[Node], None]) -> list[str]:
    """Let the probabilistic model speak of records it hasn't seen, once the rules have."""
    told = _told_to_model(Inputs(dbt(), CANON))
    if told is None:
        return []
    if problems := _built(CANON, on_node, before=MODEL_READS):
        return problems
    # Imported late: most commands do without it, and it costs a second.
    from orchestration.lib.identity.probabilistic import tier

    with step("Probabilistic model"):
        outcome = tier.update()
    (warn if outcome.has_failed else note)(outcome.told)
    if not outcome.has_failed:
        remember([(_MODEL, _MODEL_WRITES, told)])
    return _built(STAGING, on_node, {"landing"})


def _told_to_model(inputs: Inputs) -> str | None:
    """A hash of what the model is to speak of; None where it already has."""
    told = inputs.told_to(MODEL_READS, "probabilistic")
    return None if inputs.knows(_MODEL, told) else told


def _built(
    layer: str,
    on_node: Callable[[Node], None],
    tools: Collection[str] | None = None,
    before: Collection[str] = (),
    only: Collection[str] | None = None,
) -> list[str]:
    """Build what changed of a layer; returns what failed, in a person's words.

    ``tools``: of staging, only theirs. ``before``: only these models and what they are made from.
    ``only``: only these nodes.
    """
    inputs = Inputs(dbt(), layer)
    nodes = inputs.layer(layer, tools) if only is None else list(only)
    if before:
        wanted = inputs.behind(before)
        nodes = [node for node in nodes if node in wanted]
    changed = inputs.changed(nodes)
    if not changed:
        return []
    as_they_are = len(nodes) - len(changed)
    rest = f", {as_they_are} stay as they are" if as_they_are else ""
    title = f"{TITLES[layer]} ({len(changed)} to build{rest})"
    meter, done, total = Meter(title), 0, 0

    def count(nodes: int) -> None:
        nonlocal total
        total = nodes

    def finished(node: Node) -> None:
        nonlocal done
        done += 1
        meter(done, max(total, done))
        on_node(node)

    select = map(inputs.selector, [*changed, *inputs.comparisons(layer, changed)])
    with step(title):
        outcome = dbt().build(select, on_node=finished, on_count=count)
    inputs.remember(outcome)
    return _problems(outcome)


def _problems(outcome: Outcome) -> list[str]:
    told = told_of_nodes(outcome.failed)
    return [*told, outcome.error] if outcome.error else told


def told_of_nodes(failed: Iterable[Node]) -> list[str]:
    """What failed, beginning with the model whose it is, and who is up by seeds/registry/roles.csv.

    ``models/marts/accountability/closed_doors.sql`` reads the model's name.
    """
    nodes = dbt().manifest().nodes
    told = []
    for node in failed:
        owner = node.unique_id
        if node.is_test:
            own = nodes[owner]
            owner = getattr(own, "attached_node", None) or own.depends_on_nodes[-1]
        _, _, name = owner.split(".")[:3]
        test = f"{node.name}: " * node.is_test
        who = roles.of_model(name, "/".join(nodes[owner].fqn[1:-1])) if owner in nodes else {}
        up = [f"{who[role]} {does}" for role, does in _DOES.items() if role in who]
        told.append(f"{name}: {test}{node.message}" + f" ({', '.join(up)})" * bool(up))
    return told


def told_of_people(problems: Iterable[str]) -> list[str]:
    """The problems, a change of people that is held told in words and not as a failed test."""
    from orchestration.lib.identity.stewards import (
        diff,  # imported late: it builds through this module
    )

    return [(diff.held() or each) if _CHANGE_GATE in each else each for each in problems]


def _land(settle: float | None) -> None:
    for line in folder.told_of_links(settings.landing_folder()):
        warn(line)
    files = new_files.waiting(settle=settle)
    if not files:
        return
    with step(f"Landing {len(files):,} file{'s' * (len(files) > 1)}"):
        meter = Meter("Landing")
        loads = []
        for number, file in enumerate(files, start=1):
            loads += new_files.land([file])
            meter(number, len(files))
    for load in loads:
        if load.status == "refused":
            warn(load.told())


def _pass_first_door() -> None:
    waiting = gates.unfinished()
    if not waiting:
        return
    with step("First door: what the sources sent"):
        for name in registry.sources():
            if name not in waiting:
                continue
            try:
                verdict = gates.check_source(name)
            except OSError as trouble:
                # Nothing of it is let in, and the other sources go on.
                warn(f"{name}: the archive of what it sent can't be read here "
                     f"({type(trouble).__name__}); its new exports wait. Build where they landed, "
                     "or put the archive back.")
                continue
            if not verdict.is_passed:
                warn(verdict.told())


def judge_by_standard() -> None:
    """Judge what was let in by the standard of exchange: it weighs sources, and stops nothing."""
    # Imported late: the judge reads declarations and schemas that most commands do without.
    from orchestration.lib.standard import landed

    if waiting := landed.waiting():
        title = f"Judging {len(waiting):,} file{'s' * (len(waiting) > 1)} by the standard"
        with step(title):
            judged = landed.judge(waiting, Meter(title))
        for each in judged:
            if each.failure:
                warn(each.told())


def _is_anything_new() -> bool:
    inputs = Inputs(dbt())
    changed = any(inputs.is_changed(inputs.layer(layer)) for layer in TITLES)
    return changed or _told_to_model(inputs) is not None
