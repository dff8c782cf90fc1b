"""How far each resource was pulled, and what no pull reaches: ``landing.pull_cursors``."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from psycopg import sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from orchestration.lib.warehouse import connect


@dataclass
class Cursor:
    """One row; ``began_at`` is None where no pull is under way. Times are in UTC.

    ``began_at`` is of our clock, ``asked_at`` and ``pulled_until`` of the vendor's. What changed
    from ``unreached_from`` (None: the beginning) to ``unreached_until`` can't be pulled any more;
    None in the latter: nothing lacks.
    """

    source_id: str
    resource_name: str
    pulled_until: datetime | None = None
    full_at: datetime | None = None
    filed_at: datetime | None = None
    began_at: datetime | None = None
    asked_at: datetime | None = None
    is_full: bool | None = None
    since: datetime | None = None
    bookmark: Any = None
    files: list[dict[str, Any]] = field(default_factory=list)
    is_whole: bool = False
    tried_at: datetime | None = None
    failure: str | None = None
    unreached_from: datetime | None = None
    unreached_until: datetime | None = None

    def lacks(self, until: datetime) -> None:
        """Note that what changed since the last pull, up to then, can't be pulled any more."""
        earlier, is_first = self.unreached_from, self.unreached_until is None
        since = self.pulled_until
        self.unreached_from = since if is_first else since and earlier and min(since, earlier)
        self.unreached_until = max(until, self.unreached_until or until)

    def forget_what_is_under_way(self) -> None:
        """As if no pull were under way. What it had hidden is the spool's to throw away."""
        self.began_at = self.asked_at = self.is_full = self.since = self.bookmark = None
        self.files, self.is_whole = [], False


_COLUMNS = tuple(each.name for each in fields(Cursor))
_NAMES = sql.SQL(", ").join(map(sql.Identifier, _COLUMNS))
_OF_SOURCES = sql.SQL(
    "select {} from landing.pull_cursors where %s::text is null or source_id = %s"
    " order by source_id, resource_name"
).format(_NAMES)
_WRITE = sql.SQL(
    "insert into landing.pull_cursors ({}) values ({})"
    " on conflict (source_id, resource_name) do update set {}"
).format(
    _NAMES,
    sql.SQL(", ").join(map(sql.Placeholder, _COLUMNS)),
    sql.SQL(", ").join(
        sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in _COLUMNS[2:]
    ),
)


def read(source_id: str, resource_name: str) -> Cursor:
    """The resource's cursor; one at the beginning where it was never pulled."""
    found = [each for each in of_source(source_id) if each.resource_name == resource_name]
    return found[0] if found else Cursor(source_id, resource_name)


def of_source(source_id: str | None) -> list[Cursor]:
    """Every cursor of the source, or of all."""
    with connect("kith_lander") as connection:
        rows = connection.cursor(row_factory=class_row(Cursor))
        return rows.execute(_OF_SOURCES, [source_id, source_id]).fetchall()


def write(cursor: Cursor) -> None:
    """Keep the cursor as it is now."""
    values = {name: getattr(cursor, name) for name in _COLUMNS}
    values["files"] = Jsonb(cursor.files)
    values["bookmark"] = None if cursor.bookmark is None else Jsonb(cursor.bookmark)
    with connect("kith_lander") as connection:
        connection.execute(_WRITE, values)
