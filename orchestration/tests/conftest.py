"""A throw-away warehouse for all tests, cheap to clean between them, and toy tools to declare."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg import sql
from xdist.scheduler import LoadFileScheduling

from orchestration.lib import registry
from orchestration.lib.landing import declarations, raw_tables
from orchestration.lib.scratch.warehouse import scratch_warehouse
from orchestration.lib.warehouse.connection import connect

settings.register_profile(
    "kith", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("kith")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that build whole projects go first, so that no process waits for another's last."""
    items.sort(key=lambda item: not item.nodeid.startswith("orchestration/tests/end_to_end/"))


# What plays the demo, or looks at the one played.
_OF_THE_DEMO = tuple(
    f"orchestration/tests/end_to_end/{name}.py"
    for name in ("test_demo", "test_metrics", "test_rehearsal")
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """A file's tests go to one process; those of the demo's files to the same, to play it once."""
    if config.getoption("dist") != "loadfile":
        return None
    scheduler = LoadFileScheduling(config, log)
    file_of = scheduler._split_scope

    def together(test: str) -> str:
        file = str(file_of(test))
        return "the demo" if file in _OF_THE_DEMO else file

    scheduler._split_scope = together
    return scheduler


@pytest.fixture(scope="session")
def warehouse() -> Iterator[Path]:
    """A prepared warehouse that nothing else uses. Yields its home."""
    with scratch_warehouse(waits_for_disk=False) as home:
        yield home


@pytest.fixture
def empty_landing(warehouse: Path) -> Iterator[None]:
    """Nothing has landed yet."""
    forget_landings()
    yield
    forget_landings()


def forget_landings() -> None:
    """Empty the ledger and every landing table. For tests: nothing else ever deletes there."""
    with connect() as connection:
        # Asked by their size, since to look into hundreds of tables takes longer than most tests.
        tables = connection.execute(
            "select relname from pg_class where relnamespace = 'landing'::regnamespace"
            " and relkind = 'r' and relname like '%\\_\\_%' and pg_relation_size(oid) > 0"
        ).fetchall()
        for (name,) in tables:
            connection.execute(sql.SQL("truncate {}").format(sql.Identifier("landing", name)))
        connection.execute("delete from landing.quarantine")
        connection.execute("delete from landing.load_parts")
        connection.execute("delete from landing.loads")


_BUILT = ("registry", "vocabulary", "standard", "staging", "weights", "canon", "identity",
          "marts_next", "marts")  # fmt: skip


def forget_models() -> None:
    """Drop what dbt, or another test in its place, has built."""
    with connect() as connection:
        built = connection.execute(
            "select relnamespace::regnamespace::text, relname,"
            " case relkind when 'v' then 'view' else 'table' end from pg_class"
            " where relnamespace::regnamespace::text = any(%s) and relkind in ('r', 'v')",
            [list(_BUILT)],
        ).fetchall()
        for schema, name, kind in built:
            statement = sql.SQL("drop {} if exists {} cascade")
            connection.execute(statement.format(sql.SQL(kind), sql.Identifier(schema, name)))
        # With its arguments' types, as it is written.
        functions = connection.execute(
            "select oid::regprocedure::text from pg_proc"
            " where pronamespace::regnamespace::text = any(%s)", [list(_BUILT)],
        ).fetchall()
        for (signature,) in functions:
            connection.execute(f"drop function if exists {signature} cascade".encode())


Declare = Callable[..., None]


@pytest.fixture
def declare(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Declare]:
    """declare(yaml, encoding=…): a tool ``toy`` with that declaration and a source ``toy_source``.

    The other tools stay declared, so that a file of theirs is still recognised as theirs.
    """
    tables: list[str] = []

    def run(tables_yaml: str, encoding: str = "utf-8") -> None:
        folder = tmp_path / "models" / "staging" / "toy"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "_toy.yml").write_text(
            "sources:\n  - name: toy\n    schema: raw\n    config: {meta: {vendor: Toymaker}}\n"
            f"    tables:\n{tables_yaml}\n"
        )
        toy = declarations.read(folder / "_toy.yml")
        assert toy is not None
        known = {**_REAL_TOOLS(), "toy": toy}
        monkeypatch.setattr(declarations, "tools", lambda: known)
        sources = tmp_path / "sources.csv"
        real = _REGISTRY.read_text()
        header = real.split("\n", 1)[0].split(",")
        values = {
            "source_id": "toy_source", "tool": "toy", "organization_id": "county_organizers",
            "time_zone": "UTC", "encoding": encoding,
        }
        sources.write_text(
            real.rstrip("\n") + "\n" + ",".join(values.get(name, "") for name in header) + "\n"
        )
        monkeypatch.setenv("KITH_SOURCES", str(sources))
        tables.extend(record_type.table for record_type in toy.record_types)
        raw_tables.create_raw_tables(["toy"])

    yield run
    with connect() as connection:
        for table in tables:
            for kind, schema in (("view", "raw"), ("table", "landing")):
                connection.execute(
                    sql.SQL(f"drop {kind} if exists {{}} cascade").format(
                        sql.Identifier(schema, table)
                    )
                )


_REAL_TOOLS = declarations.tools
_REGISTRY = registry.registry_file()


@pytest.fixture
def ledger(warehouse: Path) -> Iterator[psycopg.Connection]:
    """A connection that sees everything."""
    with connect(autocommit=True) as connection:
        yield connection


if os.environ.get("KITH_SOURCES"):
    raise pytest.UsageError("Unset KITH_SOURCES: the tests bring their own registry.")
