"""Takes forgotten people out of a file that arrives, before anything of it is kept or landed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from orchestration.lib import settings
from orchestration.lib.errors import KithError
from orchestration.lib.landing import archive
from orchestration.lib.landing.declarations import Tool
from orchestration.lib.landing.matching import Match
from orchestration.lib.privacy import keys, redact, screen
from orchestration.lib.registry import Source
from orchestration.lib.warehouse.connection import connect


@dataclass(frozen=True)
class Screened:
    """What may land. ``suppressed``: by part, how many records of forgotten people were in it.

    ``original_key``: a keyed hash of the file as it came, where it was another. ``list_size``: of
    the list it was looked through with.
    """

    arrival: archive.Arrival
    list_size: int
    suppressed: Mapping[str, int] = field(default_factory=dict)
    original_key: bytes | None = None


class ListGrew(Exception):
    """Somebody is to be forgotten since the file was looked through: begin again."""


def hold_list(connection: psycopg.Connection[Any], source_id: str, list_size: int) -> None:
    """Let nobody take anything out of the source until this transaction has ended.

    ``list_size``: of the list by which was screened what is to land. Raises ``ListGrew``.
    """
    connection.execute(
        "select pg_advisory_xact_lock_shared(hashtext('kith forgetting'), hashtext(%s))",
        [source_id],
    )
    if _list_size(connection) != list_size:
        raise ListGrew


def wait_for_landings(connection: psycopg.Connection[Any], source_id: str) -> None:
    """Wait for whatever lands of the source by the list of before; what follows has the new one."""
    connection.execute(
        "select pg_advisory_xact_lock(hashtext('kith forgetting'), hashtext(%s))", [source_id]
    )


def _list_size(connection: psycopg.Connection[Any]) -> int:
    """How many hashes were ever listed: the list only grows."""
    row = connection.execute("select count(*) from landing.suppression_list").fetchone()
    return int(row[0]) if row else 0


def refuse_forgotten(
    connection: psycopg.Connection[Any], source: Source, tool: Tool, found: Match
) -> None:
    """Raise ``KithError`` where a record that is to land by itself is a forgotten person's.

    And let nobody take anything out of the source until this transaction has ended.
    """
    hold_list(connection, source.source_id, _list_size(connection))
    by_list = screen.screen_of(connection, tool.name, source.source_id)
    if by_list is not None and redact.look(found, by_list).records:
        raise KithError(
            "This record is of somebody who was forgotten, so it doesn't land. Dismiss it."
        )


@contextmanager
def screened(
    arrival: archive.Arrival, file_name: str, source: Source, tool: Tool
) -> Iterator[Screened]:
    """The file without the forgotten: itself where none is in it. Raises ``NoKey``."""
    with connect("kith_lander") as connection:
        # Before the list itself: what is added in between is looked through twice, never missed.
        list_size = _list_size(connection)
        found = screen.screen_of(connection, tool.name, source.source_id)
    if found is None:
        yield Screened(arrival, list_size)
        return
    with redact.redacted(arrival.path, file_name, tool, source.encoding, found) as made:
        if made is None:
            yield Screened(arrival, list_size)
            return
        with made.path.open("rb") as stream:
            safe = archive.receive(stream)
    original_key = keys.keyed("file", arrival.file_id)
    # What came is gone before what may stay lands.
    arrival.drop()
    try:
        yield Screened(
            safe, list_size, {each.part: each.records for each in made.found}, original_key
        )
    finally:
        safe.drop()


def put_in_its_place(path: Path, file_id: str) -> None:
    """Have the landing folder hold what landed, and not what came; of the same time as before."""
    if not path.absolute().is_relative_to(settings.landing_folder().absolute()):
        return
    put(path, archive.place(file_id))


def put(path: Path, other: Path) -> None:
    """Give a file the bytes of another at once, and leave it its time."""
    told = path.stat()
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(other.read_bytes())
    beside.chmod(told.st_mode & 0o777)
    os.utime(beside, ns=(told.st_atime_ns, told.st_mtime_ns))
    beside.replace(path)
