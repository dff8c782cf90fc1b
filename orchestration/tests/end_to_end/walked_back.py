"""Samples rows of every mart and walks each back to bytes in the archive: I7."""

from __future__ import annotations

import gzip
import random
import zipfile
from pathlib import Path

import psycopg
from psycopg import sql

from orchestration.lib.trace import declared
from orchestration.lib.trace.landed import Row
from orchestration.lib.trace.trace import Trace, trace
from orchestration.lib.warehouse.connection import connect

_EACH = 2
# Nothing need have gone wrong, nobody need have taken anything back, and a cohort is of five
# organizations or more.
MAY_BE_EMPTY = {
    "blocked_marts", "cohort_measures", "health_reasons", "incidents", "withdrawn_records",
}
# A task that nobody was seen doing stands in the registry only.
_OF_THE_REGISTRY = {"handover_items"}


def walk_back(seed: int | None = None) -> dict[str, list[Trace]]:
    """Two rows of every mart, each traced; fails where a mart is empty or a way doesn't hold.

    ``seed``: to walk the same ways again; it is printed.
    """
    seed = random.randrange(2**31) if seed is None else seed
    print(f"walked back with seed {seed}")
    walked: dict[str, list[Trace]] = {}
    for name in declared.marts():
        walked[name] = [trace(name, where, limit=3) for where in _sampled(name, seed)]
        assert walked[name] or name in MAY_BE_EMPTY, f"{name} is empty"
        for found in walked[name]:
            assert found.chain.amount.rows == 1, (name, found.chain.amount)
            assert found.problems == (), (name, found.problems)
            assert found.records or found.files or name in _OF_THE_REGISTRY, name
            for record in found.records:
                assert record.told.record_id, name
                for row in record.rows:
                    _check_bytes(row)
    return walked


def _sampled(mart: str, seed: int) -> list[list[str]]:
    """What picks some rows of a mart: its key, or else all its columns."""
    with connect("kith_steward") as connection:
        columns = _key(connection, mart) or list(declared.mart(mart).columns)
        shown = [sql.SQL("{}::text").format(sql.Identifier(column)) for column in columns]
        rows = connection.execute(
            sql.SQL("select {} from {} group by {} having count(*) = 1 order by md5({}) limit {}")
            .format(
                sql.SQL(", ").join(shown), sql.Identifier("marts", mart),
                sql.SQL(", ").join(map(sql.Identifier, columns)),
                sql.SQL("concat_ws('|', {}, {})").format(
                    sql.Literal(str(seed)), sql.SQL(", ").join(map(sql.Identifier, columns))
                ),
                sql.Literal(_EACH),
            )
        ).fetchall()
    return [[f"{c}={v or ''}" for c, v in zip(columns, row, strict=True)] for row in rows]


def _key(connection: psycopg.Connection, mart: str) -> list[str]:
    rows = connection.execute(
        "select attname from pg_index inner join pg_attribute"
        " on attrelid = indrelid and attnum = any(indkey)"
        " where indrelid = to_regclass(%s) and indisprimary",
        [f"marts.{mart}"],
    )
    return [row[0] for row in rows]


def _check_bytes(row: Row) -> None:
    """The bytes of the hash are those of the range, found without landing's readers."""
    assert row.reading is not None
    assert row.reading.record_hash == row.record_hash
    if row.reading.form in ("", "unpacked"):
        content = _unpacked(row.load.path, row.reading.part)
        assert content[row.reading.start : row.reading.end] == row.reading.raw


def _unpacked(path: Path, part: str) -> bytes:
    content = path.read_bytes()
    if content.startswith(b"\x1f\x8b"):
        return gzip.decompress(content)
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(path) as opened:
        return opened.read(next(n for n in opened.namelist() if n.rsplit("/", 1)[-1] == part))
