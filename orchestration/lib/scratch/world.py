"""Identity's real models in a small dbt project, over canon rows that somebody made up.

For tests and benchmarks: nothing lands, and what the models answer is what they would answer in
the whole project. It belongs in a warehouse nobody needs (``lib/scratch/warehouse.py``).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from psycopg import sql

from orchestration.lib.scratch.project import make_project, run_dbt
from orchestration.lib.settings import PROJECT_ROOT
from orchestration.lib.warehouse.connection import connect

SEEDS = [
    "registry/identity_rules",
    "registry/identity_limits",
    "registry/firewall_grants",
    "vocabulary/nicknames",
    "vocabulary/role_mailboxes",
    "vocabulary/placeholder_values",
    "vocabulary/identifier_types",
]
SHAPES = yaml.safe_load((PROJECT_ROOT / "vars.yml").read_text())["vars"]["shapes"]
SOURCES = ["van", "network", "spoke", "party"]
RECORD_TYPE = "t"
BESIDE_CANON = [
    "steward_decisions", "change_approvals", "probabilistic_links", "probabilistic_runs",
]

_TOLD = "told by the world"
_DOUBTED = "weights.doubted_ids"
_DECIDED = """
    insert into landing.steward_decisions
        (left_record_key, right_record_key, decision_code, decided_by, decided_at, reason)
    values (%(left_record_key)s, %(right_record_key)s, %(decision_code)s, %(decided_by)s,
        %(decided_at)s, %(reason)s)
    on conflict do nothing
"""


@dataclass
class World:
    """A small project: canon as plain tables, the real identity models, and what they answer."""

    folder: Path
    people: list[dict[str, str]] = field(default_factory=list)
    identifiers: list[dict[str, str]] = field(default_factory=list)
    merges: list[dict[str, str]] = field(default_factory=list)
    decisions: list[dict[str, str]] = field(default_factory=list)
    # The sources whose ids are in doubt.
    doubted: list[str] = field(default_factory=list)

    def person(self, record: str, **told: str) -> None:
        """A person record, `source/number`, and what it says."""
        source, number = record.split("/")
        self.people.append(
            {"source_id": source, "record_type": RECORD_TYPE, "record_id": number, **told}
        )

    def identifier(self, record: str, kind: str, scope: str | None, value: str) -> None:
        """An id that a person record gives, and of which system or committee it is."""
        source, number = record.split("/")
        told = {
            "source_id": source,
            "record_type": "identifier",
            "record_id": f"{number}/{kind}/{value}",
            "person_record_type": RECORD_TYPE,
            "person_record_id": number,
            "identifier_type": kind,
            "identifier_value": value,
        }
        self.identifiers.append(told | ({"identifier_scope": scope} if scope else {}))

    def merge(self, merge: str, kept: str, removed: str) -> None:
        """A vendor's merge, `source/number`, of one record of that source into another."""
        source, number = merge.split("/")
        self.merges.append(
            {
                "source_id": source,
                "record_type": "merge",
                "record_id": number,
                "merged_record_type": RECORD_TYPE,
                "kept_record_id": kept.split("/")[1],
                "removed_record_id": removed.split("/")[1],
            }
        )

    def decide(self, left: str, right: str, decision: str, day: int) -> None:
        """A steward's decision about two records on a day."""
        one, two = sorted((record_key(left), record_key(right)))
        self.decisions.append(
            {
                "left_record_key": one,
                "right_record_key": two,
                "decision_code": decision,
                "decided_by": "steward",
                "decided_at": f"2026-01-{day:02}",
                "reason": _TOLD,
            }
        )

    def build(self, *arguments: str) -> None:
        """Write the rows into canon and resolve them, as `dbt build` does."""
        self.fill()
        run_dbt(self.folder, "run", *arguments)

    def fill(self) -> None:
        """Write the rows into canon."""
        with connect("kith_builder") as connection:
            for table, rows in [
                ("canon.people", self.people),
                ("canon.identifiers", self.identifiers),
                ("canon.merges", self.merges),
                (_DOUBTED, [{"source_id": s, "record_type": RECORD_TYPE} for s in self.doubted]),
            ]:
                _fill(connection, table, rows)
        with connect() as connection:  # as the owner: a steward takes nothing back
            connection.execute("delete from landing.steward_decisions where reason = %s", [_TOLD])
            connection.cursor().executemany(_DECIDED, self.decisions)

    def groups(self) -> set[frozenset[str]]:
        """The records by person, as `source/number`."""
        found: dict[str, set[str]] = {}
        for record, person in self.ids().items():
            found.setdefault(person, set()).add(record)
        return {frozenset(records) for records in found.values()}

    def ids(self) -> dict[str, str]:
        """Each record's person id."""
        return dict(
            self.ask(
                "select source_id || '/' || record_id, person_id from identity.record_persons"
            )
        )

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """The answer to a question of the warehouse."""
        with connect("kith_builder") as connection:
            return connection.execute(statement.encode()).fetchall()

    def forget(self) -> None:
        """Empty the ledger and all that was made up."""
        for rows in (self.people, self.identifiers, self.merges, self.decisions, self.doubted):
            rows.clear()
        with connect("kith_builder") as connection:
            for table in ("person_id_history", "assertions__ended"):
                name = sql.Identifier("identity", table)
                connection.execute(sql.SQL("drop table if exists {} cascade").format(name))
        with connect() as connection:  # as the owner: others only ever append
            for table in BESIDE_CANON:
                name = sql.Identifier("landing", table)
                connection.execute(sql.SQL("delete from {}").format(name))


