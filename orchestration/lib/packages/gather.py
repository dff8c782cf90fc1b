"""Gathers what a volunteer made into temporary tables with a package's columns.

Everything here starts at the volunteer and follows indexes, so that it costs what they made and
not what the warehouse holds. Which values may go out is decided later, by ``policy``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib.errors import KithError
from orchestration.lib.packages import ids, layout, policy, questions

Connection = psycopg.Connection[Any]
_TIES = ["relational_contact", "recruitment"]


class NothingToTake(KithError):
    """Nobody is known by that id, or they made nothing that a package may hold."""


@dataclass(frozen=True)
class Gathered:
    """Whose package it is, and as of when: an instant as the package writes it."""

    person_id: str
    volunteer_id: str
    as_of: str


def gather(connection: Connection, person_id: str) -> Gathered:
    """Fill ``package_people``, ``package_interactions`` and ``package_relationships``.

    Beside them ``package_authored`` and ``package_brought`` hold what they were made of. All are
    gone when the transaction ends. Raises ``NothingToTake``.
    """
    given: dict[str, Any] = {
        "ties": _TIES, "kinds": policy.kinds_of_records(), "channels": [*layout.channels(), "all"],
    }  # fmt: skip
    person = given["person"] = _one(connection, questions.CURRENT_PERSON, {"person": person_id})
    if person is None:
        raise NothingToTake("Nobody is known here by that person id.")
    _make_tables(connection)
    _run(connection, questions.OWN_RECORDS, given)
    carried_id = _one(connection, questions.CARRIED_ID, given)
    volunteer = given["volunteer"] = carried_id or ids.volunteer_id(person)
    given["key"] = ids.key(volunteer)
    for statement in (
        questions.AUTHORED, "analyze package_authored", questions.BROUGHT, questions.CONTACTS,
        questions.PEOPLE_BROUGHT, questions.OTHERS, questions.INTERACTIONS, questions.RELATIONSHIPS,
        *(questions.carried(table) for table in layout.WITH_LINES if carried_id),
    ):  # fmt: skip
        _run(connection, statement, given)
    given["as_of"] = _one(connection, questions.AS_OF, given)
    if given["as_of"] is None:
        raise NothingToTake("That volunteer has made no record that a package may hold.")
    given["first"] = _one(connection, questions.FIRST, given)
    _run(connection, questions.VOLUNTEER, given)
    return Gathered(person, volunteer, given["as_of"])


def _make_tables(connection: Connection) -> None:
    for statement in questions.TABLES.split(";"):
        connection.execute(statement.encode())
    for table in layout.WITH_LINES:
        named = sql.SQL(", ").join(
            sql.SQL("{} text").format(sql.Identifier(each)) for each in layout.columns(table)
        )
        connection.execute(
            sql.SQL("create temporary table {} ({}) on commit drop").format(
                sql.Identifier(f"package_{table}"), named
            )
        )


def _run(connection: Connection, statement: str, given: dict[str, Any]) -> None:
    used = {name: value for name, value in given.items() if f"%({name})s" in statement}
    connection.execute(statement.encode(), used or None)


def _one(connection: Connection, question: str, given: dict[str, Any]) -> str | None:
    row = connection.execute(question.encode(), given).fetchone()
    return None if row is None else row[0]
