"""The roles of the warehouse, and the logins with which people come in.

Whoever connects as the owner and takes a role can put it down again. Kith's own programs do that;
people and what they look at get a login that has its one role and nothing to go back to.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib import settings
from orchestration.lib.errors import KithError
from orchestration.lib.warehouse.connection import (
    LOGINS,
    ROLES,
    database_url,
    login_of,
    url_in_role,
)


class RolesRefused(KithError):
    """Roles or logins are missing that Kith may not make; the message has the SQL that does."""


def create(connection: psycopg.Connection[Any]) -> None:
    """Make the roles and logins that are missing, and set passwords that are no longer right.

    Raises ``RolesRefused``.
    """
    missing = [*_missing_roles(connection), *_missing_logins(connection)]
    try:
        for statement in missing:
            connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        connection.rollback()
        told = "\n".join(f"    {statement.as_string(connection)};" for statement in missing)
        raise RolesRefused(
            "The login of KITH_DATABASE_URL may not make the roles Kith needs. Have an "
            "administrator run this on that server, then try again. (It holds no password, only "
            f"what one is checked against.)\n{told}"
        ) from None


def check_logins() -> None:
    """Try the logins as people will. Raises ``RolesRefused`` where the server won't let one in."""
    for role in LOGINS:
        if not _opens(role):
            raise RolesRefused(
                f"{login_of(role, database_url())} has a password, and the server doesn't let it "
                "in with it. Let logins of this database in from here with scram-sha-256 "
                "(pg_hba.conf), then: ./kith up"
            )


def _missing_roles(connection: psycopg.Connection[Any]) -> list[sql.Composed]:
    """Roles without login: Kith takes them after connecting, people's logins are granted one."""
    found = []
    for role, purpose in ROLES.items():
        name = sql.Identifier(role)
        is_there = _exists(connection, role)
        if not is_there:
            found.append(sql.SQL("create role {} nologin").format(name))
            comment = sql.Literal(f"Kith: {purpose}")
            found.append(sql.SQL("comment on role {} is {}").format(name, comment))
        if not (is_there and _has_role(connection, role)):
            owner = sql.Identifier(connection.info.user)
            found.append(sql.SQL("grant {} to {}").format(name, owner))
    return found


def _missing_logins(connection: psycopg.Connection[Any]) -> list[sql.Composed]:
    found = []
    for role in LOGINS:
        login = login_of(role, database_url())
        password = settings.login_password(role) or settings.secret(role)
        is_there = _exists(connection, login)
        if is_there and _opens(role):
            continue
        # What tells a right password, made here: the password itself is in no log of the server.
        verifier = connection.pgconn.encrypt_password(
            password.encode(), login.encode(), b"scram-sha-256"
        ).decode()
        statement = "alter role {} login password {}" if is_there else (
            "create role {} login password {}"
        )
        name = sql.Identifier(login)
        found.append(sql.SQL(statement).format(name, sql.Literal(verifier)))
        found.append(sql.SQL("grant {} to {}").format(sql.Identifier(role), name))
    return found


def _exists(connection: psycopg.Connection[Any], role: str) -> bool:
    query = "select 1 from pg_roles where rolname = %s"
    return connection.execute(query, [role]).fetchone() is not None


def _has_role(connection: psycopg.Connection[Any], role: str) -> bool:
    row = connection.execute("select pg_has_role(current_user, %s, 'usage')", [role]).fetchone()
    return bool(row and row[0])


def _opens(role: str) -> bool:
    """Whether the role's login is let in with the password known here, and has the role."""
    try:
        with psycopg.connect(url_in_role(role), connect_timeout=10) as connection:
            return _has_role(connection, role)
    except psycopg.OperationalError:
        return False
