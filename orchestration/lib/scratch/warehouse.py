"""A throw-away warehouse, for tests and benchmarks: nothing of yours is touched."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from orchestration.lib import settings
from orchestration.lib.warehouse import embedded
from orchestration.lib.warehouse.connection import LOGINS, login_of
from orchestration.lib.warehouse.prepare import prepare

# The last two by dbt, when it runs in this process: another home has folders of its own.
_CHANGED = (
    "KITH_HOME", "KITH_LANDING", "KITH_DATABASE_URL", "DBT_TARGET_PATH", "DBT_LOG_PATH",
)


@contextmanager
def scratch_warehouse(waits_for_disk: bool = True) -> Iterator[Path]:
    """A prepared warehouse in a new home: embedded, or a new database on the external server.

    The environment points to it meanwhile, so that child processes use it too. Yields the home.
    ``waits_for_disk``: as a real one does, which a benchmark needs and a test does not.
    """
    before = {name: os.environ.get(name) for name in _CHANGED}
    external = settings.external_database_url()
    folder = Path(tempfile.mkdtemp(prefix="kith-"))
    # The server may run as another user, who must be able to reach its folder.
    folder.chmod(0o711)
    database = f"kith_scratch_{secrets.token_hex(4)}"
    own: dict[str, str | None] = {
        "KITH_HOME": str(folder / "home"), "KITH_LANDING": None,
        "KITH_DATABASE_URL": external and urlunsplit(
            urlsplit(external)._replace(path=f"/{database}")
        ),
    }
    _point(own)
    try:
        if external:
            _administer(external, "create database {}", database)
        prepare(waits_for_disk)
        yield settings.home()
    finally:
        # Whoever used it may have pointed the environment elsewhere: only this one is thrown away.
        _point(own)
        try:
            if external:
                _drop(external, database)
            else:
                embedded.stop(is_thrown_away=True)
                shutil.rmtree(embedded.folder(), ignore_errors=True)
        finally:
            _point(before)
            shutil.rmtree(folder, ignore_errors=True)


def _point(environment: Mapping[str, str | None]) -> None:
    for name, value in environment.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _drop(external: str, database: str) -> None:
    logins = [login_of(role, settings.external_database_url() or external) for role in LOGINS]
    _administer(external, "drop database if exists {} with (force)", database)
    for login in logins:
        _administer(external, "drop role if exists {}", login)


def _administer(url: str, statement: str, name: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
