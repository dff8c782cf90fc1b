"""Near real time for one source: one warm process lands, judges and builds what arrives.

A Dagster run costs ten seconds before it works; this costs what the models cost. It reports each
update to Dagster, so that the UI shows it like any other.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count
from typing import Any

import psycopg

from orchestration.lib import registry
from orchestration.lib.build import gates, run
from orchestration.lib.build.dbt_process import Node
from orchestration.lib.errors import KithError
from orchestration.lib.landing import new_files
from orchestration.lib.standard import landed
from orchestration.lib.warehouse import lease

_WAIT_FOR_ANOTHER_RUN = 600.0
_LONGEST_PAUSE = 300.0


def follow(
    source_id: str,
    every: float = 5.0,
    say: Callable[[str], None] = print,
    rounds: int | None = None,
) -> None:
    """Keep a source fresh until interrupted: look every so many seconds, update what it changes.

    First it makes up for what another process landed and didn't build. What fails is told and
    tried again, after pauses that grow to five minutes, or at once when a file arrives.
    ``rounds``: stop after so many looks. Raises ``UnknownSource``.
    """
    source = registry.source(source_id)
    run.dbt().manifest()
    say(f"Following {source_id}. Stop with Ctrl-C.")
    is_behind, pause, due = True, every, time.monotonic()
    for number in count(1):
        is_due = is_behind and time.monotonic() >= due
        try:
            files = new_files.waiting({source_id})
            if not files and not is_due:
                is_tried = False
            else:
                is_tried, is_behind = True, not _update(source, files, is_behind, say)
        except (KithError, psycopg.Error) as failure:
            say(f"{source_id}: {_told(failure)}")
            is_tried = is_behind = True
        if not is_behind:
            pause = every
        elif is_tried:
            due, pause = time.monotonic() + pause, min(2 * pause, _LONGEST_PAUSE)
        if rounds is not None and number >= rounds:
            return
        time.sleep(every)


def _update(
    source: registry.Source, files: list[Any], is_behind: bool, say: Callable[[str], None]
) -> bool:
    """Land, judge and build; whether every model is up to date."""
    started = time.monotonic()
    built: list[Node] = []
    failed: list[str] = []
    token = lease.own_token()
    with lease.hold(token, f"kith follow {source.source_id}", _WAIT_FOR_ANOTHER_RUN):
        loads = new_files.land(files)
        verdict = gates.check_source(source.source_id)
        judged = landed.judge(landed.waiting(source.source_id))
        if verdict.released or is_behind:
            failed = run.update_models({source.tool, "landing"}, on_node=built.append)
    if files or built:
        # Dagster costs seconds to import.
        from orchestration.lib.scheduler.runless import report

        report(source.source_id, sum(load.records_landed for load in loads), verdict, built)
    problems = [load.told() for load in loads if load.status == "refused"]
    if not verdict.is_passed:
        problems.append(verdict.told())
    problems += [each.told() for each in judged if each.failure]
    if files or built or failed:
        took = f"{len(files)} files in {time.monotonic() - started:.1f} s"
        say(f"{source.source_id}: {took}. {' '.join([*problems, *failed])}".rstrip())
    return not failed


def _told(failure: Exception) -> str:
    """A database's message may hold values; its kind does not."""
    if isinstance(failure, KithError):
        return str(failure)
    return f"The warehouse could not be asked ({type(failure).__name__}); it is tried again."
