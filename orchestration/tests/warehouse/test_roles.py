"""Each role may do its job and nothing else, and a login has no way back to more than its role."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from orchestration.lib import settings
from orchestration.lib.build import dbt_runner
from orchestration.lib.reports import dashboards
from orchestration.lib.warehouse import ROLES, connect, database_url, logins, prepare, roles
from orchestration.lib.warehouse.connection import LOGINS, NoLogin, login_of, url_in_role
from orchestration.tests.conftest import forget_models

pytestmark = pytest.mark.usefixtures("warehouse")

FORBIDDEN = {
    "kith_lander": [
        "create table staging.mine (id integer)",
        "create table marts.mine (id integer)",
        "delete from landing.loads",
        "delete from landing.quarantine",
        "select 1 from staging.stg_mobilize__people",
        "select 1 from identity.person_records",
        "select secret from landing.installation",
        "insert into landing.steward_decisions (reason) values ('mine')",
    ],
    "kith_builder": [
        "select raw_bytes from landing.quarantine",
        "insert into landing.mobilize__users (_load_id) values (1)",
        "delete from landing.mobilize__users",
        "update landing.loads set records_read = 0",
        "update landing.installation set secret = 'mine'",
        "update landing.steward_decisions set decision_code = 'yes'",
        "delete from landing.change_approvals",
    ],
    "kith_steward": [
        "insert into landing.loads (source_id) values ('mine')",
        "delete from landing.quarantine",
        "create table identity.mine (id integer)",
        "select secret from landing.installation",
        "select 1 from landing.mobilize__users",
        "select 1 from raw.mobilize__users",
        "select 1 from staging.stg_mobilize__people",
        "update identity.person_records set record_key = ''",
        "delete from landing.steward_decisions",
        "update landing.change_approvals set reason = 'mine'",
        "insert into landing.grants (record_key) values ('mine')",
        "delete from landing.grant_revocations",
        "insert into landing.audit_trail (hash) values ('mine')",
        "select 1 from landing.forgotten_people",
        "update landing.sync_attempts set outcome_code = 'done'",
        "update landing.sync_intents set state_code = 'done'",
        "delete from landing.sync_intents",
    ],
    "kith_privacy": [
        "insert into landing.loads (source_id) values ('mine')",
        "insert into landing.mobilize__users (_load_id) values (1)",
        "delete from landing.loads",
        "delete from landing.forgotten_people",
        "delete from landing.audit_trail",
        "delete from landing.shares",
        "delete from landing.share_records",
        "insert into landing.sync_intents (destination_id) values ('mine')",
        "delete from landing.sync_attempts",
        "delete from marts.people",
        "update identity.person_records set record_key = ''",
        "create table marts.mine (id integer)",
        "select secret from landing.installation",
    ],
    "bi_reader": [
        "select 1 from landing.loads",
        "select raw_bytes from landing.quarantine",
        "select secret from landing.installation",
        "select 1 from landing.mobilize__users",
        "select 1 from raw.mobilize__users",
        "select 1 from staging.stg_mobilize__people",
        "select 1 from canon.people",
        "select 1 from identity.person_records",
        "select landing.publish_marts()",
        "insert into marts.people default values",
        "create table marts.mine (id integer)",
        "create temporary table mine (id integer)",
    ],
}
# Its questions are answered by functions that look at the link; by itself it reads no table.
FORBIDDEN["kith_volunteer"] = [
    *FORBIDDEN["bi_reader"],
    "select 1 from marts.people",
    "select 1 from landing.volunteer_links",
    "select landing.installation_secret()",
    "select landing.signed_volunteer_link(gen_random_uuid(), 'p_1', now())",
    "select landing.make_volunteer_link('p_1', '1 day', 'mine')",
    "select landing.read_volunteer_link('mine')",
    "select landing.note_audit('mine', null, 'mine', 'mine', '{}')",
    "select volunteers.person('mine')",
    "create function volunteers.mine() returns integer language sql as 'select 1'",
]
# What a mart holds of people it may not see; the rest is no more its job than the reader's.
FORBIDDEN["bi_viewer"] = [*FORBIDDEN["bi_reader"], "select first_name from marts.people"]
READ_BY_STEWARDS = {
    # What came and what became of it: counts, names and times.
    "sources", "loads", "load_parts", "released_loads", "gate_results", "publications",
    "judged_loads", "standard_results", "absences", "absent_records",
    # Who was given a link to a page of their own, and what was done with people's data.
    "volunteer_links", "audit_trail",
    # Who may use whose records, and who was given what: whose as keyed hashes.
    "grants", "grant_revocations", "withdrawn_records", "shares", "share_records",
    # What they judge, and what they decided.
    "quarantine", "steward_decisions", "change_approvals", "probabilistic_runs",
    "probabilistic_links",
    # What they have passed on to other tools: ids and hashes.
    "sync_plans", "sync_intents", "sync_intent_facts", "sync_attempts", "sync_verdicts",
}
# What nobody may who comes in with a login of a role's own, nor any role that Kith takes.
FORBIDDEN_TO_ALL = [
    "copy (select 1) to program 'true'",
    "select pg_read_file('/etc/hostname')",
    "select pg_ls_dir('.')",
    "select rolpassword from pg_authid",
    "create table public.mine (id integer)",
    "create function public.mine() returns integer language sql as 'select 1'",
    "create role mine",
]
# What a login may try to be more than its role.
WAYS_BACK = ["reset role", "set role none", "set session authorization default", "reset all"]


@pytest.fixture(scope="module", autouse=True)
def relations(warehouse: Path) -> Iterator[None]:
    """What a build would have made, so that each is refused for what it holds, not for lacking."""
    forget_models()
    made = ["staging.stg_mobilize__people", "canon.people", "identity.person_records",
            "marts.people"]
    with connect("kith_builder") as connection:
        for name in made:
            connection.execute(f"create table {name} (record_key text, first_name text)".encode())
    yield
    forget_models()


@pytest.mark.parametrize("role", FORBIDDEN)
def test_a_role_is_refused_what_is_not_its_job(role: str) -> None:
    for statement in [*FORBIDDEN[role], *FORBIDDEN_TO_ALL]:
        with connect(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())


@pytest.mark.parametrize("role", LOGINS)
@pytest.mark.parametrize("way", WAYS_BACK)
def test_a_login_has_no_way_back_to_more_than_its_role(role: str, way: str) -> None:
    for statement in [*FORBIDDEN[role], *FORBIDDEN_TO_ALL]:
        with psycopg.connect(url_in_role(role)) as connection:
            connection.execute(way.encode())
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())


def test_a_steward_reads_of_landing_what_stewards_are_shown_and_nothing_more() -> None:
    """By the catalog, of every relation and column there is: a new one is nobody's until granted.

    Of a warehouse made before, what stewards were given then is taken back.
    """
    readable = (
        "select relname from pg_class where relnamespace = any(%s::regnamespace[])"
        " and relkind = any('{r,v,m,p,f}') and (has_table_privilege('kith_steward', oid, 'select')"
        "  or has_any_column_privilege('kith_steward', oid, 'select')) order by 1"
    )
    before = "grant select on landing.mobilize__users, raw.mobilize__users to kith_steward"
    with connect("kith_lander") as connection:
        connection.execute(before.encode())
    prepare()
    with connect() as connection:
        found = [name for (name,) in connection.execute(readable, [["landing", "raw"]])]
    assert found == sorted(READ_BY_STEWARDS)


@pytest.mark.parametrize("role", LOGINS)
def test_a_login_can_be_nobody_else(role: str) -> None:
    with connect() as owner:
        others = [owner.info.user, *(each for each in ROLES if each != role), "pg_read_all_data"]
    for other in others:
        for statement in ("set role {}", "set session authorization {}"):
            with psycopg.connect(url_in_role(role)) as connection:
                name = sql.Identifier(other)
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(sql.SQL(statement).format(name))


def test_people_and_pages_come_in_with_logins_of_their_own() -> None:
    for role, opened in (("bi_reader", dashboards.reader()), ("kith_steward", connect(LOGINS[0]))):
        with opened as connection:
            assert connection.info.user == login_of(role, database_url())
    assert _kith("url") == url_in_role("bi_reader")
    assert urlsplit(dashboards.environment()["KITH_DATABASE_URL"]).username == login_of(
        "bi_reader", database_url()
    )
    asked = "select session_user || ' ' || current_setting('is_superuser')"
    told = _kith("psql", "--role", "bi_reader", "-X", "-A", "-t", "-c", asked)
    assert told == f"{login_of('bi_reader', database_url())} off"


def test_where_no_login_is_known_the_owners_address_is_not_handed_out_instead(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As after an upgrade, or for somebody who only has an address: they are told what makes it."""
    monkeypatch.setenv("KITH_DATABASE_URL", database_url())
    monkeypatch.setenv("KITH_HOME", str(tmp_path))
    for role in LOGINS:
        with pytest.raises(NoLogin, match=r"\./kith up"):
            url_in_role(role)


