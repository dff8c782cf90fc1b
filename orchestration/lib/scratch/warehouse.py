"""A throw-away warehouse, for tests and benchmarks: nothing of yours is touched."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from orchestration.lib import settings
from orchestration.lib.warehouse import embedded
from orchestration.lib.warehouse.connection import LOGINS, login_of
from orchestration.lib.warehouse.prepare import prepare

_CHANGED = ("KITH_HOME", "KITH_LANDING", "KITH_DATABASE_URL")


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
    os.environ["KITH_HOME"] = str(folder / "home")
    os.environ.pop("KITH_LANDING", None)
    database = f"kith_scratch_{secrets.token_hex(4)}"
    try:
        if external:
            _administer(external, "create database {}", database)
            os.environ["KITH_DATABASE_URL"] = urlunsplit(
                urlsplit(external)._replace(path=f"/{database}")
            )
        prepare(waits_for_disk)
        yield settings.home()
    finally:
        if external:
            made = settings.external_database_url() or external
            _administer(external, "drop database if exists {} with (force)", database)
            for role in LOGINS:
                _administer(external, "drop role if exists {}", login_of(role, made))
        else:
            embedded.stop(is_thrown_away=True)
            shutil.rmtree(embedded.folder(), ignore_errors=True)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        shutil.rmtree(folder, ignore_errors=True)


def _administer(url: str, statement: str, name: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