def record_key(record: str) -> str:
    """The warehouse's key of a record told as `source/number`."""
    return record.replace("/", f"/{RECORD_TYPE}/")


def make_world(folder: Path) -> World:
    """The project below a folder, its seeds loaded and its canon empty.

    A folder that had one before is written anew; dbt then reads what differs, which is nothing.
    """
    settings = {
        "model-paths": ["models", "stand_ins"],
        "seed-paths": ["seeds"],
        "vars": {"shapes": SHAPES},
        "models": {
            "kith": {
                "+schema": "identity",
                "+materialized": "table",
                "+post-hook": "{{ analyze_table() }}",
                "stand_ins": {"+materialized": "ephemeral"},
            },
        },
        "seeds": {"kith": {part: {"+schema": part} for part in ("registry", "vocabulary")}},
    }
    make_project(folder, yaml.safe_dump(settings))
    (folder / "models").mkdir(exist_ok=True)
    for model in (PROJECT_ROOT / "models" / "identity").rglob("*.sql"):
        (folder / "models" / model.name).write_text(model.read_text())
    _write_seeds(folder)
    _write_stand_ins(folder)
    run_dbt(folder, "seed")
    return World(folder)


def _fill(connection: Any, table: str, rows: Iterable[dict[str, str]]) -> None:
    name = sql.Identifier(*table.split("."))
    connection.execute(sql.SQL("truncate {}").format(name))
    by_columns: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows:
        by_columns.setdefault(tuple(row), []).append(row)
    for columns, alike in by_columns.items():
        copy = sql.SQL("copy {} ({}) from stdin").format(
            name, sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with connection.cursor().copy(copy) as stream:
            for row in alike:
                stream.write_row([row[column] for column in columns])
    connection.execute(sql.SQL("analyze {}").format(name))


def _columns(table: str) -> dict[str, str]:
    declared: dict[str, str] = SHAPES[table]
    return {"source_id": "text", "record_type": "text", "record_id": "text", **declared}


def _write_seeds(folder: Path) -> None:
    for seed in SEEDS:
        copy = folder / "seeds" / f"{seed}.csv"
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text((PROJECT_ROOT / "seeds" / f"{seed}.csv").read_text())
    for part in ("registry", "vocabulary"):
        described = (PROJECT_ROOT / "seeds" / part / "_identity.yml").read_text()
        known = {seed.split("/")[1] for seed in SEEDS}
        content = yaml.safe_load(described)
        content["seeds"] = [
            {"name": seed["name"], "config": seed["config"]}
            for seed in content["seeds"]
            if seed["name"] in known
        ]
        (folder / "seeds" / part / "_seeds.yml").write_text(yaml.safe_dump(content))
    with (folder / "seeds" / "registry" / "sources.csv").open("w", newline="") as stream:
        head = ["source_id", "organization_id", "tool", "account_id"]
        csv.writer(stream).writerows([head, *[[s, s, s, f"{s}_account"] for s in SOURCES]])
    with (folder / "seeds" / "registry" / "organizations.csv").open("w", newline="") as stream:
        rows = [[s, s == "party", s != "party"] for s in SOURCES]
        head = ["organization_id", "is_coordinated", "is_independent"]
        csv.writer(stream).writerows([head, *rows])


def _write_stand_ins(folder: Path) -> None:
    """Canon's models as views of plain tables, which the caller fills."""
    stand_ins = folder / "stand_ins"
    stand_ins.mkdir(exist_ok=True)
    tables = [shape for shape in SHAPES if "person_record_id" in SHAPES[shape]]
    with connect("kith_builder") as connection:
        for table in {*tables, "people", "merges"}:
            columns = ", ".join(f"{name} {kind}" for name, kind in _columns(table).items())
            connection.execute(f"create table canon.{table} ({columns})".encode())
            every_row = f"select * from canon.{table}\n"  # noqa: S608 - a name of vars.yml
            (stand_ins / f"all_{table}.sql").write_text(every_row)
        # By its name too, as what makes all of identity anew when it changes.
        connection.execute(f"create table {_DOUBTED} (source_id text, record_type text)".encode())
    stand_in = "{{ config(materialized='table') }}\nselect * from weights.doubted_ids"
    (stand_ins / "doubted_ids.sql").write_text(stand_in)
    for table in BESIDE_CANON:
        staged = f"staging/landing/stg_landing__{table}.sql"
        text = (PROJECT_ROOT / "models" / staged).read_text()
        view = re.sub(r"\{\{ config.*?\}\}\n", "", text)
        (stand_ins / f"stg_landing__{table}.sql").write_text(
            re.sub(r"\{\{ source\('landing', '(\w+)'\) \}\}", r"landing.\1", view)
        )
