"""A throw-away warehouse throws away itself and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from orchestration.lib import settings
from orchestration.lib.bench import sync
from orchestration.lib.build import dbt_runner
from orchestration.lib.scratch.warehouse import scratch_warehouse
from orchestration.lib.warehouse.connection import connect
from orchestration.lib.warehouse.embedded import EmbeddedPostgresError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody's own home, with a warehouse of which one file stands for all."""
    made = tmp_path / "home"
    monkeypatch.setenv("KITH_HOME", str(made))
    (settings.folder("postgres") / "theirs").write_text("all that ever landed")
    return made


def test_a_home_stays_whoever_points_to_it_meanwhile(home: Path) -> None:
    before = dict(os.environ)
    with scratch_warehouse(waits_for_disk=False) as scratch:
        with connect("kith_lander") as connection:
            url = connection.info.dsn, connection.info.password
        # As a caller does that restores an environment too early.
        for name in {*os.environ} - {*before}:
            del os.environ[name]
        os.environ.update(before)
    assert dict(os.environ) == before
    assert (home / "postgres" / "theirs").exists()
    assert not scratch.exists()
    with pytest.raises((psycopg.OperationalError, EmbeddedPostgresError)):
        psycopg.connect(url[0], password=url[1], connect_timeout=5)


def test_the_next_one_has_folders_of_dbt_of_its_own(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """dbt runs in this process, and its environment is the process's."""
    monkeypatch.delenv("DBT_TARGET_PATH", raising=False)
    with scratch_warehouse(waits_for_disk=False):
        os.environ.update(dbt_runner.environment())
        assert "DBT_TARGET_PATH" in os.environ
    assert "DBT_TARGET_PATH" not in os.environ


def test_the_sync_benchmark_leaves_its_warehouse_as_it_was_pointed_to(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, str]] = []

    @contextmanager
    def scratch() -> Iterator[Path]:
        made = tmp_path / "scratch" / "home"
        made.mkdir(parents=True)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KITH_HOME", str(made))
            yield made
            seen.append(dict(os.environ))

    monkeypatch.setattr(sync, "scratch_warehouse", scratch)
    before = dict(os.environ)
    with sync._account(1):
        assert os.environ["KITH_SOURCES"] and os.environ["KITH_COUNTY_VAN_URL"]
    assert seen == [before | {"KITH_HOME": str(tmp_path / "scratch" / "home")}]
    assert dict(os.environ) == before
