"""Each role may do its job and nothing else."""

from __future__ import annotations

import psycopg
import pytest

from orchestration.lib.build import dbt_runner
from orchestration.lib.warehouse import ROLES, connect, database_url, prepare

pytestmark = pytest.mark.usefixtures("warehouse")

FORBIDDEN = {
    "kith_lander": [
        "create table staging.mine (id integer)",
        "create table marts.mine (id integer)",
        "delete from landing.loads",
        "delete from landing.quarantine",
    ],
    "kith_builder": [
        "select raw_bytes from landing.quarantine",
        "insert into landing.mobilize__users (_load_id) values (1)",
        "delete from landing.mobilize__users",
        "update landing.loads set records_read = 0",
    ],
    "kith_steward": [
        "insert into landing.loads (source_id) values ('mine')",
        "delete from landing.quarantine",
        "create table identity.mine (id integer)",
    ],
    "bi_reader": [
        "select 1 from landing.loads",
        "select 1 from raw.mobilize__users",
        "create table marts.mine (id integer)",
        "create temporary table mine (id integer)",
        "copy (select 1) to program 'true'",
    ],
}


@pytest.mark.parametrize(
    ("role", "statement"),
    [(role, statement) for role, statements in FORBIDDEN.items() for statement in statements],
)
def test_a_role_is_refused_what_is_not_its_job(role: str, statement: str) -> None:
    with connect(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


def test_no_role_of_ours_is_a_superuser_or_may_log_in() -> None:
    with connect() as connection:
        powers = connection.execute(
            "select rolname, rolsuper, rolcanlogin, rolbypassrls from pg_roles"
            " where rolname = any(%s)",
            [list(ROLES)],
        ).fetchall()
    assert sorted(powers) == sorted((role, False, False, False) for role in ROLES)


def test_whoever_builds_has_the_settings_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """On any server: what dbt's driver reads from its environment, too."""
    given = "select name from pg_settings where source = 'client' and name = any(%s) order by name"
    names = ["jit", "parallel_setup_cost", "parallel_tuple_cost", "work_mem"]
    monkeypatch.setenv("PGOPTIONS", "-c lock_timeout=1s")
    monkeypatch.setenv("PGOPTIONS", dbt_runner.environment()["PGOPTIONS"])
    assert dbt_runner.environment()["PGOPTIONS"].count("work_mem") == 1
    with connect("kith_builder") as builder, psycopg.connect(database_url()) as dbt:
        assert [name for (name,) in builder.execute(given, [names])] == names
        assert [name for (name,) in dbt.execute(given, [names])] == names
        assert dbt.execute("show lock_timeout").fetchone() == ("1s",)
    with connect("bi_reader") as reader:
        assert reader.execute(given, [names]).fetchall() == []


def test_preparing_again_changes_nothing() -> None:
    catalog = (
        "select string_agg(relname || relacl::text, ',' order by relname) from pg_class"
        " where relnamespace in ('landing'::regnamespace, 'raw'::regnamespace)"
    )
    with connect() as connection:
        before = connection.execute(catalog).fetchone()
    prepare()
    with connect() as connection:
        assert connection.execute(catalog).fetchone() == before
