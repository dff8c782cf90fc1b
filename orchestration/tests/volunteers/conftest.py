"""Two volunteers, told by hand: people's ids, what the marts say they did, and what they allow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from psycopg import sql

from orchestration.lib.settings import PROJECT_ROOT
from orchestration.lib.warehouse import connect
from orchestration.tests.conftest import forget_models

ANA, BO = "p_00000000000000aa", "p_00000000000000bb"
_MARTS = PROJECT_ROOT / "models" / "marts"
# Each mart that is read, with the columns its contract promises.
_READ = {"volunteer_ledger": "portability", "authored_records": "portability",
         "grants": "portability", "people": "people"}
# What identity and the seeds would have made; the models' own view of grants is asked as theirs is.
_BESIDE = """
    create table identity.person_ids
        (person_id text, current_person_id text, record_count bigint);
    create table identity.record_persons
        (source_id text, record_type text, record_id text, record_key text, person_id text);
    create table registry.organizations (organization_id text, organization_name text);
    create table registry.grant_texts
        (grant_text_id text, grant_text_version integer, grant_text text);
    create view marts_next.authored_records as select * from marts.authored_records;
    create function marts_next.current_grants() returns setof marts.grants
    language sql stable as $$
        select given.grant_id, given.person_id, source_id, given.records_of_id,
            given.organization_id, is_default, is_onward, parent_grant_id, authored_types,
            purposes, starts_at, ends_at, over.revoked_at,
            case when over.revoked_at is null then state_code else 'revoked' end, grant_text_id,
            grant_text_version
        from marts.grants as given
        left join landing.grant_revocations as over on given.grant_id = over.grant_id::text
    $$;
"""


@pytest.fixture(scope="module")
def built(warehouse: Path) -> Iterator[None]:
    """The relations that the page's questions read, and no rows."""
    forget_models()
    with connect("kith_builder") as connection:
        for mart, folder in _READ.items():
            said = yaml.safe_load((_MARTS / folder / f"{mart}.yml").read_text())
            columns = sql.SQL(", ").join(
                sql.SQL("{} {}").format(
                    sql.Identifier(column["name"]), sql.SQL(column["data_type"])
                )
                for column in said["models"][0]["columns"]
            )
            connection.execute(
                sql.SQL("create table marts.{} ({})").format(sql.Identifier(mart), columns)
            )
        connection.execute(_BESIDE.encode())
    yield
    forget_models()


@pytest.fixture
def people(built: None) -> Iterator[None]:
    """Ana and Bo have ids; nobody has a link yet."""
    with connect("kith_builder") as connection:
        connection.execute("truncate identity.person_ids, identity.record_persons")
        for person, record in ((ANA, "1"), (BO, "2")):
            connection.execute(
                "insert into identity.person_ids values (%s, %s, 1)", [person, person]
            )
            connection.execute(
                "insert into identity.record_persons values ('van', 'users', %s, %s, %s)",
                [record, f"van/users/{record}", person],
            )
    yield
    with connect() as connection:
        connection.execute("delete from landing.volunteer_links")
        connection.execute("delete from landing.grant_revocations")
        connection.execute("delete from landing.grants")
        told = [f"marts.{name}" for name in _READ]
        told += ["registry.organizations", "registry.grant_texts"]
        connection.execute(f"truncate {', '.join(told)}".encode())
