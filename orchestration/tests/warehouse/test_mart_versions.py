"""Two versions of a mart: both are published, and either keeps what its readers were promised."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from orchestration.lib.build import dbt_runner, mart_contracts
from orchestration.lib.settings import PROJECT_ROOT
from orchestration.lib.warehouse import connect
from orchestration.tests.conftest import forget_models

pytestmark = pytest.mark.usefixtures("warehouse")

_BEFORE = "select cast('p' as text) as person_id, cast('e' as text) as email"
_AFTER = "select cast('p' as text) as person_id, cast(true as boolean) as has_email"
_VERSIONS = """
models:
  - name: test_versioned
    description: One row per person.
    latest_version: 2
    config: {contract: {enforced: true}}
    constraints: [{type: primary_key, columns: [person_id]}]
    columns:
      - {name: person_id, data_type: text, description: Who.}
      - {name: has_email, data_type: boolean, description: Whether they have an address.}
    versions:
      - {v: 2, defined_in: test_versioned}
      - v: 1
        deprecation_date: 2099-01-01
        columns:
          - include: [person_id]
          - {name: email, data_type: text, description: Their address.}
"""


@pytest.fixture(scope="module")
def project(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project of one mart in two versions, built and published as Kith's own marts are."""
    forget_models()
    folder = tmp_path_factory.mktemp("versions")
    for name in ("dbt_project.yml", "vars.yml"):
        shutil.copyfile(PROJECT_ROOT / name, folder / name)
    for name in ("macros", "profiles"):
        shutil.copytree(PROJECT_ROOT / name, folder / name)
    marts = folder / "models" / "marts" / "people"
    marts.mkdir(parents=True)
    (marts / "test_versioned.sql").write_text(_AFTER)
    (marts / "test_versioned_v1.sql").write_text(_BEFORE)
    (marts / "test_versioned.yml").write_text(_VERSIONS)
    places = {
        "DBT_PROJECT_DIR": str(folder),
        "DBT_PROFILES_DIR": str(folder / "profiles"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder),
    }
    built = subprocess.run(
        [dbt_runner.program(), "--quiet", "build"],
        env=os.environ | dbt_runner.environment() | places,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    yield folder
    with connect("kith_builder") as connection:
        for name in ("test_versioned", "test_versioned_v1"):
            connection.execute(f"drop view marts_next.{name}".encode())
            connection.execute(f"drop table marts.{name}".encode())


def test_readers_see_the_newest_under_its_name_and_the_older_beside_it(project: Path) -> None:
    with connect("bi_reader") as connection:
        newest = connection.execute("select person_id, has_email from marts.test_versioned")
        assert newest.fetchall() == [("p", True)]
        older = connection.execute("select person_id, email from marts.test_versioned_v1")
        assert older.fetchall() == [("p", "e")]


def test_what_was_promised_before_there_were_versions_is_kept_by_the_older(project: Path) -> None:
    manifest = json.loads((project / "target" / "manifest.json").read_text())
    now = mart_contracts.declared(manifest)
    agreed = mart_contracts.read(
        "mart,until_date,column,data_type,is_key\n"
        "test_versioned,,person_id,text,true\n"
        "test_versioned,,email,text,false\n"
    )
    assert mart_contracts.breaches(agreed, now, date(2026, 1, 1)) == []
    assert now["test_versioned_v1"].until == date(2099, 1, 1)
    del now["test_versioned_v1"]
    assert "email is gone" in mart_contracts.breaches(agreed, now, date(2026, 1, 1))[0]
