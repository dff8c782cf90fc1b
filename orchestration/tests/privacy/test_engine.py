"""What the server keeps of deleted rows is found in its files, and cleared from them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from orchestration.lib import settings
from orchestration.lib.privacy import engine, look
from orchestration.lib.warehouse import embedded
from orchestration.lib.warehouse.connection import connect

WORD = f"{secrets.token_hex(6)}@left.example"


@pytest.fixture
def left_behind(warehouse: Path) -> Iterator[None]:
    """A row with a long value that was deleted, and of which the server counts nothing."""
    with connect() as connection:
        connection.execute("create table landing.left_behind (id integer primary key, said text)")
        connection.execute("alter table landing.left_behind alter said set storage external")
        connection.execute(
            "insert into landing.left_behind values (1, %s), (2, 'short')", [WORD * 200]
        )
        connection.execute("create index on landing.left_behind (left(said, 40))")
    with connect(autocommit=True) as connection:
        connection.execute("analyze landing.left_behind")
        connection.execute("delete from landing.left_behind where id = 1")
        connection.execute("select pg_stat_force_next_flush()")
    if settings.external_database_url() is None:
        with psycopg.connect(embedded.superuser_url(embedded.DATABASE), autocommit=True) as server:
            server.execute("checkpoint")
            server.execute(
                "select pg_stat_reset_single_table_counters('landing.left_behind'::regclass)"
            )
            counted = server.execute(engine._DEAD.encode()).fetchall()
        assert ("landing", "left_behind") not in counted
    yield
    with connect() as connection:
        connection.execute("drop table landing.left_behind")


@pytest.mark.usefixtures("left_behind")
def test_what_the_server_does_not_count_is_cleared_where_it_is_found() -> None:
    """Of the table, its index, its long values and the log; of another's server, the tables."""
    before = _nodes()
    assert len(before) == 5
    if settings.external_database_url() is None:
        files = look.server_files_with([WORD])
        assert {path.parent.name for path in files} >= {"pg_wal"} and len(files) > 2
        assert engine.clean_again(files) >= 1
        assert look.server_files([WORD]).found == 0
    else:
        for node in sorted(before):
            # By any of them the table is found; after the first they are others.
            was_there = node in _nodes()
            assert engine._rewrite(engine._OF_FILES, [[node]]) == was_there
    assert not before & _nodes()


def _nodes() -> set[int]:
    """The files of the table, of its long values and of their indexes."""
    with connect() as connection:
        return {row[0] for row in connection.execute(
            "with whole as (select oid, reltoastrelid from pg_class"
            "  where oid = 'landing.left_behind'::regclass),"
            " tables as (select oid from whole union all select reltoastrelid from whole)"
            " select pg_relation_filenode(oid) from tables union all"
            " select pg_relation_filenode(indexrelid) from pg_index"
            " where indrelid in (select oid from tables)"
        )}
