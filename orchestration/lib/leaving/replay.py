"""Lands an organization's files as they landed: same ids, same times, same verdicts, in that order.

What a record is compared with when it arrives depends on what was let in before. So everything that
happened to a source's files happens again, one after the other, each with the time it had. A load
is one transaction; one that is there is passed over, so that an import which died goes on.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib.landing import archive, revisits
from orchestration.lib.landing.crashpoints import crashpoint
from orchestration.lib.landing.export_time import named_time
from orchestration.lib.landing.lander import land_as_before
from orchestration.lib.landing.load import Load
from orchestration.lib.leaving.errors import DamagedPackage
from orchestration.lib.leaving.package import Package, Progress

LEDGER = "rebuild/ledger/"
_VERDICT = (
    "held_at", "held_reason", "released_at", "released_by", "released_because", "dismissed_at",
    "dismissed_by", "dismissed_because",
)
_COUNTS = ("records_read", "records_landed", "records_unchanged", "records_quarantined")
_REFUSED = (
    "load_id", "source_id", "file_id", "file_name", "size_bytes", "method", "extracted_at",
    "loaded_at", "status", "rule", "message", "advice", *_VERDICT,
)
# The records set aside anew take the numbers and times they had; which is which, their place says.
# Those that the package's ledger lacks were closed there and are kept no longer (``kith retain``):
# they go here, too, and the load counts them still. Where a file sets aside another number of
# records than there, this Kith reads it otherwise, and what it sets aside waits for somebody.
_RENUMBER = sql.SQL("""
    with known as (
        select *, row_number() over (
            partition by load_id, part, byte_start, byte_end, rule, line, column_name
            order by quarantine_id
        ) as copy_number
        from pg_temp.known_quarantine where load_id = %(load_id)s
    ),
    found as (
        select *, row_number() over (
            partition by part, byte_start, byte_end, rule, line, column_name order by quarantine_id
        ) as copy_number
        from landing.quarantine where load_id = %(load_id)s
    ),
    kept_no_longer as (
        delete from landing.quarantine using found, landing.loads
        where quarantine.quarantine_id = found.quarantine_id and loads.load_id = %(load_id)s
            and loads.records_quarantined = %(set_aside)s
            and not exists (select from known where {same})
    ),
    gone as (
        delete from landing.quarantine using found, known
        where quarantine.quarantine_id = found.quarantine_id
            and found.quarantine_id <> known.quarantine_id and {same}
        returning quarantine.*, known.quarantine_id as old_id, known.created_at as old_time,
            case when known.resolved_by_load_id is null then known.status else 'open' end
                as old_status,
            case when known.resolved_by_load_id is null then known.resolved_at end as old_end
    )
    insert into landing.quarantine (quarantine_id, load_id, source_id, record_type, part, line,
        column_name, byte_start, byte_end, rule, message, advice, raw_bytes, status, created_at,
        resolved_at)
    overriding system value
    select old_id, load_id, source_id, record_type, part, line, column_name, byte_start, byte_end,
        rule, message, advice, raw_bytes, old_status, old_time, old_end
    from gone
""").format(
    same=sql.SQL(" and ").join(
        sql.SQL("found.{0} is not distinct from known.{0}").format(sql.Identifier(name))
        for name in ("part", "byte_start", "byte_end", "rule", "line", "column_name", "copy_number")
    )
)


@dataclass(frozen=True)
class Fact:
    """A line of the package's ledger, and what it says as values."""

    line: dict[str, str]
    load_id: int
    source_id: str
    loaded_at: datetime

    def get(self, name: str) -> str | None:
        """A column's text; None where it is empty."""
        return self.line[name] or None


@dataclass(frozen=True)
class Event:
    """What happened to a load, and when: it came, or ``verdict``, a column, was written."""

    at: datetime
    fact: Fact
    verdict: str = ""


def facts(package: Package, offset: int) -> list[Fact]:
    """The loads of the package, with the ids they get here."""
    with package.open(f"{LEDGER}loads.csv") as stream:
        lines = csv.DictReader(line.decode("utf-8") for line in stream)
        return [
            Fact(line, int(line["load_id"]) + offset, line["source_id"],
                 datetime.fromisoformat(line["loaded_at"]))
            for line in lines
        ]


