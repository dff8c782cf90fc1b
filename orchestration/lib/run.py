"""The whole path in one process: land, first door, models, second door, marts, documentation.

The command line and Dagster use the same parts; this is the one without a UI.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Collection, Sequence
from functools import cache
from pathlib import Path

from orchestration.lib import gates, lease, new_files, settings
from orchestration.lib.dbt_process import Dbt, Node, Outcome, fingerprint
from orchestration.lib.errors import KithError
from orchestration.lib.landing import registry
from orchestration.lib.progress import Meter, step
from orchestration.lib.warehouse import connect

_WAIT_FOR_ANOTHER_RUN = 600.0


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
        state = _state()
        if select is None and state == _last_state():
            return False
        if select is not None:
            with step("Building what was selected"):
                problems = _problems(dbt().build(select))
        else:
            problems = update_models()
        if not problems and select is None:
            _remember_state(state)
        with step("Writing Data Docs and dbt docs"):
            gates.build_data_docs()
            dbt().write_docs()
    if problems:
        raise BuildFailed("; ".join(problems))
    return True


def update_models(
    tools: Collection[str] | None = None,
    on_node: Callable[[Node], None] = lambda node: None,
) -> list[str]:
    """Seeds, staging (of these tools, or all), canon, identity, second door, marts.

    The caller holds the lease. Returns what failed, in a person's words; empty is all well.
    """
    staging = [f"staging.{tool}" for tool in sorted(tools)] if tools else ["staging"]
    first = ["resource_type:seed", *staging] if tools is None else staging
    # A tool that fails here keeps its last good rows, and the others' go on into canon.
    problems = _built("Staging, tool by tool", first, on_node)
    canon = _built("Canon and identity", ["canon", "identity"], on_node)
    if canon:
        return [*problems, *canon, "the marts stay as they were"]
    with step("Second door: canon and identity"):
        verdict = gates.check_canon()
    if not verdict.is_passed:
        return [*problems, verdict.told(), "the marts stay as they were"]
    return [*problems, *_built("Marts", ["marts"], on_node)]


def _built(title: str, select: Sequence[str], on_node: Callable[[Node], None]) -> list[str]:
    meter, done, total = Meter(title), 0, 0

    def count(nodes: int) -> None:
        nonlocal total
        total = nodes

    def finished(node: Node) -> None:
        nonlocal done
        done += 1
        meter(done, max(total, done))
        on_node(node)

    with step(title):
        return _problems(dbt().build(select, on_node=finished, on_count=count))


def _problems(outcome: Outcome) -> list[str]:
    told = [f"{node.name}: {node.message}" for node in outcome.failed]
    return [*told, outcome.error] if outcome.error else told


def _land(settle: float | None) -> None:
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
            _say(load.told())


def _pass_first_door() -> None:
    with connect("kith_builder") as connection:
        waiting = {
            row[0]
            for row in connection.execute(
                "select distinct source_id from landing.loads where status = 'landed'"
                " and released_at is null and held_at is null and superseded_by_load_id is null"
            )
        }
    if not waiting:
        return
    with step("First door: what the sources sent"):
        verdicts = [gates.check_source(name) for name in registry.sources() if name in waiting]
    for verdict in verdicts:
        if not verdict.is_passed:
            _say(verdict.told())


def _state() -> str:
    """What the models are made from: the released loads, the project and the registry."""
    digest = hashlib.sha256(fingerprint().encode())
    digest.update(registry.registry_file().read_bytes())
    with connect("kith_builder") as connection:
        # A held or refused load tells nothing but its status, and the quality mart shows that.
        rows = connection.execute(
            "select load_id, source_id, file_id, status, records_landed, records_quarantined,"
            " released_at is not null, held_at is not null from landing.loads order by load_id"
        )
        for row in rows:
            digest.update(repr(row).encode())
    return digest.hexdigest()


def _state_file() -> Path:
    return settings.folder("state") / "last_build.json"


def _last_state() -> str | None:
    """The state at the last good build, if the marts it made are still there."""
    try:
        remembered: str = json.loads(_state_file().read_text())["state"]
    except (FileNotFoundError, ValueError, KeyError):
        return None
    with connect("kith_builder") as connection:
        row = connection.execute(
            "select count(*) from pg_class where relnamespace = 'marts'::regnamespace"
            " and relkind = 'r'"
        ).fetchone()
    return remembered if row and row[0] else None


def _remember_state(state: str) -> None:
    _state_file().write_text(json.dumps({"state": state}))


def _say(line: str) -> None:
    print(f"  ! {line}", file=sys.stderr, flush=True)
