"""Readers see all of the last good marts or all of the new ones."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from orchestration.lib.warehouse import connect
from orchestration.tests.conftest import forget_models

pytestmark = pytest.mark.usefixtures("warehouse")

_TABLES = ("test_first", "test_second")


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    forget_models()
    yield
    with connect("kith_builder") as connection:
        for table in _TABLES:
            connection.execute(f"drop view if exists marts_next.{table}")
            connection.execute(f"drop table if exists marts.{table} cascade")


def _build(version: int, *tables: str) -> None:
    """What dbt does for a table: the new one takes the place of whatever bears the name."""
    with connect("kith_builder") as connection:
        for table in tables:
            connection.execute(f"drop view if exists marts_next.{table}")
            connection.execute(f"create table marts_next.{table} as select {version} as version")


def _publish() -> None:
    with connect("kith_builder") as connection:
        connection.execute("select landing.publish_marts()")


def _versions(connection: psycopg.Connection) -> set[int]:
    both = " union all ".join(f"select version from marts.{table}" for table in _TABLES)
    return {row[0] for row in connection.execute(both)}


def test_readers_never_see_a_mixture() -> None:
    _build(1, *_TABLES)
    _publish()
    with connect("bi_reader", autocommit=True) as reader:
        _build(2, *_TABLES)
        assert _versions(reader) == {1}
        _publish()
        assert _versions(reader) == {2}


def test_one_table_can_be_built_alone_beside_the_published_others() -> None:
    _build(1, *_TABLES)
    _publish()
    with connect("kith_builder") as connection:
        assert connection.execute("select version from marts_next.test_second").fetchone() == (1,)
    _build(2, "test_first")
    _publish()
    with connect("bi_reader") as reader:
        assert _versions(reader) == {1, 2}


def test_a_view_somebody_made_stops_the_publication_and_says_so() -> None:
    _build(1, *_TABLES)
    _publish()
    with connect("kith_builder") as connection:
        connection.execute("create view staging.test_dependent as select * from marts.test_second")
    _build(2, *_TABLES)
    try:
        with pytest.raises(psycopg.errors.RaiseException, match=r"depends on marts\.test_second"):
            _publish()
        with connect("bi_reader") as reader:
            assert _versions(reader) == {1}
    finally:
        with connect("kith_builder") as connection:
            connection.execute("drop view staging.test_dependent")
            connection.execute("drop table marts_next.test_first, marts_next.test_second")
