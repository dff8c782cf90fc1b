"""Empty marts, made from the contracts with their keys, indexes and grants: no build is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from orchestration.lib.reports import dashboards
from orchestration.lib.warehouse import connect
from orchestration.tests.conftest import forget_models
from orchestration.tests.project.conftest import manifest
from orchestration.tests.project.manifest import Manifest, Model

__all__ = ["manifest"]


@pytest.fixture(scope="module")
def empty_marts(warehouse: Path, manifest: Manifest) -> Iterator[None]:
    """Each mart with the columns, types, key and indexes its contract promises, and no rows."""
    forget_models()
    with connect("kith_builder") as connection:
        for model in manifest.layer("marts"):
            if model.node["config"]["materialized"] != "ephemeral":
                _make(connection, model)
    yield
    forget_models()


def _make(connection: psycopg.Connection[Any], model: Model) -> None:
    mart = sql.Identifier("marts", model.name)
    parts = [
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(column["data_type"]))
        for name, column in model.columns.items()
    ]
    connection.execute(sql.SQL("create table {} ({})").format(mart, sql.SQL(", ").join(parts)))
    keys = [each["columns"] for each in model.node["constraints"]]
    for columns in [*keys, *(each["columns"] for each in model.node["config"].get("indexes", []))]:
        listed = sql.SQL(", ".join(columns))
        connection.execute(sql.SQL("create index on {} ({})").format(mart, listed))
    connection.execute("select landing.show_to_viewers(%s)", [model.name])


@pytest.fixture
def reader(empty_marts: None) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    """The connection the boards use."""
    with dashboards.reader() as connection:
        yield connection


def fill(connection: psycopg.Connection[Any], mart: str, *rows: Mapping[str, object]) -> None:
    """Put rows into a mart."""
    for row in rows:
        connection.execute(
            sql.SQL("insert into {} ({}) values ({})").format(
                sql.Identifier("marts", mart),
                sql.SQL(", ").join(map(sql.Identifier, row)),
                sql.SQL(", ").join(sql.Placeholder() * len(row)),
            ),
            [*row.values()],
        )
