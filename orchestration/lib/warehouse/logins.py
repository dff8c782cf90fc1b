"""The logins with which people come in, and whose passwords they have.

Several homes may work on one database. The database knows, as hashes, which passwords the logins
were given: a home that knows another one, or none, changes nothing and is told what to do, unless
somebody names the password in its environment. Whether a login is let in tells nothing: a server
may be busy, and a pool or pg_hba.conf may refuse whatever password there is.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from orchestration.lib import settings
from orchestration.lib.errors import KithError
from orchestration.lib.warehouse.connection import LOGINS, database_url, login_of, url_in_role

_PATIENCE = 10  # seconds
# What BI tools and pages ask ends before a publication stops waiting for its readers, which is
# after 30 s (schema/030_publication.sql). Who needs longer alters the login; what is set stays.
# Row-level security makes small questions look dear: compiling one took longer than answering it.
BOUNDS = {
    "statement_timeout": "25s", "idle_in_transaction_session_timeout": "25s",
    "jit": "off", "work_mem": "64MB",
}
BOUNDED = ("kith_volunteer", "bi_reader", "bi_viewer")


class LoginsRefused(KithError):
    """A login's password isn't known here, or the server doesn't let it in; nothing was changed."""


@dataclass
class Plan:
    """What is to be done about the logins.

    ``statements`` make them and set passwords; ``passwords``: by login, what is then noted;
    ``unknown``: the roles whose logins have a password that nobody told this home.
    """

    statements: list[sql.Composed] = field(default_factory=list)
    passwords: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


def plan(connection: psycopg.Connection[Any]) -> Plan:
    """Which logins are to be made, and which passwords to be set."""
    found = Plan()
    is_own_server = settings.external_database_url() is None
    for role in LOGINS:
        login, known = login_of(role, database_url()), settings.login_password(role)
        is_there = bool(_asked(connection, "select 1 from pg_roles where rolname = %s", login))
        if is_there and is_own_server and role in BOUNDED and not _is_bounded(connection, login):
            found.statements += _bounds(login)
        if is_there and known and _is_noted(connection, login, known):
            continue
        if is_there and known and _opens(role):
            found.passwords[login] = known
        elif not is_there or is_own_server or settings.is_password_given(role):
            password = known or settings.secret(role)
            found.passwords[login] = password
            found.statements += _statements(connection, role, login, password, is_there)
        else:
            found.unknown.append(role)
    return found


def note(connection: psycopg.Connection[Any], passwords: dict[str, str]) -> None:
    """Note the passwords that the logins have now, as hashes."""
    for login, password in passwords.items():
        salt = secrets.token_hex(16)
        connection.execute(
            "insert into landing.logins (login, password_hash) values (%(login)s, %(hash)s)"
            " on conflict (login) do update set password_hash = excluded.password_hash,"
            "  given_at = now()",
            {"login": login, "hash": f"{salt}:{_hash(password, salt)}"},
        )


def check(unknown: Sequence[str] = ()) -> None:
    """Try the logins as people will. Raises ``LoginsRefused``.

    ``unknown``: the roles whose logins have a password that nobody told this home.
    """
    for role in LOGINS:
        login, variable = login_of(role, database_url()), settings.password_variable(role)
        if role in unknown:
            raise LoginsRefused(
                f"{login} has a password that this home doesn't know; it was left as it is. Set "
                f"{variable} to it (the home that made it keeps it as secrets/{role}), or to a "
                "new one, which every other home then needs too; then: ./kith up"
            )
        try:
            with psycopg.connect(url_in_role(role), connect_timeout=_PATIENCE) as connection:
                connection.execute("select 1")
        except psycopg.OperationalError as failure:
            raise LoginsRefused(
                f"The server doesn't let {login} in with its password, which was left as it is. It "
                f"says: {str(failure).strip().splitlines()[-1]}. Where it isn't just busy, let "
                "logins of this database in from here with scram-sha-256 (pg_hba.conf), without a "
                "pool between; then: ./kith up"
            ) from None


def _opens(role: str) -> bool:
    """Whether the server lets the role's login in with the password known here."""
    try:
        with psycopg.connect(url_in_role(role), connect_timeout=_PATIENCE):
            return True
    except psycopg.OperationalError:
        return False


def _is_noted(connection: psycopg.Connection[Any], login: str, password: str) -> bool:
    """Whether the password is the one that the login was given."""
    if not _asked(connection, "select to_regclass(%s)", "landing.logins"):
        return False
    noted = _asked(connection, "select password_hash from landing.logins where login = %s", login)
    salt, _, hashed = str(noted or "").partition(":")
    return bool(hashed) and secrets.compare_digest(hashed, _hash(password, salt))


def _hash(password: str, salt: str) -> str:
    return hashlib.scrypt(password.encode(), salt=salt.encode(), n=1 << 14, r=8, p=1).hex()


def _is_bounded(connection: psycopg.Connection[Any], login: str) -> bool:
    """Whether somebody has said how long the login's statements may take."""
    said = _asked(
        connection,
        "select 1 from pg_db_role_setting, unnest(setconfig) as setting"
        " where setting like 'statement_timeout=%%'"
        "  and setrole = (select oid from pg_roles where rolname = %s)",
        login,
    )
    return bool(said)


def _bounds(login: str) -> list[sql.Composed]:
    return [
        sql.SQL("alter role {} set {} = {}").format(
            sql.Identifier(login), sql.Identifier(name), sql.Literal(value)
        )
        for name, value in BOUNDS.items()
    ]


def _asked(connection: psycopg.Connection[Any], query: LiteralString, about: str) -> Any:
    row = connection.execute(query, [about]).fetchone()
    return row[0] if row else None


def _statements(
    connection: psycopg.Connection[Any], role: str, login: str, password: str, is_there: bool
) -> list[sql.Composed]:
    # What tells a right password, made here: the password itself is in no log of the server.
    verifier = connection.pgconn.encrypt_password(
        password.encode(), login.encode(), b"scram-sha-256"
    ).decode()
    statement = "alter role {} login password {}" if is_there else (
        "create role {} login password {}"
    )
    name = sql.Identifier(login)
    return [
        sql.SQL(statement).format(name, sql.Literal(verifier)),
        sql.SQL("grant {} to {}").format(sql.Identifier(role), name),
        *(_bounds(login) if role in BOUNDED and not is_there else []),
    ]
