"""Whom the list names, as long as anything here still holds a record of theirs.

The list is of hashes. So each record that identity, its ledger and people's notes name is hashed,
and those that are on the list are theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib.privacy import derived, keys, subject
from orchestration.lib.privacy.subject import Record, Subject
from orchestration.lib.warehouse.connection import connect


@dataclass(frozen=True)
class Known:
    """What is still to be known. ``subjects``: those whom identity has; ``record_keys`` and
    ``person_ids``: of them all; ``records``: those that notes name; ``mentions``: hashes of what
    only they are reached by."""

    subjects: tuple[Subject, ...] = ()
    record_keys: frozenset[str] = frozenset()
    person_ids: frozenset[str] = frozenset()
    records: tuple[Record, ...] = ()
    mentions: frozenset[bytes] = frozenset()


def by_list(forgetting_ids: Sequence[int]) -> Known:
    """What is to be known of those; nothing is read where there are none. Raises ``NoKey``."""
    if not forgetting_ids:
        return Known()
    with connect("kith_privacy") as connection:
        keys.check(connection)
        listed = _listed(connection, "record", forgetting_ids)
        mentions = _listed(connection, "mention", forgetting_ids)
        begun = keys.hasher("record")

        def is_listed(*record: str) -> bool:
            return keys.added(begun, "\0".join(record)) in listed

        current = {
            person for person, *record in connection.execute(
                "select person_id, source_id, record_type, record_id from identity.record_persons"
            ) if is_listed(*record)
        }
        subjects = tuple(subject.of(connection, each) for each in sorted(current))
        noted = {key for key in _keys_of_history(connection) if is_listed(*key.split("/", 2))}
    with connect() as connection:
        noted |= {key for key in _keys_of_notes(connection) if is_listed(*key.split("/", 2))}
        records = tuple(each for each in _records_of_notes(connection) if is_listed(*each))
    with connect("kith_privacy") as connection:
        people = _once(connection, sorted(noted))
    return Known(subjects, frozenset(noted), people, records, mentions)


def _listed(
    connection: psycopg.Connection[Any], kind: str, forgetting_ids: Sequence[int]
) -> frozenset[bytes]:
    return frozenset(bytes(row[0]) for row in connection.execute(
        "select key_hash from landing.suppression_list"
        " where kind_code = %s and forgetting_id = any(%s)", [kind, list(forgetting_ids)]
    ))


def _once(connection: psycopg.Connection[Any], record_keys: Sequence[str]) -> frozenset[str]:
    """The person ids that these records ever had."""
    if not record_keys or not derived.exists(connection, "identity.person_id_history"):
        return frozenset()
    rows = connection.execute(
        "select person_id, previous_person_id from identity.person_id_history"
        " where record_key = any(%s)", [record_keys]
    )
    return frozenset(each for row in rows for each in row if each is not None)


def _keys_of_history(connection: psycopg.Connection[Any]) -> Iterable[str]:
    for table, columns in derived.OF_IDENTITY.items():
        if derived.exists(connection, f"identity.{table}"):
            for column in columns:
                yield from _distinct(connection, "identity", table, column)


def _keys_of_notes(connection: psycopg.Connection[Any]) -> Iterable[str]:
    for table, columns in derived.noted(connection):
        for column in columns:
            if column != "person_id":
                yield from _distinct(connection, "landing", table, column)


def _records_of_notes(connection: psycopg.Connection[Any]) -> Iterable[Record]:
    for (table,) in derived.noted_by_record(connection):
        yield from connection.execute(
            sql.SQL("select distinct source_id, record_type, record_id from {}").format(
                sql.Identifier("landing", table)
            )
        ).fetchall()


def _distinct(
    connection: psycopg.Connection[Any], schema: str, table: str, column: str
) -> Iterable[str]:
    for (value,) in connection.execute(
        sql.SQL("select distinct {0} from {1} where {0} is not null").format(
            sql.Identifier(column), sql.Identifier(schema, table)
        )
    ):
        yield value