def replay(
    connection: psycopg.Connection[Any], package: Package, offset: int, progress: Progress
) -> list[str]:
    """Land all loads of the package that aren't there; what did not land as it did, a line each.

    ``connection``: the owner's, committing by itself. ``offset``: what is added to each number of
    a load or a record set aside, where those of the package are taken here.
    """
    loads = facts(package, offset)
    _reserve_numbers(connection, package, loads, offset)
    _know_quarantine(connection, package, offset)
    retried = _retried(package, offset)
    there = {row[0] for row in connection.execute("select load_id from landing.loads")}
    gave_way = _gave_way(loads, offset)
    done, total = 0, sum(int(load.line["size_bytes"]) for load in loads) or 1
    differing: list[str] = []
    for source_id, of_source in groupby(
        sorted(loads, key=lambda load: (load.source_id, load.load_id)), lambda load: load.source_id
    ):
        happened = _events(list(of_source))
        for is_verdict, events in groupby(happened, lambda each: bool(each.verdict)):
            if is_verdict:
                revisits.catch_up(source_id)
                _write_verdicts(connection, list(events))
                revisits.catch_up(source_id)
                continue
            for event in events:
                fact = event.fact
                if fact.load_id not in there:
                    if fact.line["status"] == "refused":
                        _write_refused(connection, package, fact)
                    elif fact.line["method"] == "retry":
                        _write_retried(
                            connection, fact, retried[fact.load_id], _whole(fact, offset)
                        )
                    else:
                        differing += _land(package, fact, gave_way)
                    crashpoint("load_replayed")
                _renumber_quarantine(connection, fact)
                done += int(fact.line["size_bytes"])
                progress(min(done, total), total)
        revisits.catch_up(source_id)
    return differing + _other_counts(connection, loads)


def _events(loads: list[Fact]) -> list[Event]:
    """What happened to a source's loads, in order; at one time, in the order of their numbers."""
    found = [Event(load.loaded_at, load) for load in loads]
    for load in loads:
        for name in ("held_at", "released_at", "dismissed_at"):
            if told := load.get(name):
                # A verdict comes after its load, whatever a clock that was set back says.
                at = max(datetime.fromisoformat(told), load.loaded_at)
                found.append(Event(at, load, name))
    return sorted(found, key=lambda each: (each.at, bool(each.verdict), each.fact.load_id))


def _whole(fact: Fact, offset: int) -> int | None:
    """The load it gave way to, by its number here."""
    told = fact.get("superseded_by_load_id")
    return int(told) + offset if told else None


def _gave_way(loads: list[Fact], offset: int) -> set[int]:
    """The loads that took the place of one of another time: their names said no time."""
    times = {load.load_id: load.line["extracted_at"] for load in loads}
    return {
        whole
        for load in loads
        if (whole := _whole(load, offset)) and times.get(whole) != load.line["extracted_at"]
    }


def _land(package: Package, fact: Fact, gave_way: set[int]) -> list[str]:
    name, file_id = fact.line["file_name"], fact.line["file_id"]
    original = Load(
        fact.load_id, fact.source_id, file_id, name, int(fact.line["size_bytes"]),
        fact.line["method"], datetime.fromisoformat(fact.line["extracted_at"]), "landed",
        None, None, None, 0, 0, 0, 0,
    )
    is_named = fact.load_id not in gave_way or named_time(Path(name)) is not None
    with package.open(place_in_archive(file_id)) as stream:
        load = land_as_before(stream, original, fact.loaded_at, is_time_named=is_named)
    if load.status == "refused":
        return [f"{fact.source_id}: load {fact.load_id} landed there and is refused here "
                f"({load.rule}). {load.message}"]
    return []


def place_in_archive(file_id: str) -> str:
    """Where a package keeps the file of that sha256."""
    return f"rebuild/archive/{file_id[:2]}/{file_id}"


