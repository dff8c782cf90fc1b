"""What a stand-in knows, in SQLite: in memory, or in a file that outlives the process.

One table holds the records of all kinds as JSON, each in a space (VAN's database mode; 0 where a
tool has one). What a call truly did is one row of `effects`, so that tests can count doubles.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

Id = int | str
_SCHEMA = """
create table if not exists records (
    kind text, space integer, id, owner, data text, created text, changed text, changed_by text,
    primary key (kind, space, id)
);
create index if not exists records_of_owner on records (kind, space, owner);
create index if not exists records_by_change on records (kind, space, changed);
create table if not exists lookups (
    space integer, name text, value text, id, primary key (space, name, value, id)
);
create table if not exists counters (name text primary key, value integer);
create table if not exists files (name text primary key, content blob, expires text);
create table if not exists effects (sequence integer primary key autoincrement, data text);
"""


@dataclass(frozen=True)
class Effect:
    """One thing that was truly done: what, to which record, and what it said.

    ``day`` is the day it is about, by the account's own calendar; ``channel`` a contact type,
    ``result`` a result or a status; ``responses`` what was answered or applied; ``method`` single,
    bulk or generated (the tool added it by itself); ``caller`` the application that called.
    """

    sequence: int
    at: str
    kind: str
    space: int
    record_id: Id
    day: str | None = None
    channel: Any = None
    result: Any = None
    responses: tuple[str, ...] = ()
    method: str = "single"
    caller: str = ""
    details: dict[str, Any] = field(default_factory=dict)


class Store:
    """Records, lookups, files and effects; every write is within `transaction`."""

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = sqlite3.connect(
            path or ":memory:", isolation_level=None, check_same_thread=False
        )
        # A killed process loses nothing; only a machine that loses power might, which no test does.
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = off")
        self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One caller at a time; all that is written within is kept, or nothing of it."""
        with self._lock:
            if self._depth:
                yield
                return
            self._depth = 1
            self._connection.execute("begin")
            try:
                yield
            except BaseException:
                self._connection.execute("rollback")
                raise
            else:
                self._connection.execute("commit")
            finally:
                self._depth = 0

    def next_id(self, name: str, first: int = 1) -> int:
        """The next number of a series."""
        row = self._connection.execute(
            "insert into counters values (?, ?)"
            " on conflict (name) do update set value = value + 1 returning value",
            (name, first),
        ).fetchone()
        return int(row[0])

    def count_from(self, name: str, above: int) -> None:
        """Let a series go on above a number that is taken."""
        self._connection.execute(
            "insert into counters values (?, ?)"
            " on conflict (name) do update set value = max(value, excluded.value)",
            (name, above),
        )

    def put(
        self, kind: str, space: int, id: Id, data: dict[str, Any], now: datetime, *,
        owner: Id | None = None, by: str = "",
    ) -> None:  # fmt: skip
        """Write a record, new or changed."""
        self._connection.execute(
            "insert into records values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (kind, space, id)"
            " do update set data = excluded.data, owner = excluded.owner,"
            " changed = excluded.changed, changed_by = excluded.changed_by",
            (kind, space, id, owner, json.dumps(data), now.isoformat(), now.isoformat(), by),
        )

    def get(self, kind: str, space: int, id: Id) -> dict[str, Any] | None:
        """A record, or None."""
        row = self._connection.execute(
            "select data from records where kind = ? and space = ? and id = ?", (kind, space, id)
        ).fetchone()
        return json.loads(row[0]) if row else None

    def remove(self, kind: str, space: int, id: Id) -> None:
        """Forget a record."""
        self._connection.execute(
            "delete from records where kind = ? and space = ? and id = ?", (kind, space, id)
        )

    def of(self, kind: str, space: int, owner: Id) -> list[tuple[Id, dict[str, Any]]]:
        """The records of an owner, by number and content, oldest first."""
        rows = self._connection.execute(
            "select id, data from records where kind = ? and space = ? and owner = ? order by id",
            (kind, space, owner),
        )
        return [(id, json.loads(data)) for id, data in rows]

    def all(self, kind: str, space: int) -> list[dict[str, Any]]:
        """All records of a kind, by number."""
        rows = self._connection.execute(
            "select data from records where kind = ? and space = ? order by id", (kind, space)
        )
        return [json.loads(data) for (data,) in rows]

    def changed(
        self, kind: str, space: int, since: datetime, until: datetime, not_by: str | None = None
    ) -> list[dict[str, Any]]:
        """Records changed from a time up to another, as they are now."""
        rows = self._connection.execute(
            "select data from records where kind = ? and space = ? and changed >= ?"
            " and changed <= ? and (? is null or changed_by is not ?) order by id",
            (kind, space, since.isoformat(), until.isoformat(), not_by, not_by),
        )
        return [json.loads(data) for (data,) in rows]

    def created(self, kind: str, space: int, id: Id) -> datetime | None:
        """When a record was first written."""
        row = self._connection.execute(
            "select created from records where kind = ? and space = ? and id = ?",
            (kind, space, id),
        ).fetchone()
        return datetime.fromisoformat(row[0]) if row else None

    def look_up(self, space: int, name: str, value: str) -> list[Id]:
        """The records a value leads to."""
        rows = self._connection.execute(
            "select id from lookups where space = ? and name = ? and value = ? order by id",
            (space, name, value),
        )
        return [id for (id,) in rows]

    def lead(self, space: int, name: str, value: str, id: Id) -> None:
        """Let a value lead to a record."""
        self._connection.execute(
            "insert or ignore into lookups values (?, ?, ?, ?)", (space, name, value, id)
        )

    def lead_elsewhere(self, space: int, old: Id, new: Id | None) -> None:
        """Let all that led to a record lead to another, or nowhere."""
        if new is not None:
            self._connection.execute(
                "insert or ignore into lookups select space, name, value, ? from lookups"
                " where space = ? and id = ?",
                (new, space, old),
            )
        self._connection.execute("delete from lookups where space = ? and id = ?", (space, old))

    def keep_file(self, name: str, content: bytes, expires: datetime | None = None) -> None:
        """Keep a file for download, for ever or until a time."""
        self._connection.execute(
            "insert or replace into files values (?, ?, ?)",
            (name, content, expires.isoformat() if expires else None),
        )

    def file(self, name: str, now: datetime) -> bytes | None:
        """A file's content; None where there is none or its link expired."""
        with self._lock:
            row = self._connection.execute(
                "select content, expires from files where name = ?", (name,)
            ).fetchone()
        if row is None or (row[1] and datetime.fromisoformat(row[1]) < now):
            return None
        return bytes(row[0])

    def drop_file(self, name: str) -> None:
        """Drop a file, if it is there."""
        self._connection.execute("delete from files where name = ?", (name,))

    def record_effect(self, **parts: Any) -> None:
        """Note one thing that was done (see `Effect`)."""
        self._connection.execute("insert into effects (data) values (?)", (json.dumps(parts),))

    def effects(self) -> list[Effect]:
        """All that was ever done, in order."""
        with self._lock:
            rows = self._connection.execute(
                "select sequence, data from effects order by sequence"
            ).fetchall()
        found = []
        for sequence, data in rows:
            parts = json.loads(data)
            parts["responses"] = tuple(parts.get("responses", ()))
            found.append(Effect(sequence=sequence, **parts))
        return found
