"""Connections to the warehouse, each in the least privileged role that does the job."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from orchestration.lib import settings
from orchestration.lib.warehouse import embedded

ROLES = {
    "kith_lander": "appends raw rows and the ledger; reads nothing of people once landed",
    "kith_builder": "runs dbt and the gates: reads raw, owns staging, canon, identity and marts",
    "kith_steward": "reads the quarantine with its values, and decides",
    "bi_reader": "reads marts and nothing else",
}
# The builder reads whole tables; a server's own settings are made for many small questions. They
# are given at connect, since a role that is taken later brings no settings along.
BUILDER_OPTIONS = (
    "-c work_mem=64MB -c jit=off -c parallel_setup_cost=100 -c parallel_tuple_cost=0.01"
)


def database_url() -> str:
    """The warehouse's URL: ``$KITH_DATABASE_URL``, or the running embedded server's."""
    return settings.external_database_url() or embedded.url()


def url_in_role(role: str, driver: str = "postgresql") -> str:
    """The warehouse's URL with ``role`` taken at connect, for libraries that want a URL."""
    parts = urlsplit(database_url())
    option = f"options={quote(_options(role))}"
    query = f"{parts.query}&{option}" if parts.query else option
    return urlunsplit((driver, parts.netloc, parts.path, query, ""))


def connect(role: str | None = None, **keywords: Any) -> psycopg.Connection[Any]:
    """Open a psycopg connection, as ``role`` where given.

    Times come back in UTC. Raises ``psycopg.OperationalError`` where nothing answers.
    """
    options = f"-c timezone=UTC {_options(role)}".strip()
    return psycopg.connect(database_url(), options=options, application_name="kith", **keywords)


def _options(role: str | None) -> str:
    taken = f"-c role={role}" if role else ""
    return f"{taken} {BUILDER_OPTIONS}" if role == "kith_builder" else taken
