"""The boards: how they are started, and how they read the warehouse.

They run on loopback only, behind a token of this installation, as the role that reads marts and
nothing else. Nothing they show is fetched from, or sent to, another machine.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from orchestration.lib import settings
from orchestration.lib.warehouse.connection import connect, url_in_role

FOLDER = settings.PROJECT_ROOT / "bi" / "dashboards"
TOKEN = "dashboard"  # noqa: S105 - the name of a secret, not the secret
SLOWEST_QUERY = "15s"  # a dashboard that makes one wait longer is broken; say so instead


def command(port: int) -> list[str]:
    """The command that serves the boards on 127.0.0.1:``port`` until it is stopped.

    The token is read from a file only its owner reads, never from the command line.
    """
    return [sys.executable, "-m", "orchestration.cli", "boards", "--port", str(port)]


def environment() -> dict[str, str]:
    """What the boards need beside the path: the reader's address, and never the owner's."""
    return {"KITH_DATABASE_URL": url_in_role("bi_reader")}


def token() -> str:
    """What opens the boards of this installation."""
    return settings.secret(TOKEN)


def address(port: int) -> str:
    """Where the boards are, with the token that opens them."""
    return f"http://127.0.0.1:{port}/?token={token()}"


def reader(role: str = "bi_reader") -> psycopg.Connection[dict[str, Any]]:
    """A read-only connection that sees marts and nothing else; as bi_viewer, nobody's name.

    Raises ``psycopg.OperationalError`` where the warehouse doesn't answer.
    """
    connection = connect(role, autocommit=True, row_factory=dict_row)
    connection.execute("set default_transaction_read_only = on")
    connection.execute(f"set statement_timeout = '{SLOWEST_QUERY}'")
    return connection


def query_names() -> list[str]:
    """The questions the dashboards ask, each a file in bi/dashboards/queries."""
    return sorted(path.stem for path in _queries().glob("*.sql"))


def ask(
    connection: psycopg.Connection[dict[str, Any]], question: str, **values: object
) -> list[dict[str, Any]]:
    """The rows that answer a question of bi/dashboards/queries, with its %(named)s values."""
    sql = (_queries() / f"{question}.sql").read_text().encode()
    return connection.execute(sql, values).fetchall()


def _queries() -> Path:
    return FOLDER / "queries"
