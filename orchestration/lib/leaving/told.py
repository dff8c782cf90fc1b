"""Brings back what people decided, and the person ids they know."""

from __future__ import annotations

import re
from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib import settings
from orchestration.lib.landing import ledger
from orchestration.lib.leaving.errors import DamagedPackage
from orchestration.lib.leaving.package import SUPPRESSION_KEY, Package
from orchestration.lib.leaving.replay import LEDGER

_COLUMN = re.compile(r"[a-z][a-z0-9_]*")
# The tables that dbt makes once and only ever adds to; here they are made with what they held.
_ONCE_MADE = {
    "person_id_history": """
        record_key text, person_id text, previous_person_id text, run_number integer, run_id text,
        valid_from_at timestamptz""",
    "assertions__ended": """
        valid_to_at timestamptz not null, assertion_key text, left_record_key text,
        right_record_key text, match_type text, kind_name text, value_key text,
        agreement_code text, rule_id text, rule_version integer, weight integer,
        is_negative boolean, agent_code text, run_id text, valid_from_at timestamptz""",
}
_INDEXED = {
    "person_id_history": ("record_key", "person_id"),
    "assertions__ended": ("left_record_key",),
}
# The ledger's tables that are added to, in an order in which each finds what it refers to; and
# their numbers, a table's own first.
APPENDED: dict[str, tuple[str, ...]] = {
    "judged_loads": ("load_id",),
    "standard_results": ("load_id",),
    "imported_packages": ("load_id",),
    "grants": ("grant_id", "parent_grant_id"),
    "grant_revocations": ("revocation_id", "grant_id"),
    "sync_plans": ("plan_id",),
    "sync_intents": ("intent_id", "plan_id"),
    "sync_intent_facts": ("intent_id",),
    "sync_attempts": ("attempt_id", "intent_id"),
    "sync_verdicts": ("verdict_id", "intent_id", "seen_load_id"),
    "steward_decisions": (),
    "change_approvals": (),
    "publications": (),
    "forgotten_people": ("forgetting_id",),
    "suppression_list": ("forgetting_id",),
    "person_columns": (),
    "redacted_files": (),
}
FACTS = {"person_id_history": "person_ids", "assertions__ended": "ended_evidence"}
_STAMPS = ("person_id_history__touched", "assertions__touched")


def bring_back(connection: psycopg.Connection[Any], package: Package, offset: int) -> None:
    """Write all of it, in the connection's transaction (the owner's).

    ``offset``: what is added to each number, where those of the package are taken here.
    """
    _copy(connection, package, "sources", "pg_temp.known_sources", "landing.sources")
    connection.execute(
        "update landing.sources set registered_at = known.registered_at"
        " from pg_temp.known_sources as known where known.source_id = sources.source_id"
    )
    for name, numbers in APPENDED.items():
        if package.has(f"{LEDGER}{name}.csv"):
            _add(connection, package, name, numbers, offset)
    _count_suppressed(connection, package, offset)
    if package.has(SUPPRESSION_KEY):
        key = settings.folder("secrets") / "suppression"
        key.touch(mode=0o600)
        key.write_text(package.text(SUPPRESSION_KEY))
    # In its own name, so that the next build may add to them.
    connection.execute("set local role kith_builder")
    for name, fact in FACTS.items():
        if package.has(f"{LEDGER}{fact}.csv"):
            _make(connection, name)
            _load(connection, package, fact, sql.Identifier("identity", name))
            connection.execute(sql.SQL("analyze {}").format(sql.Identifier("identity", name)))
    # What was made of them before is to be made anew.
    for name in _STAMPS:
        connection.execute(
            sql.SQL("drop table if exists {}").format(sql.Identifier("identity", name))
        )
    connection.execute("reset role")


def _count_suppressed(
    connection: psycopg.Connection[Any], package: Package, offset: int
) -> None:
    """Count again the records of forgotten people that these exports held before."""
    name = "suppressed_parts"
    if not package.has(f"{LEDGER}{name}.csv"):
        return
    _copy(connection, package, name, "pg_temp.known_suppressed", "landing.load_parts")
    changed = connection.execute(
        "update landing.load_parts as parts set records_suppressed = known.records_suppressed,"
        " records_read = parts.records_read - parts.records_suppressed + known.records_suppressed"
        " from pg_temp.known_suppressed as known"
        " where parts.load_id = known.load_id + %s and parts.part = known.part"
        " returning parts.load_id",
        [offset],
    ).fetchall()
    for load_id in sorted({load_id for (load_id,) in changed}):
        ledger.sum_up(connection, load_id)


def _add(
    connection: psycopg.Connection[Any], package: Package, name: str, numbers: tuple[str, ...],
    offset: int,
) -> None:
    """Add the lines of a fact to the ledger's table of that name; those that are there stay."""
    arrived = f"pg_temp.known_{name}"
    columns = _copy(connection, package, name, arrived, f"landing.{name}")
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    picked = sql.SQL(", ").join(
        sql.SQL("{} + {}").format(sql.Identifier(column), sql.Literal(offset))
        if column in numbers else sql.Identifier(column)
        for column in columns
    )
    table = sql.Identifier("landing", name)
    connection.execute(
        sql.SQL(
            "insert into {table} ({names}) overriding system value select {picked} from {arrived}"
            " on conflict do nothing"
        ).format(
            table=table, names=names, picked=picked, arrived=sql.Identifier(*arrived.split("."))
        )
    )
    if numbers and numbers[0] != "load_id":
        # What is written here next gets a number beyond these.
        connection.execute(
            sql.SQL(
                "select setval(pg_get_serial_sequence(%(table)s, %(column)s), max({column}))"
                " from {table} having count(*) > 0"
            ).format(column=sql.Identifier(numbers[0]), table=table),
            {"table": f"landing.{name}", "column": numbers[0]},
        )


def _copy(
    connection: psycopg.Connection[Any], package: Package, fact: str, table: str, like: str
) -> list[str]:
    """Read a fact into a temporary table with that other's columns; the columns it has."""
    connection.execute(
        sql.SQL("create temporary table {} on commit drop as select * from {} with no data")
        .format(sql.Identifier(table.split(".")[1]), sql.Identifier(*like.split(".")))
    )
    return _load(connection, package, fact, sql.Identifier(*table.split(".")))


def _load(
    connection: psycopg.Connection[Any], package: Package, fact: str, table: sql.Identifier
) -> list[str]:
    name = f"{LEDGER}{fact}.csv"
    with package.open(name) as stream:
        columns = stream.readline().decode("utf-8").strip().split(",")
        if not all(_COLUMN.fullmatch(column) for column in columns):
            raise DamagedPackage(f"{name} has a column that no table has.")
        statement = sql.SQL("copy {} ({}) from stdin (format csv)").format(
            table, sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            while piece := stream.read(1 << 16):
                copy.write(piece)
    return columns


def _make(connection: psycopg.Connection[Any], name: str) -> None:
    table = sql.Identifier("identity", name)
    connection.execute(
        sql.SQL("create table if not exists {} ({})").format(table, sql.SQL(_ONCE_MADE[name]))
    )
    for column in _INDEXED[name]:
        connection.execute(
            sql.SQL("create index if not exists {} on {} ({})").format(
                sql.Identifier(f"{name}_{column}_arrived"), table, sql.Identifier(column)
            )
        )
