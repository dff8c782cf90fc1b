"""Looks for what only the forgotten were reached by, everywhere: the proof of the certificate.

Every column of every table by the catalog, every file of the home, and the bytes of the embedded
server's own files, where deleted rows, statistics and the log would be.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib import settings
from orchestration.lib.privacy import files
from orchestration.lib.privacy.words import Words
from orchestration.lib.warehouse import embedded
from orchestration.lib.warehouse.connection import connect

TABLES = """
    select nspname, relname from pg_class
    inner join pg_namespace on pg_namespace.oid = relnamespace
    where relkind in ('r', 'm') and nspname <> 'information_schema' and nspname !~ '^pg_toast'
        and relpersistence <> 't' and (nspname <> 'pg_catalog' or relname ~ '^pg_statistic')
    order by 1, 2
"""


@dataclass(frozen=True)
class Place:
    """Where was looked: how many rows, files or bytes, and in how many something was found.

    ``not_looked_for``: of what it couldn't be looked for there, in plain words; empty mostly.
    """

    name: str
    kind: str
    size: int
    found: int
    not_looked_for: str = ""

    def figures(self) -> dict[str, Any]:
        """It as data."""
        return dict(self.__dict__)


def everywhere(words: Words, record_keys: Sequence[str] = ()) -> list[Place]:
    """Every place and what was found there; nothing is changed."""
    found = [*tables(words, record_keys), *home(words)]
    if settings.external_database_url() is None:
        found.append(of_the_server(words))
    return found


def tables(words: Words, record_keys: Sequence[str] = ()) -> list[Place]:
    """Each table of the database, all its columns as text: words, and keys of their records."""
    keyed = [key.encode() for key in record_keys]
    with connect() as connection:
        connection.execute("set role none")
        names = connection.execute(TABLES).fetchall()
        return [_table(connection, schema, name, words, keyed) for schema, name in names
                if may_read(connection, schema, name)]


def may_read(connection: psycopg.Connection[Any], schema: str, name: str) -> bool:
    """Whether the connection's role may read all of a table."""
    row = connection.execute(
        "select has_table_privilege(format('%%I.%%I', %s::text, %s::text), 'select')",
        [schema, name],
    ).fetchone()
    return bool(row and row[0])


def _table(
    connection: psycopg.Connection[Any], schema: str, name: str, words: Words, keyed: list[bytes]
) -> Place:
    statement = sql.SQL("copy (select told::text from {} as told) to stdout").format(
        sql.Identifier(schema, name)
    )
    rows = found = 0
    identity = {key + end for key in keyed for end in (b",", b")", b'"')}
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for block in copy:
            row = bytes(block)
            rows += 1
            is_theirs = words.are_in(row) or (
                schema == "identity" and any(key in row for key in identity)
            )
            found += is_theirs
    return Place(f"{schema}.{name}", "rows", rows, found)


def home(words: Words) -> list[Place]:
    """The files of the home: the archive unpacked, the landing folder, and all else but secrets."""
    folders = [settings.archive_folder(), settings.landing_folder(), *files.places()]
    return [_folder(place, words) for place in folders]


def _folder(place: Path, words: Words) -> Place:
    looked = found = 0
    for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
        if path.is_file() and not path.is_symlink():
            looked += 1
            found += any(words.are_in(raw) for raw in _contents(path))
    return Place(_shown(place), "files", looked, found)


def _contents(path: Path) -> list[bytes]:
    import gzip

    raw = path.read_bytes()
    found = [raw]
    if raw.startswith(b"\x1f\x8b"):
        found.append(gzip.decompress(raw))
    elif raw.startswith(b"PK") and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as opened:
            found += [opened.read(entry) for entry in opened.infolist()]
    elif raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        found.append(raw.decode("utf-16", "replace").encode())
    return found


def of_the_server(words: Words) -> Place:
    """The server's files. Without those whose addresses are known by hashes alone.

    And without what stands inside of somebody else's longer address or number: that is there.
    """
    reasons = []
    if words.listed:
        reasons.append("those of whom only hashes are left")
    if words.inside:
        reasons.append(f"{len(words.inside)} that are a part of somebody else's")
    return replace(server_files(words.written()), not_looked_for=", ".join(reasons))


def server_files(patterns: Sequence[str]) -> Place:
    """The bytes of the embedded server's files: tables, indexes, statistics, the log.

    ``patterns``: what is looked for, as it stands.
    """
    folder = embedded.folder()
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return Place(_shown(folder), "bytes", size, len(server_files_with(patterns)))


def server_files_with(patterns: Sequence[str]) -> list[Path]:
    """Which of the embedded server's files any of these stands in."""
    folder = embedded.folder()
    if not patterns:
        return []
    grep = shutil.which("grep")
    if grep is None:
        texts = [each.encode() for each in patterns]
        return [
            path for path in folder.rglob("*") if path.is_file()
            and any(text in raw for raw in [path.read_bytes()] for text in texts)
        ]
    # By the standard input: others on the machine see command lines.
    done = subprocess.run(
        [grep, "-rlaF", "-f", "-", str(folder)],
        input="\n".join(patterns).encode(), capture_output=True, check=False,
        env=os.environ | {"LC_ALL": "C"},
    )
    return [Path(os.fsdecode(line)) for line in done.stdout.splitlines()]


def _shown(path: Path) -> str:
    home_folder = settings.home()
    return str(path.relative_to(home_folder)) if path.is_relative_to(home_folder) else str(path)