def _write_verdicts(connection: psycopg.Connection[Any], events: list[Event]) -> None:
    """Write these verdicts, and that what came later is to be looked at again, as gates do."""
    changes = {
        "held_at": sql.SQL(
            "held_at = %(held_at)s, held_reason = %(held_reason)s, is_to_revisit = true"
        ),
        "released_at": sql.SQL(
            "released_at = %(released_at)s, released_by = %(released_by)s,"
            " released_because = %(released_because)s,"
            " is_to_revisit = is_to_revisit or held_at is not null"
        ),
        "dismissed_at": sql.SQL(
            "dismissed_at = %(dismissed_at)s, dismissed_by = %(dismissed_by)s,"
            " dismissed_because = %(dismissed_because)s"
        ),
    }
    with connection.transaction():
        for event in events:
            values = {name: event.fact.get(name) for name in _VERDICT}
            connection.execute(
                sql.SQL(
                    "update landing.loads set {} where load_id = %(load_id)s and {} is null"
                ).format(changes[event.verdict], sql.Identifier(event.verdict)),
                values | {"load_id": event.fact.load_id},
            )


def _write_refused(connection: psycopg.Connection[Any], package: Package, fact: Fact) -> None:
    """A file that was set aside stays so, whatever would become of it today."""
    name = place_in_archive(fact.line["file_id"])
    if package.has(name):
        with package.open(name) as stream:
            archive.receive(stream).keep()
    connection.execute(
        sql.SQL("insert into landing.loads ({}) overriding system value values ({})").format(
            sql.SQL(", ").join(map(sql.Identifier, _REFUSED)),
            sql.SQL(", ").join(map(sql.Placeholder, _REFUSED)),
        ),
        {name: fact.get(name) for name in _REFUSED} | {"load_id": fact.load_id},
    )


def _write_retried(
    connection: psycopg.Connection[Any], fact: Fact, told: tuple[list[Any], list[Any]],
    whole: int | None,
) -> None:
    """A record that somebody mended: no file holds it, so its row comes as it was."""
    parts, records = told
    landed = (*_REFUSED[:-len(_VERDICT)], *_COUNTS)
    with connection.transaction():
        connection.execute(
            sql.SQL("insert into landing.loads ({}) overriding system value values ({})").format(
                sql.SQL(", ").join(map(sql.Identifier, landed)),
                sql.SQL(", ").join(map(sql.Placeholder, landed)),
            ),
            {name: fact.get(name) for name in landed} | {"load_id": fact.load_id},
        )
        for part in parts:
            connection.execute(
                "insert into landing.load_parts select * from"
                " jsonb_populate_record(null::landing.load_parts, %s::jsonb)",
                [json.dumps(part | {"load_id": fact.load_id})],
            )
        for record in records:
            table = sql.Identifier("landing", _declared(connection, record["table"]))
            connection.execute(
                sql.SQL("insert into {0} select * from jsonb_populate_record(null::{0}, %s::jsonb)")
                .format(table),
                [json.dumps(record["row"] | {"_load_id": fact.load_id})],
            )
        connection.execute(
            "update landing.quarantine set status = known.status, resolved_at = known.resolved_at,"
            " resolved_by_load_id = %(load_id)s from pg_temp.known_quarantine as known"
            " where known.resolved_by_load_id = %(load_id)s"
            "  and quarantine.quarantine_id = known.quarantine_id",
            {"load_id": fact.load_id},
        )
        # What gave way before stays so; what does so later takes it along (``supersession``).
        connection.execute(
            "update landing.loads set superseded_by_load_id = whole.load_id"
            " from landing.loads as whole where loads.load_id = %(load_id)s"
            "  and whole.load_id = %(whole)s::bigint",
            {"load_id": fact.load_id, "whole": whole},
        )
        revisits.mark(connection, fact.load_id)


def _declared(connection: psycopg.Connection[Any], table: str) -> str:
    row = connection.execute(
        "select relname from pg_class where relnamespace = 'landing'::regnamespace"
        " and relkind = 'r' and relname = %s and relname like '%%\\_\\_%%'",
        [table],
    ).fetchone()
    if row is None:
        raise DamagedPackage("The package has a record of a table that no tool declares here.")
    return str(row[0])


