"""Nobody's password is changed by a home that doesn't know it, or by a server that is busy."""

from __future__ import annotations

import secrets
import socket
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit, urlunsplit

import pytest
from psycopg import sql

from orchestration.lib import settings
from orchestration.lib.warehouse import connect, database_url, prepare
from orchestration.lib.warehouse.connection import LOGINS, BadAddress, login_of
from orchestration.lib.warehouse.logins import LoginsRefused
from orchestration.lib.warehouse.prepare import UnsuitableDatabase

pytestmark = pytest.mark.usefixtures("warehouse")
_SSL, _GSS = 80877103, 80877104


def _opens(role: str) -> bool:
    with connect(role) as connection:
        return connection.info.user == login_of(role, database_url())


def test_another_home_changes_no_password_and_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords = {role: settings.login_password(role) for role in LOGINS}
    with monkeypatch.context() as other:
        other.setenv("KITH_DATABASE_URL", database_url())
        other.setenv("KITH_HOME", str(tmp_path))
        with pytest.raises(LoginsRefused, match="KITH_STEWARD_PASSWORD") as told:
            prepare()
        assert not any(password and password in str(told.value) for password in passwords.values())
        # A stale secret, as of a copy of a home, is no better than none.
        (settings.folder("secrets") / LOGINS[0]).write_text(secrets.token_urlsafe(24))
        with pytest.raises(LoginsRefused, match="left as it is"):
            prepare()
        for role, password in passwords.items():
            other.setenv(settings.password_variable(role), str(password))
        prepare()
        assert all(map(_opens, LOGINS))
    prepare()
    assert all(map(_opens, LOGINS))


def test_a_server_that_is_busy_has_no_password_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    login = sql.Identifier(login_of(LOGINS[0], database_url()))
    hashes = "select login, password_hash from landing.logins order by login"
    monkeypatch.setenv("KITH_DATABASE_URL", database_url())
    with connect(autocommit=True) as owner:
        before = owner.execute(hashes).fetchall()
        owner.execute(sql.SQL("alter role {} connection limit 0").format(login))
        try:
            with pytest.raises(LoginsRefused, match="too many connections"):
                prepare()
        finally:
            owner.execute(sql.SQL("alter role {} connection limit -1").format(login))
        assert owner.execute(hashes).fetchall() == before
    assert _opens(LOGINS[0])


@pytest.mark.parametrize(
    ("url", "lacks"),
    [
        ("postgresql:///kith", "user and host"),
        ("postgresql://me@localhost", "database"),
        ("postgresql://me@/kith?host=/var/run/postgresql", "host"),
        ("host=localhost dbname=kith", "form"),
        ("postgresql://me:secretly@[/kith", "form"),
    ],
)
def test_an_address_that_not_every_part_can_use_is_refused(
    url: str, lacks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KITH_DATABASE_URL", url)
    with pytest.raises(BadAddress, match=f"lacks its {lacks}") as told:
        prepare()
    assert "secretly" not in str(told.value)


def test_an_address_without_its_password_works_where_the_environment_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parts = urlsplit(database_url())
    place = parts.netloc.rpartition("@")[2]
    monkeypatch.setenv("PGPASSWORD", str(parts.password))
    monkeypatch.setenv(
        "KITH_DATABASE_URL", urlunsplit(parts._replace(netloc=f"{parts.username}@{place}"))
    )
    prepare()
    assert all(map(_opens, LOGINS))


@pytest.fixture(params=["drops options", "refuses options"])
def pool(request: pytest.FixtureRequest) -> Iterator[int]:
    """The port of what does to a session's options what a pool does, before the real server."""
    parts = urlsplit(database_url())
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = (str(parts.hostname), int(parts.port or 5432))
        is_refusing = request.param == "refuses options"
        Thread(target=_serve, args=(listener, server, is_refusing), daemon=True).start()
        yield listener.getsockname()[1]


def _serve(listener: socket.socket, server: tuple[str, int], is_refusing: bool) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        with closing(client):
            _pass_on(client, server, is_refusing)


def _pass_on(client: socket.socket, server: tuple[str, int], is_refusing: bool) -> None:
    while (start := _message(client)) and struct.unpack("!I", start[:4])[0] in (_SSL, _GSS):
        client.sendall(b"N")
    words = start[4:].split(b"\0")
    told = dict(zip(words[::2], words[1::2], strict=False))
    if is_refusing:
        said = b"SFATAL\0C08P01\0Munsupported startup parameter: options\0\0"
        client.sendall(b"E" + struct.pack("!I", len(said) + 4) + said)
        return
    told = {name: value for name, value in told.items() if name not in (b"options", b"")}
    kept = b"".join(name + b"\0" + value + b"\0" for name, value in told.items())
    with socket.create_connection(server) as behind:
        behind.sendall(struct.pack("!I", len(kept) + 9) + start[:4] + kept + b"\0")
        back = Thread(target=_copy, args=(behind, client), daemon=True)
        back.start()
        _copy(client, behind)


def _message(client: socket.socket) -> bytes:
    (size,) = struct.unpack("!I", client.recv(4, socket.MSG_WAITALL))
    return client.recv(size - 4, socket.MSG_WAITALL)


def _copy(this: socket.socket, other: socket.socket) -> None:
    try:
        while piece := this.recv(1 << 16):
            other.sendall(piece)
        other.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def test_a_pool_that_keeps_no_options_is_refused(
    pool: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind one, Kith would be the owner wherever it believes that it took a lesser role."""
    parts = urlsplit(database_url())
    netloc = f"{parts.netloc.rpartition(':')[0]}:{pool}"
    monkeypatch.setenv("KITH_DATABASE_URL", urlunsplit(parts._replace(netloc=netloc)))
    with pytest.raises(UnsuitableDatabase, match="connection pool"):
        prepare()
