"""The models of grants in a dbt project of their own, over tables that a test fills."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import yaml

from orchestration.lib.scratch.project import make_project, run_dbt
from orchestration.lib.settings import PROJECT_ROOT
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.conftest import forget_models

COUNTY, HUB = "county_organizers", "state_alliance"
_MODELS = PROJECT_ROOT / "models"
_TABLES = {
    "registry.sources": "source_id text, organization_id text, tool text",
    "registry.organizations": "organization_id text, time_zone text",
    "registry.default_grants": "subject_type text, subject_id text, organization_id text,"
    " is_granted boolean, authored_types text, purposes text, grant_text_id text,"
    " grant_text_version integer, since_date date, until_date date",
    "vocabulary.authored_types": "authored_type_code text",
    "identity.record_persons": "source_id text, record_type text, record_id text,"
    " record_key text, person_id text",
    "marts_next.authored_records": "source_id text, record_type text, record_id text,"
    " authored_type_code text, author_person_id text, organization_id text",
}
_COPIED = [
    "staging/landing/stg_landing__grants", "staging/landing/stg_landing__grant_revocations",
    "registry/source_default_grants",
    *(f"marts/portability/{name}" for name in (
        "explicit_grants", "granted_scopes", "default_refusals", "standing_defaults",
        "doubted_uses", "uses_without_default", "default_grant_rows", "grants",
        "withdrawn_records",
    )),
]  # fmt: skip
# A mart of records, as any is, and a sum of it.
_SHOWN = """
{{ config(materialized='table', meta={'withdrawn': 'left_out'}) }}
select source_id, record_type, record_id, author_person_id as person_id, organization_id
from marts_next.authored_records where authored_type_code = 'message'
"""
_SUMMED = """
{{ config(materialized='table') }}
select organization_id, count(*) as record_count from {{ ref('shown') }} group by organization_id
"""


@pytest.fixture(scope="module")
def granting(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The models are made, over empty tables; what they say is asked anew each time."""
    forget_models()
    with connect("kith_builder") as connection:
        for table, columns in _TABLES.items():
            connection.execute(f"create table {table} ({columns})".encode())
    _build(tmp_path_factory.mktemp("grants"))
    yield
    forget_models()


@pytest.fixture
def owner(granting: None) -> Iterator[psycopg.Connection]:
    """The owner's connection, in a transaction that is taken back: nothing a test does stays.

    The same instant is now from its beginning to its end.
    """
    with connect() as connection:
        _people(connection)
        yield connection
        connection.rollback()


def _people(connection: psycopg.Connection) -> None:
    """Ana works for the county in two tools and for the hub; Bo for the county alone."""
    people = [("van", "1", "p_ana"), ("spoke", "1", "p_ana"), ("hub", "1", "p_ana"),
              ("van", "2", "p_bo")]  # fmt: skip
    of = {"van": COUNTY, "spoke": COUNTY, "hub": HUB}
    run = connection.cursor().executemany
    run("insert into registry.sources values (%s, %s, %s)", [(s, o, s) for s, o in of.items()])
    run("insert into registry.organizations values (%s, 'UTC')", [(COUNTY,), (HUB,)])
    run("insert into vocabulary.authored_types values (%s)", [("message",), ("tag",)])
    run("insert into identity.record_persons values (%s, 't', %s, %s, %s)",
        [(s, n, f"{s}/t/{n}", p) for s, n, p in people])
    run("insert into marts_next.authored_records values (%s, 'r', %s, %s, %s, %s)", [
        (source, f"{number}-{kind}", authored, person, of[source])
        for source, number, person in people
        for kind, all_of_it in (("m", ["message"]), ("t", ["tag"]), ("b", ["message", "tag"]))
        for authored in all_of_it
    ])
    connection.execute(
        "insert into landing.sources (source_id, tool, organization_id, time_zone)"
        " select source_id, tool, organization_id, 'UTC' from registry.sources"
        " on conflict do nothing"
    )


def _build(folder: Path) -> None:
    make_project(folder, yaml.safe_dump({
        "model-paths": ["models"],
        "models": {"kith": {
            "+materialized": "ephemeral", "+schema": "marts_next",
            "+post-hook": "{{ honour_grants() }}",
        }},
    }))  # fmt: skip
    models = folder / "models"
    models.mkdir()
    for table in _TABLES:
        (models / f"{table.split('.')[1]}.sql").write_text(f"select * from {table}")
    for path in _COPIED:
        text = re.sub(r"\{\{ config\(materialized='\w+'\) \}\}\n", "",
                      (_MODELS / f"{path}.sql").read_text())
        text = re.sub(r"\{\{ source\('landing', '(\w+)'\) \}\}", r"landing.\1", text)
        (models / f"{Path(path).name}.sql").write_text(text)
    for name in ("grants", "withdrawn_records"):
        declared = yaml.safe_load((_MODELS / f"marts/portability/{name}.yml").read_text())
        (model,) = declared["models"]
        (models / f"{name}.yml").write_text(yaml.safe_dump({"models": [{
            "name": name,
            "config": {"materialized": "view", "post_hook": model["config"]["post_hook"]},
            "columns": [{key: column[key] for key in ("name", "data_type")}
                        for column in model["columns"]],
        }]}))  # fmt: skip
    (models / "shown.sql").write_text(_SHOWN)
    (models / "summed.sql").write_text(_SUMMED)
    run_dbt(folder, "run")
