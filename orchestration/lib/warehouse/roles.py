"""The roles of the warehouse, and the logins with which people come in.

Whoever connects as the owner and takes a role can put it down again. Kith's own programs do that;
people and what they look at get a login that has its one role and nothing to go back to.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib.errors import KithError
from orchestration.lib.warehouse import logins
from orchestration.lib.warehouse.connection import ROLES


class RolesRefused(KithError):
    """Roles or logins are missing that Kith may not make; the message has the SQL that does."""


def create(connection: psycopg.Connection[Any]) -> logins.Plan:
    """Make the roles and logins that are missing; what was to be done about logins.

    Raises ``RolesRefused``.
    """
    plan = logins.plan(connection)
    missing = [*_missing_roles(connection), *plan.statements]
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
    return plan


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


def _exists(connection: psycopg.Connection[Any], role: str) -> bool:
    query = "select 1 from pg_roles where rolname = %s"
    return connection.execute(query, [role]).fetchone() is not None


def _has_role(connection: psycopg.Connection[Any], role: str) -> bool:
    row = connection.execute("select pg_has_role(current_user, %s, 'usage')", [role]).fetchone()
    return bool(row and row[0])
