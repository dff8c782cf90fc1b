"""Judges by the standard what landed, out of the archive: at the first door, or after it.

The judge is that of ``./kith conform``. Of a table with more records the first ``MOST_RECORDS``
are judged, so that a table that is exported whole every day costs no more than its first day. A
load that can't be judged is told and stays as it is, unless it is the machine that couldn't: then
it waits for the next time. Nothing is judged twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import psycopg

from orchestration.lib import registry
from orchestration.lib.landing import archive, containers, declarations
from orchestration.lib.standard import meaning, reuse
from orchestration.lib.standard.conform import found_by
from orchestration.lib.standard.judge import Judge
from orchestration.lib.standard.tables import Table, declared_table
from orchestration.lib.standard.verdict import Finding
from orchestration.lib.warehouse import connect

MOST_RECORDS = 20_000
# Results of a table's newest exports that hold so many records together may count, older ones not:
# `judged_records` of seeds/registry/weight_limits.csv is never more.
RECENT_RECORDS = 1_000
# Another time it may go well.
_OF_THE_MACHINE = (OSError, MemoryError, psycopg.OperationalError)

# A record brought back from quarantine came with its file, which has been judged.
_WAITING = """
    select source_id, load_id, file_id, file_name, (
        select coalesce(json_object_agg(part, record_type), '{}') from landing.load_parts
        where load_parts.load_id = loads.load_id and record_type is not null
    )
    from landing.loads
    where status = 'landed' and method <> 'retry'
        and case when %(load_ids)s::bigint[] is null then released_at is not null
            else load_id = any(%(load_ids)s::bigint[]) end
        and superseded_by_load_id is null
        and (%(source_id)s::text is null or source_id = %(source_id)s)
        and not exists (select from landing.judged_loads where judged_loads.load_id = loads.load_id)
    order by load_id
"""


@dataclass(frozen=True)
class Waiting:
    """A load to judge. ``kinds``: of each part, the record type that landing found it to be."""

    source: registry.Source
    load_id: int
    file_id: str
    file_name: str
    kinds: dict[str, str]


@dataclass(frozen=True)
class Judged:
    """What became of one load. ``failure``: the kind of what kept it from being judged, or ''.

    ``is_final``: whether it was judged as well as it can be; else it waits for the next time.
    """

    load_id: int
    source_id: str
    failure: str
    is_final: bool = True

    def told(self) -> str:
        """Why it couldn't be, for a person and without a value."""
        rest = "its source keeps the weight it has"
        if not self.is_final:
            rest = "the next build tries again"
        return (
            f"{self.source_id}: load {self.load_id} landed, but could not be judged by the "
            f"standard ({self.failure}); {rest}."
        )


def waiting(
    source_id: str | None = None, load_ids: Sequence[int] | None = None
) -> list[Waiting]:
    """Every load, or those of one source, that is let in and hasn't been judged.

    ``load_ids``: instead, of the source, these, let in or not: the first door asks.
    Not those of a source whose line, or whose tool, is gone.
    """
    with connect("kith_builder") as connection:
        rows = connection.execute(
            _WAITING,
            {"source_id": source_id, "load_ids": None if load_ids is None else list(load_ids)},
        ).fetchall()
    tools = declarations.tools()
    known = {name: each for name, each in registry.sources().items() if each.tool in tools}
    return [Waiting(known[source], *rest) for source, *rest in rows if source in known]


def judge(
    loads: Sequence[Waiting], on_judged: Callable[[int, int], None] = lambda done, total: None
) -> list[Judged]:
    """Judge these loads, and keep what was found. ``on_judged``: told how many of how many."""
    judged = []
    with connect("kith_builder", autocommit=True) as connection:
        for done, load in enumerate(loads, start=1):
            judged.append(_judge(connection, load))
            on_judged(done, len(loads))
        for source_id in sorted({load.source.source_id for load in loads}):
            connection.execute(
                "select landing.retire_standard_results(%s, %s)", [source_id, RECENT_RECORDS]
            )
    return judged


def _judge(connection: psycopg.Connection[Any], load: Waiting) -> Judged:
    rows: list[tuple[Any, ...]] = []
    failure, kinds, findings = "", set[str](), list[Finding]()
    try:
        for part, table in _tables(load):
            reader = Judge(table, MOST_RECORDS, is_archived=True)
            reader.read()
            told = [
                found for found in found_by(reader, table)
                # Of a table without records only that it was sent can be told.
                if found.records or found.requirement.check == "readable"
            ]
            kinds.add(table.kind)
            findings += told
            counts = [
                (found.requirement.code, 0 if found.missing else found.records - found.failing)
                for found in told
            ]
            if reader.records and reuse.can_tell(table):
                reused = reuse.count(connection, table, load.load_id)
                counts.append((reuse.MEASURE, reader.records - reused))
            rows += [
                (load.load_id, part, table.record_type.name, table.kind, code, reader.records,
                 max(0, met), reader.is_sample)
                for code, met in counts
            ]  # fmt: skip
    except _OF_THE_MACHINE as trouble:
        return Judged(load.load_id, load.source.source_id, type(trouble).__name__, is_final=False)
    except Exception as crash:  # Whatever it is, the load has landed and stays.
        # The message may hold values; the kind of failure does not.
        rows, failure, findings = [], type(crash).__name__, []
    with connection.transaction():
        _keep(connection, load.load_id, failure, rows, _shown(findings, kinds))
    return Judged(load.load_id, load.source.source_id, failure)


def _tables(load: Waiting) -> Iterator[tuple[str, Table]]:
    tool = declarations.tools()[load.source.tool]
    place = archive.place(load.file_id)
    for part in containers.parts(place, load.file_name, tool.companions):
        own = tuple(each for each in tool.record_types if each.name == load.kinds.get(part.name))
        known, label = replace(tool, record_types=own), part.name or load.file_name
        if own and (table := declared_table(label, part, known, load.source.encoding)):
            yield part.name, table


def _shown(findings: Sequence[Finding], kinds: set[str]) -> tuple[Any, ...]:
    """What an export's tables show together, as landing.judged_loads keeps it."""
    missed = [found.requirement for found in findings if not found.is_met]
    levels = [each.level for each in missed if each.check != "deletions"]
    return (
        min(levels, default=None), len(levels) < len(missed),
        meaning.PEOPLE in kinds, meaning.MERGES in kinds, meaning.DELETIONS in kinds,
    )  # fmt: skip


def _keep(
    connection: psycopg.Connection[Any], load_id: int, failure: str, rows: list[tuple[Any, ...]],
    shown: tuple[Any, ...],
) -> None:  # fmt: skip
    # Another process may have judged the same load meanwhile, and found the same.
    is_first = connection.execute(
        "insert into landing.judged_loads (load_id, failure, missed_level_rank, lacks_deletions,"
        " has_people, has_merges, has_deletions) values (%s, nullif(%s, ''), %s, %s, %s, %s, %s)"
        " on conflict (load_id) do nothing returning load_id",
        [load_id, failure, *shown],
    ).fetchone()
    if is_first is None:
        return
    connection.cursor().executemany(
        "insert into landing.standard_results (load_id, part, record_type, kind_code,"
        " requirement_code, asked_count, met_count, is_sample)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s)",
        rows,
    )
