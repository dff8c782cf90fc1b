"""What a BI tool is let in with: reading marts, for a while at a time, and nothing else at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from orchestration.lib import settings
from orchestration.lib.warehouse import connect, logins
from orchestration.lib.warehouse.connection import database_url, login_of
from orchestration.tests.conftest import forget_models

pytestmark = pytest.mark.usefixtures("warehouse")

_OURS = "nspname not like 'pg\\_%' and nspname <> 'information_schema'"


@pytest.fixture(scope="module", autouse=True)
def relations(warehouse: Path) -> Iterator[None]:
    """A mart that is published, and the same as it was built."""
    forget_models()
    with connect("kith_builder") as connection:
        connection.execute("create table marts_next.test_readable (person_id text)")
        connection.execute("select landing.publish_marts()")
    yield
    with connect("kith_builder") as connection:
        connection.execute("drop view marts_next.test_readable")
        connection.execute("drop table marts.test_readable")


def test_it_reads_marts_and_changes_nothing_anywhere() -> None:
    """By the server's own word on every relation, schema and sequence there is."""
    with connect("bi_reader") as connection:
        may = connection.execute(
            "select nspname, relname from pg_class join pg_namespace on pg_namespace.oid ="
            f" relnamespace where relkind in ('r', 'v', 'm', 'p', 'f', 'S') and {_OURS}"
            " and (case when relkind = 'S' then has_sequence_privilege(pg_class.oid, 'usage,"
            "  select, update') else has_table_privilege(pg_class.oid, 'select, insert, update,"
            "  delete, truncate, references, trigger') end)"
            " and has_schema_privilege(pg_namespace.oid, 'usage')"
        ).fetchall()
        changes = connection.execute(
            "select relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace"
            " where relkind in ('r', 'v', 'm', 'p', 'f') and has_table_privilege(pg_class.oid,"
            "  'insert, update, delete, truncate, references, trigger')"
            " and nspname not in ('pg_catalog', 'information_schema')"
        ).fetchall()
        schemas = connection.execute(
            f"select nspname from pg_namespace where {_OURS} and has_schema_privilege(oid, 'usage')"
        ).fetchall()
        makes = connection.execute(
            "select nspname from pg_namespace where has_schema_privilege(oid, 'create')"
            " union all select 'a schema' where has_database_privilege(current_database(),"
            "  'create, temporary')"
        ).fetchall()
    assert ("marts", "test_readable") in may
    assert {schema for schema, _ in may} == {"marts"}
    assert schemas == [("marts",)]
    assert (changes, makes) == ([], [])


def test_a_question_that_takes_too_long_is_ended() -> None:
    with connect("bi_reader", autocommit=True) as connection:
        for name, value in logins.BOUNDS.items():
            assert connection.execute(f"show {name}".encode()).fetchone() == (value,)
        connection.execute("set statement_timeout = '50ms'")
        with pytest.raises(psycopg.errors.QueryCanceled, match="statement timeout"):
            connection.execute("select count(*) from generate_series(1, 1000000000)")


def test_what_somebody_has_set_stays_and_what_nobody_has_is_set() -> None:
    """As of a login made before there were bounds, and of one an operator gave more time.

    Logins on a server of somebody's own get theirs when they are made, and are its operator's then.
    """
    login = login_of("bi_reader", database_url())
    with connect() as owner:
        owner.execute(f"alter role {login} set statement_timeout = '10min'".encode())
        assert logins.plan(owner).statements == []
        owner.execute(f"alter role {login} reset statement_timeout".encode())
        planned = [statement.as_string(owner) for statement in logins.plan(owner).statements]
        owner.rollback()
    is_own_server = settings.external_database_url() is None
    assert planned == [
        f"alter role \"{login}\" set \"{name}\" = '{value}'"
        for name, value in logins.BOUNDS.items()
        if is_own_server
    ]