def _renumber_quarantine(connection: psycopg.Connection[Any], fact: Fact) -> None:
    if fact.line["records_quarantined"] != "0":
        connection.execute(
            _RENUMBER,
            {"load_id": fact.load_id, "set_aside": int(fact.line["records_quarantined"])},
        )


def _reserve_numbers(
    connection: psycopg.Connection[Any], package: Package, loads: list[Fact], offset: int
) -> None:
    """Have what lands meanwhile get numbers beyond those that are to come back."""
    newest = max((load.load_id for load in loads), default=0)
    aside = 0
    with package.open(f"{LEDGER}quarantine.csv") as stream:
        for line in csv.DictReader(line.decode("utf-8") for line in stream):
            aside = max(aside, int(line["quarantine_id"]) + offset)
    for table, column, least in (
        ("loads", "load_id", newest), ("quarantine", "quarantine_id", aside),
    ):
        connection.execute(
            "select setval(pg_get_serial_sequence(%(table)s, %(column)s), greatest(%(least)s,"
            "  nextval(pg_get_serial_sequence(%(table)s, %(column)s))))",
            {"table": f"landing.{table}", "column": column, "least": least},
        )


def _know_quarantine(
    connection: psycopg.Connection[Any], package: Package, offset: int
) -> None:
    """The records set aside there, in a table that is gone with the connection."""
    connection.execute(
        "create temporary table if not exists known_quarantine as select quarantine_id, load_id,"
        " part, line, column_name, byte_start, byte_end, rule, status, created_at, resolved_at,"
        " resolved_by_load_id from landing.quarantine with no data"
    )
    connection.execute("truncate pg_temp.known_quarantine")
    copied = "copy pg_temp.known_quarantine from stdin (format csv, header)"
    with (
        package.open(f"{LEDGER}quarantine.csv") as stream,
        connection.cursor() as cursor,
        cursor.copy(copied) as copy,
    ):
        while piece := stream.read(1 << 16):
            copy.write(piece)
    connection.execute(
        "update pg_temp.known_quarantine set quarantine_id = quarantine_id + %(offset)s,"
        " load_id = load_id + %(offset)s, resolved_by_load_id = resolved_by_load_id + %(offset)s",
        {"offset": offset},
    )
    connection.execute("create index on pg_temp.known_quarantine (load_id)")


def _retried(package: Package, offset: int) -> dict[int, tuple[list[Any], list[Any]]]:
    """The parts and the rows of each load of mended records."""
    found: dict[int, tuple[list[Any], list[Any]]] = {}
    with package.open(f"{LEDGER}retried_records.jsonl") as stream:
        for kind, record in _mended(stream):
            lists = found.setdefault(int(record["load_id"]) + offset, ([], []))
            lists[kind].append(record["part"] if kind == 0 else record)
    return found


def _mended(stream: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    for line in stream:
        record = json.loads(line)
        yield (0 if "part" in record else 1), record


def _other_counts(connection: psycopg.Connection[Any], loads: list[Fact]) -> list[str]:
    """Of which loads other counts came out than were there: this Kith reads them otherwise."""
    found = {
        row[0]: tuple(row[1:])
        for row in connection.execute(
            "select load_id, records_landed + records_unchanged + records_quarantined,"
            " records_landed, records_unchanged, records_quarantined"
            " from landing.loads where load_id = any(%s)",
            [[load.load_id for load in loads]],
        )
    }
    return [
        f"{load.source_id}: of load {load.load_id}, {_told(found[load.load_id])} here, and there "
        f"{_told(there)}."
        for load in loads
        if load.load_id in found
        and found[load.load_id] != (there := tuple(int(load.line[name]) for name in _COUNTS))
    ]


def _told(counts: tuple[int, ...]) -> str:
    read, landed, unchanged, aside = counts
    return f"{read:,} records read, {landed:,} landed, {unchanged:,} unchanged, {aside:,} set aside"
