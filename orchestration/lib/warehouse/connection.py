"""Connections to the warehouse, each in the least privileged role that does the job."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from orchestration.lib import settings
from orchestration.lib.errors import KithError
from orchestration.lib.warehouse import embedded

ROLES = {
    "kith_lander": "appends raw rows and the ledger; reads nothing of people once landed",
    "kith_builder": "runs dbt and the gates: reads raw, owns staging, canon, identity and marts",
    "kith_steward": "reads the quarantine with its values, and decides",
    "kith_privacy": "answers people about themselves and forgets them: reads all, changes raw rows",
    "kith_volunteer": "serves volunteers their own page: asks by signed links, reads no table",
    "bi_reader": "reads marts and nothing else",
    "bi_viewer": "reads marts without what names a person or reaches them",
}
# The roles that people come in with, or pages that people look at: each has a login of its own.
LOGINS = ("kith_steward", "kith_volunteer", "bi_reader", "bi_viewer")
_LONGEST_NAME = 63
# The builder reads whole tables; a server's own settings are made for many small questions. They
# are given at connect, since a role that is taken later brings no settings along.
BUILDER_OPTIONS = (
    "-c work_mem=64MB -c jit=off -c parallel_setup_cost=100 -c parallel_tuple_cost=0.01"
)


class NoLogin(KithError):
    """A role's own login isn't known here; the message says how it comes to be."""


class BadAddress(KithError):
    """``$KITH_DATABASE_URL`` is no address that every part of Kith can use; the message says why.

    It doesn't repeat the address, which may hold a password.
    """


def database_url() -> str:
    """The warehouse's URL: ``$KITH_DATABASE_URL``, or the running embedded server's.

    Raises ``BadAddress``.
    """
    given = settings.external_database_url()
    return embedded.url() if given is None else _checked(given)


def login_of(role: str, url: str) -> str:
    """The login that has this role and nothing else. Its name tells which database it is of.

    All databases of a server share their logins, and each warehouse has passwords of its own.
    """
    database = unquote(urlsplit(url).path.lstrip("/"))
    name = f"{role}_of_{database}"
    if len(name.encode()) <= _LONGEST_NAME:
        return name
    return f"{role}_{hashlib.sha256(database.encode()).hexdigest()[:32]}"


def url_in_role(role: str, driver: str = "postgresql") -> str:
    """The warehouse's URL in ``role``, for libraries and programs that want a URL.

    With the role's own login where it has one (``LOGINS``), else the owner's that takes the role
    at connect. Raises ``NoLogin``.
    """
    parts = urlsplit(database_url())
    if role not in LOGINS:
        option = f"options={quote(_options(role))}"
        query = f"{parts.query}&{option}" if parts.query else option
        return urlunsplit((driver, parts.netloc, parts.path, query, ""))
    password = settings.login_password(role)
    if password is None:
        raise NoLogin(
            f"The login of {role} is not known here. Whoever runs the warehouse makes it with: "
            "./kith up"
        )
    login = quote(login_of(role, database_url()), safe="")
    place = parts.netloc.rpartition("@")[2]
    query = "&".join(
        each for each in parts.query.split("&")
        if each.partition("=")[0] not in ("user", "password", "passfile")
    )
    netloc = f"{login}:{quote(password, safe='')}@{place}"
    return urlunsplit((driver, netloc, parts.path, query, ""))


def off_the_command_line(url: str) -> tuple[str, dict[str, str]]:
    """The URL's words without its password, and the variable that brings it.

    Others on the machine see command lines.
    """
    parameters = conninfo_to_dict(url)
    password = parameters.pop("password", None)
    return make_conninfo("", **parameters), {"PGPASSWORD": str(password)} if password else {}


def connect(role: str | None = None, **keywords: Any) -> psycopg.Connection[Any]:
    """Open a psycopg connection, as ``role`` where given: with its own login where it has one.

    On a machine that knows no such login, the URL's own takes the role, if it was granted it.
    Times come back in UTC. Raises ``psycopg.OperationalError`` where nothing answers.
    """
    url, options = database_url(), f"-c timezone=UTC {_options(role)}".strip()
    if role in LOGINS and settings.login_password(role) is not None:
        url, options = url_in_role(role), "-c timezone=UTC"
    return psycopg.connect(url, options=options, application_name="kith", **keywords)


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        conninfo_to_dict(url)
        lacks = [
            name
            for name, part in (
                ("user", parts.username), ("host", parts.hostname),
                ("database", parts.path.strip("/")),
            )
            if not part
        ]
    except (ValueError, psycopg.ProgrammingError):
        lacks = ["form"]
    if not url.startswith(("postgresql://", "postgres://")):
        lacks = ["form"]
    if lacks:
        raise BadAddress(
            f"KITH_DATABASE_URL lacks its {' and '.join(lacks)}. Write it as "
            "postgresql://USER:PASSWORD@HOST/DATABASE. A server that lets you in as the machine's "
            "user, without a password (peer), is asked by way of 127.0.0.1: people and dashboards "
            "come in with logins of their own, by password."
        )
    return url


def _options(role: str | None) -> str:
    taken = f"-c role={role}" if role else ""
    return f"{taken} {BUILDER_OPTIONS}" if role == "kith_builder" else taken
