"""The embedded server: private, loopback only, and back after a crash with what was committed."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from orchestration.lib.warehouse import embedded


@pytest.fixture
def server(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("embedded") / "home"
    monkeypatch.setenv("KITH_HOME", str(home))
    embedded.start()
    yield home
    embedded.stop()
    shutil.rmtree(embedded.folder())


def _administrator() -> psycopg.Connection:
    return psycopg.connect(embedded.superuser_url(), autocommit=True)


def test_committed_rows_survive_a_crash_and_nothing_else_does(server: Path) -> None:
    with _administrator() as connection:
        connection.execute("create table kept as select generate_series(1, 1000) as id")
    unfinished = psycopg.connect(embedded.superuser_url())
    unfinished.execute("insert into kept select generate_series(1, 1000)")
    with _administrator() as connection:
        process = connection.execute(
            "select setting from pg_settings where name = 'data_directory'"
        )
        data = Path(process.fetchone()[0])  # type: ignore[index]
    os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    while embedded.is_running():
        time.sleep(0.01)
    assert embedded.start()
    with _administrator() as connection:
        assert connection.execute("select count(*), max(id) from kept").fetchone() == (1000, 1000)


def test_it_listens_on_loopback_only_and_asks_for_a_password(server: Path) -> None:
    with _administrator() as connection:
        settings: dict[str, str] = dict(
            connection.execute(
                "select name, setting from pg_settings where name in"
                " ('listen_addresses', 'unix_socket_directories', 'data_checksums',"
                " 'log_min_messages')"
            ).fetchall()
        )
        methods = connection.execute(
            "select distinct auth_method from pg_hba_file_rules"
        ).fetchall()
    assert settings == {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "data_checksums": "on",
        "log_min_messages": "fatal",
    }
    assert methods == [("scram-sha-256",)]


def test_its_secrets_are_the_owners_alone(server: Path) -> None:
    secrets = list((server / "secrets").iterdir())
    assert secrets
    assert all(path.stat().st_mode & 0o077 == 0 for path in [*secrets, server / "secrets"])


def test_starting_and_stopping_twice_is_harmless(server: Path) -> None:
    assert embedded.start() is False
    assert embedded.stop() is True
    assert embedded.stop() is False
    assert embedded.start() is True
