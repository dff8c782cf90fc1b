"""A warehouse with nothing landed, a landing folder, and a way to count what staging may see."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from psycopg import sql

from orchestration.lib import settings
from orchestration.lib.warehouse import connect
from orchestration.tests.conftest import forget_models


@pytest.fixture
def landing(empty_landing: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The landing folder of an empty warehouse."""
    for name in ("DBT_TARGET_PATH", "DBT_LOG_PATH"):
        monkeypatch.delenv(name, raising=False)
    forget_models()
    # What another test left there would be new again: the ledger has forgotten it.
    shutil.rmtree(settings.landing_folder())
    yield settings.landing_folder()
    with connect("kith_builder") as connection:
        connection.execute("delete from landing.leases")


@pytest.fixture
def visible(landing: Path) -> Callable[[str], int]:
    """visible("mobilize__users"): how many rows of that raw table staging may see."""

    def count(table: str) -> int:
        with connect("kith_builder") as connection:
            row = connection.execute(
                sql.SQL("select count(*) from {}").format(sql.Identifier("raw", table))
            ).fetchone()
        assert row is not None
        return int(row[0])

    return count