def test_no_password_is_on_a_command_line() -> None:
    for role in ("bi_reader", "kith_builder"):
        password = urlsplit(url_in_role(role)).password
        lines = _kith("psql", "--role", role, "-X", "-A", "-t", "-c",
                      "\\! tr '\\0' ' ' < /proc/$PPID/cmdline || ps -o args= -p $PPID")
        assert "psql" in lines and password and password not in lines


def test_no_role_of_ours_is_a_superuser_and_only_logins_log_in() -> None:
    logins = [login_of(role, database_url()) for role in LOGINS]
    with connect() as connection:
        powers = connection.execute(
            "select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb"
            " or rolreplication, rolcanlogin from pg_roles where rolname = any(%s)",
            [[*ROLES, *logins]],
        ).fetchall()
        granted = connection.execute(
            "select member::regrole::text, roleid::regrole::text from pg_auth_members"
            " where member::regrole::text = any(%s)",
            [[*ROLES, *logins]],
        ).fetchall()
    expected = [(role, False, False) for role in ROLES] + [(each, False, True) for each in logins]
    assert sorted(powers) == sorted(expected)
    assert sorted(granted) == sorted(zip(logins, LOGINS, strict=True))


def test_a_password_that_is_no_longer_right_is_set_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after moving to another server, or with a password out of a secret store."""
    monkeypatch.setenv("KITH_BI_READER_PASSWORD", secrets.token_urlsafe(24))
    with pytest.raises(psycopg.OperationalError):
        connect("bi_reader")
    prepare()
    with connect("bi_reader") as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    # Named again, since on a server of somebody else's no home changes a password by itself.
    monkeypatch.setenv("KITH_BI_READER_PASSWORD", settings.secret("bi_reader"))
    prepare()
    monkeypatch.undo()
    prepare()
    with connect("bi_reader") as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_an_owner_who_may_make_no_roles_is_told_what_an_administrator_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The statements are complete: once run, preparing goes on; and no password is among them."""
    owner, password = "kith_test_owner", secrets.token_urlsafe(24)
    parts = urlsplit(database_url())
    place = parts.netloc.rpartition("@")[2]
    theirs = f"{owner}:{password}@{place}"
    database = "kith_test_database"
    with connect(autocommit=True) as administrator:
        administrator.execute(
            sql.SQL("create role {} login password {}").format(
                sql.Identifier(owner), sql.Literal(password)
            )
        )
        for role in ROLES:
            administrator.execute(f"grant {role} to {owner}".encode())
        administrator.execute(f"create database {database}".encode())
        try:
            monkeypatch.setenv(
                "KITH_DATABASE_URL", urlunsplit(parts._replace(netloc=theirs, path=f"/{database}"))
            )
            with connect() as connection, pytest.raises(roles.RolesRefused) as refused:
                roles.create(connection)
            told = str(refused.value)
            assert not any(settings.secret(role) in told for role in LOGINS)
            statements = [line.strip() for line in told.splitlines() if line.startswith("    ")]
            bounded = {*LOGINS} & {*logins.BOUNDED}
            assert len(statements) == 2 * len(LOGINS) + len(logins.BOUNDS) * len(bounded)
            for statement in statements:
                administrator.execute(statement.encode())
            with connect() as connection:
                roles.create(connection)
            logins.check()
        finally:
            monkeypatch.delenv("KITH_DATABASE_URL")
            # A closed connection takes a moment to go, and only its own user may hurry it.
            used = "select 1 from pg_stat_activity where datname = %s"
            while administrator.execute(used, [database]).fetchone():
                time.sleep(0.02)
            administrator.execute(f"drop database {database}".encode())
            for role in LOGINS:
                login = login_of(role, f"//x/{database}")
                administrator.execute(f"drop role if exists {login}".encode())
            administrator.execute(f"drop role {owner}".encode())


def _kith(*arguments: str) -> str:
    """What a command prints, with the tests' own environment."""
    finished = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", *arguments],
        cwd=settings.PROJECT_ROOT, env=os.environ, capture_output=True, text=True, check=True,
    )
    return finished.stdout.strip()


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
