"""Empty marts, made from the contracts, so that no build is needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from orchestration.lib.reports import dashboards
from orchestration.lib.warehouse import connect
from orchestration.tests.conftest import forget_models
from orchestration.tests.project.conftest import manifest
from orchestration.tests.project.manifest import Manifest

__all__ = ["manifest"]


@pytest.fixture(scope="module")
def empty_marts(warehouse: Path, manifest: Manifest) -> Iterator[None]:
    """Each mart with the columns and types its contract promises, and no rows."""
    forget_models()
    with connect("kith_builder") as connection:
        for model in manifest.layer("marts"):
            columns = sql.SQL(", ").join(
                sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(column["data_type"]))
                for name, column in model.columns.items()
            )
            mart = sql.Identifier("marts", model.name)
            connection.execute(sql.SQL("create table {} ({})").format(mart, columns))
    yield
    forget_models()


@pytest.fixture
def reader(empty_marts: None) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    """The connection the dashboards use."""
    with dashboards.reader() as connection:
        yield connection
