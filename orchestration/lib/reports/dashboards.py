"""The dashboards: how they are started, and how they read the warehouse.

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
    """The command that serves the dashboards on 127.0.0.1:``port`` until it is stopped.

    The token is handed over in a file only its owner reads, never on the command line.
    """
    settings.secret(TOKEN)
    return [
        *[sys.executable, "-m", "marimo", "--quiet", "run", str(FOLDER / "board.py")],
        *["--headless", "--host", "127.0.0.1", "--port", str(port)],
        *["--token", "--token-password-file", str(settings.folder("secrets") / TOKEN)],
    ]


def environment() -> dict[str, str]:
    """What the dashboards need beside the path: the reader's address, and never the owner's."""
    return {"KITH_DATABASE_URL": url_in_role("bi_reader")}


def address(port: int) -> str:
    """Where the dashboards are, with the token that opens them."""
    return f"http://127.0.0.1:{port}/?access_token={settings.secret(TOKEN)}"


def reader() -> psycopg.Connection[dict[str, Any]]:
    """A read-only connection that sees marts and nothing else.

    Raises ``psycopg.OperationalError`` where the warehouse doesn't answer.
    """
    connection = connect("bi_reader", autocommit=True, row_factory=dict_row)
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
