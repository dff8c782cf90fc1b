"""Walks from rows of a mart back to the records they came from, and these to bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import psycopg

from orchestration.lib.errors import KithError
from orchestration.lib.trace import declared, rows
from orchestration.lib.trace.declared import LEDGER, Mart, Step
from orchestration.lib.trace.landed import Landed, Load, Place, Row
from orchestration.lib.trace.rows import Rows, SetAside, Told
from orchestration.lib.warehouse.connection import connect

# A fact told again, and that telling again: longer chains than this are none.
_DEEPEST = 8


class NothingFound(KithError):
    """No row of the mart is as asked for."""


@dataclass(frozen=True)
class Amount:
    """How many rows, and in how many files of how many sources and tools they stand."""

    rows: int
    files: int
    sources: int
    tools: int


@dataclass(frozen=True)
class Link:
    """One relation of the chain, and those its rows came from."""

    name: str
    schema: str
    amount: Amount
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Person:
    """The person record that a record is about, and who that is held to be."""

    record_key: str
    person_id: str


@dataclass(frozen=True)
class Record:
    """One record, as canon tells it, with the landed rows and the bytes behind it.

    ``told_as``: the models of canon that it is in. ``rows``: none where the file lacks it, which
    is what is told of it, or where there are ``problems``.
    """

    told: Told
    told_as: tuple[str, ...]
    person: Person | None
    rows: tuple[Row, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class File:
    """A file of the ledger, and the place in it of what was set aside, where that is meant."""

    load: Load
    place: SetAside | None
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Trace:
    """A chain from rows of a mart to what stands in files.

    ``total``: the records at its ends, some of which are told of in ``records``.
    """

    mart: Mart
    chain: Link
    total: Amount
    records: tuple[Record, ...]
    files: tuple[File, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything on the way that doesn't agree."""
        found = [problem for record in self.records for problem in record.problems]
        # Of a source nothing may have come yet; every other row was made of something.
        if not self.records and not declared.leads_to_ledger(self.mart.relation):
            found.append("The chain leads to no record.")
        return (*found, *(problem for file in self.files for problem in file.problems))


def trace(mart_name: str, where: Sequence[str] = (), limit: int = 5) -> Trace:
    """Trace the mart's rows that all conditions hold of; ``limit``: how many records are shown.

    Reads marts and canon as steward, what landed as lander, and writes nothing. Raises
    ``UnknownMart``, ``BadCondition``, ``NothingFound`` and ``NotBuilt``.
    """
    mart = declared.mart(mart_name)
    with connect("kith_steward") as connection, connect("kith_lander") as landing:
        connection.read_only = landing.read_only = True
        asked = rows.asked_for(connection, mart, where)
        ends: list[Rows] = []
        per_file: list[tuple[str | None, str | None, str | None, int]] = []
        chain = _link(connection, asked, mart.steps, ends, per_file)
        if not chain.amount.rows:
            raise NothingFound(f"No row of {mart.relation.name} is like that.")
        landed = Landed(landing)
        of_records = [end for end in ends if end.relation.name not in LEDGER]
        of_files = [end for end in ends if end.relation.name in LEDGER]
        count = rows.distinct_records(connection, of_records) if of_records else 0
        return Trace(
            mart,
            chain,
            replace(_amount(per_file), rows=count),
            tuple(_records(connection, landed, of_records, limit)),
            tuple(_files(connection, landed, of_files, limit)),
        )


def _link(
    connection: psycopg.Connection[Any],
    these: Rows,
    steps: Sequence[Step],
    ends: list[Rows],
    per_file: list[tuple[str | None, str | None, str | None, int]],
    depth: int = 0,
) -> Link:
    counted = rows.per_file(connection, these)
    amount = _amount(counted)
    links: list[Link] = []
    if these.relation.is_end and amount.rows:
        ends.append(these)
        per_file += counted
    elif amount.rows and depth < _DEEPEST:
        for step in steps:
            found = rows.from_which(connection, these, step)
            link = _link(
                connection, found, declared.steps_from(step.to), ends, per_file, depth + 1
            )
            links += [link] if link.amount.rows else []
    return Link(these.relation.table, these.relation.schema, amount, tuple(links))


def _amount(per_file: Sequence[tuple[str | None, str | None, str | None, int]]) -> Amount:
    return Amount(
        sum(count for *_, count in per_file),
        len({file for _, _, file, _ in per_file if file}),
        len({source for _, source, _, _ in per_file if source}),
        len({tool for tool, *_ in per_file if tool}),
    )


def _records(
    connection: psycopg.Connection[Any], landed: Landed, ends: Sequence[Rows], limit: int
) -> Iterator[Record]:
    told = _picked(connection, ends, limit)
    people = _people(connection, list(told))
    places = {
        each: Place(
            each.source_id, each.tool, each.file_id, each.file_row, each.record_type,
            each.record_id, each.method,
        )
        for each in told
        if each.file_row
    }
    found = landed.rows(places.values())
    for each, names in told.items():
        behind = tuple(found[places[each]]) if each in places else ()
        problems = [problem for row in behind for problem in row.problems]
        if each not in places:
            problems += landed.file_problems(each.file_id)
        elif len(behind) != 1:
            problems.append(
                f"{len(behind) or 'No'} landed rows stand where the record says it does."
            )
        person = people.get((each.source_id, each.whose_type, each.whose_id))
        yield Record(each, tuple(names), person, behind, tuple(problems))


def _picked(
    connection: psycopg.Connection[Any], ends: Sequence[Rows], limit: int
) -> dict[Told, list[str]]:
    """So many records, one of each end in turn: so few show every way there is."""
    of_ends = [(end.relation.table, rows.records(connection, end, limit)) for end in ends]
    told: dict[Told, list[str]] = {}
    for place in range(limit):
        for name, found in of_ends:
            if place >= len(found) or (found[place] not in told and len(told) == limit):
                continue
            names = told.setdefault(found[place], [])
            names += [] if name in names else [name]
    return told


def _people(
    connection: psycopg.Connection[Any], told: Sequence[Told]
) -> dict[tuple[str, str | None, str | None], Person]:
    """Whose each record of a person is."""
    asked = [each for each in told if each.whose_id is not None]
    found = connection.execute(
        "select source_id, record_type, record_id, record_key, person_id"
        " from identity.record_persons inner join"
        " unnest(%s::text[], %s::text[], %s::text[]) as asked (source_id, record_type, record_id)"
        " using (source_id, record_type, record_id)",
        [
            [each.source_id for each in asked], [each.whose_type for each in asked],
            [each.whose_id for each in asked],
        ],
    )
    return {(row[0], row[1], row[2]): Person(row[3], row[4]) for row in found}


def _files(
    connection: psycopg.Connection[Any], landed: Landed, ends: Sequence[Rows], limit: int
) -> Iterator[File]:
    found = {
        named: None for end in ends for named in rows.loads(connection, end, limit)
    }
    for load_id, place in [*found][:limit]:
        load = landed.load(load_id)
        # What may never be kept is refused before it is archived.
        is_kept = load.status == "landed" or load.path.is_file()
        yield File(load, place, landed.file_problems(load.file_id) if is_kept else ())
