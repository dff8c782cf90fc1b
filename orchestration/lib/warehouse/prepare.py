"""Bring a warehouse to the state every other part expects: roles, schemas, ledger, raw tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib import settings
from orchestration.lib.errors import KithError
from orchestration.lib.warehouse import embedded, logins, roles
from orchestration.lib.warehouse.connection import connect

OLDEST_SUPPORTED = 150000
_SCRIPTS = Path(__file__).parent / "schema"


class UnsuitableDatabase(KithError):
    """The database named by the environment can't hold a warehouse; the message says why."""


def prepare(waits_for_disk: bool = True) -> None:
    """Start the embedded server where it is used, then create what is missing. Idempotent.

    ``waits_for_disk``: see ``embedded.start``.
    """
    if settings.external_database_url() is None:
        embedded.start(waits_for_disk)
        _create_owner_and_database()
    with _connection() as connection:
        # Two preparations at once would both create; the second waits here.
        connection.execute("select pg_advisory_xact_lock(hashtext('kith prepare'))")
        _check_version(connection)
        plan = roles.create(connection)
        for script in sorted(_SCRIPTS.glob("*.sql")):
            connection.execute(script.read_text().encode())
        logins.note(connection, plan.passwords)
    # Imported late: landing itself connects through this package.
    from orchestration.lib.landing.raw_tables import create_raw_tables

    create_raw_tables()
    logins.check(plan.unknown)


def _connection() -> psycopg.Connection[Any]:
    """The owner's connection. Raises ``UnsuitableDatabase`` where a pool is between.

    A pool hands a session's options to nobody, and the role that Kith takes is one of them.
    """
    try:
        connection = connect()
    except psycopg.OperationalError as failure:
        if "startup parameter" in str(failure):
            raise _pooled() from None
        raise
    row = connection.execute("select source from pg_settings where name = 'TimeZone'").fetchone()
    if row != ("client",):
        connection.close()
        raise _pooled()
    return connection


def _pooled() -> UnsuitableDatabase:
    return UnsuitableDatabase(
        "KITH_DATABASE_URL leads to a connection pool (such as PgBouncer), which keeps no "
        "session's settings: Kith could not take its roles there. Give the server's own address; "
        "hosts call it the direct connection, often on port 5432."
    )


def _create_owner_and_database() -> None:
    with psycopg.connect(embedded.superuser_url(), autocommit=True) as connection:
        owner = sql.Identifier(embedded.OWNER)
        database = sql.Identifier(embedded.DATABASE)
        if not _exists(connection, "pg_roles", "rolname", embedded.OWNER):
            password = sql.Literal(settings.secret("database_owner"))
            connection.execute(
                sql.SQL("create role {} login createdb createrole password {}").format(
                    owner, password
                )
            )
        if not _exists(connection, "pg_database", "datname", embedded.DATABASE):
            connection.execute(sql.SQL("create database {} owner {}").format(database, owner))


def _exists(connection: psycopg.Connection[Any], catalog: str, column: str, name: str) -> bool:
    query = sql.SQL("select 1 from {} where {} = %s").format(
        sql.Identifier(catalog), sql.Identifier(column)
    )
    return connection.execute(query, [name]).fetchone() is not None


def _check_version(connection: psycopg.Connection[Any]) -> None:
    if connection.info.server_version < OLDEST_SUPPORTED:
        raise UnsuitableDatabase(
            f"Kith needs PostgreSQL 15 or newer; this server is "
            f"{connection.info.server_version // 10000}. Point KITH_DATABASE_URL at a newer one."
        )
