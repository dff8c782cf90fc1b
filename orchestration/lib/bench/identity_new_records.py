"""One record in a hundred is new: what taking them in costs, and that nothing else comes of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from psycopg import sql

from orchestration.lib.errors import KithError
from orchestration.lib.warehouse import connect

_NEW = sql.SQL("abs(hashtext({} || '/' || {} || '/' || {})) % 100 = 7")
_TABLES = """
select table_name, array_agg(column_name::text)
from information_schema.columns
where table_schema = 'canon'
group by table_name
having table_name = 'people' or 'person_record_id' = any(array_agg(column_name::text))
"""


def seconds(build: Callable[[], None], people: Callable[[], Mapping[str, str]]) -> float:
    """Resolve all records but one in a hundred, then those too; seconds the latter took.

    ``build`` resolves what is in canon; ``people``: each record's person. Raises ``KithError``
    where who is one person then differs from what resolving all at once gave.
    """
    at_once = _parted(people())
    with _set_aside():
        build()
    started = time.monotonic()
    build()
    took = time.monotonic() - started
    differing = {key for key, first in _parted(people()).items() if at_once.get(key) != first}
    if differing or len(at_once) != len(people()):
        raise KithError(
            f"{len(differing):,} records are other people's when one record in a hundred comes "
            "later than when all come at once."
        )
    return took


def _parted(people: Mapping[str, str]) -> dict[str, str]:
    """Each record with the first record of its person, whatever the person's id is."""
    first: dict[str, str] = {}
    for record, person in people.items():
        first[person] = min(record, first.get(person, record))
    return {record: first[person] for record, person in people.items()}


@contextmanager
def _set_aside() -> Iterator[None]:
    """Canon without every row that tells of one person record in a hundred, and then with them."""
    with connect("kith_builder", autocommit=True) as connection:
        tables = dict(connection.execute(_TABLES.encode()).fetchall())
        for table, columns in tables.items():
            part = "person_record_{}" if "person_record_id" in columns else "record_{}"
            key = ("source_id", part.format("type"), part.format("id"))
            connection.execute(sql.SQL("create temp table {} as select * from {} where {}").format(
                sql.Identifier(f"late_{table}"), sql.Identifier("canon", table),
                _NEW.format(*map(sql.Identifier, key)),
            ))
            connection.execute(sql.SQL("delete from {} where {}").format(
                sql.Identifier("canon", table), _NEW.format(*map(sql.Identifier, key)),
            ))
            connection.execute(sql.SQL("analyze {}").format(sql.Identifier("canon", table)))
        yield
        for table in tables:
            connection.execute(sql.SQL("insert into {} select * from {}").format(
                sql.Identifier("canon", table), sql.Identifier(f"late_{table}")
            ))
            connection.execute(sql.SQL("analyze {}").format(sql.Identifier("canon", table)))
