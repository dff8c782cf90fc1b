"""What the page asks the database, by the link it was opened with: it is never told of whom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg.rows import dict_row

from orchestration.lib.warehouse import connect

Rows = list[dict[str, Any]]
# Each is a function of schema/121_volunteer_questions.sql, and what it wants beside the link.
_QUESTIONS: dict[str, LiteralString] = {
    "enter": "select volunteers.enter(%(link)s, %(refused_before)s) as state_code",
    "person": "select volunteers.person(%(link)s) as person_id",
    "good_until": "select volunteers.good_until(%(link)s) as good_until",
    "thanks": "select * from volunteers.thanks(%(link)s)",
    "kinds": "select * from volunteers.kinds(%(link)s)",
    "months": "select * from volunteers.months(%(link)s)",
    "grants": "select * from volunteers.grants(%(link)s)",
    "revoke_grant": "select volunteers.revoke_grant(%(link)s, %(grant_id)s) as grant_count",
    "days": "select * from volunteers.days(%(link)s, %(before)s, %(wanted)s)",
}


class Asking:
    """Questions about the person of one link, on an open connection.

    Each raises ``psycopg.errors.InsufficientPrivilege`` where the link is no longer good.
    """

    def __init__(self, connection: psycopg.Connection[dict[str, Any]], link: str) -> None:
        self._connection, self._link = connection, link

    def ask(self, question: str, **values: object) -> Rows:
        """The rows that answer a question."""
        told = values | {"link": self._link}
        return self._connection.execute(_QUESTIONS[question], told).fetchall()

    def keep(self) -> None:
        """Make what was done last."""
        self._connection.commit()

    def forget_failure(self) -> None:
        """Go on after a question that was refused."""
        self._connection.rollback()


@contextmanager
def asking(link: str) -> Iterator[Asking]:
    """Ask by a link, as the login that reads no table. Raises ``psycopg.OperationalError``."""
    with connect("kith_volunteer", row_factory=dict_row) as connection:
        yield Asking(connection, link)
