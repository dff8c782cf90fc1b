"""A toy tool with people and calls, and a list of the forgotten that a test writes itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from orchestration.lib import settings
from orchestration.lib.privacy import keys
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.landing.toy import SOURCE

TABLES = """\
      - name: members
        config: {meta: {files: ["members*"], record_id: [id], snapshot: full}}
        columns:
          - name: id
          - name: first_name
          - name: last_name
          - name: email
          - name: phone
          - {name: note, config: {meta: {optional: true}}}
      - name: calls
        config: {meta: {files: ["calls*"], record_id: [call_id]}}
        columns:
          - name: call_id
          - name: member_id
          - name: caller_id
          - {name: caller__given_name, config: {meta: {optional: true}}}
          - {name: caller__family_name, config: {meta: {optional: true}}}
          - {name: caller__email_address, config: {meta: {optional: true}}}
          - name: result
      - name: remarks
        config: {meta: {files: ["remarks*"], record_id: [remark_id]}}
        columns:
          - name: remark_id
          - name: owner_id
          - name: owner_type
          - name: words
      - name: chats
        config: {meta: {files: ["chats*"], record_id: [chat_id]}}
        columns:
          - name: chat_id
          - {name: people, data_type: jsonb}
"""
List = Callable[[set[tuple[str, bytes]]], None]


@pytest.fixture
def toy(declare: Callable[..., None], empty_landing: None) -> None:
    for path in settings.archive_folder().glob("[0-9a-f][0-9a-f]/*"):
        path.unlink()
    declare(TABLES)


@pytest.fixture
def put_on_list(warehouse: Path) -> Iterator[List]:
    """put_on_list(hashes): somebody is forgotten; calls say whom they are of and by whom."""

    def put(hashes: set[tuple[str, bytes]]) -> None:
        with connect() as connection:
            number = _one(connection, "insert into landing.forgotten_people"
                          " (subject_key, key_check, asked_by, reason)"
                          " values ('s', %s, 'test', 'they asked') returning forgetting_id",
                          [keys.keyed("check").hex()])
            connection.cursor().executemany(
                "insert into landing.suppression_list values (%s, %s, %s)",
                [(digest, kind, number) for kind, digest in hashes],
            )
            connection.cursor().executemany(
                "insert into landing.person_columns"
                " values ('toy', 'calls', %s, %s, 'members', false)",
                [("member_id", "about"), ("caller_id", "by")],
            )

    yield put
    with connect() as connection:
        connection.execute("truncate landing.suppression_list, landing.person_columns,"
                           " landing.redacted_files, landing.forgotten_people")


def member(record_id: str, *names_and_points: tuple[str, str]) -> set[tuple[str, bytes]]:
    """What the list says of a member: by their id, and by each (point, name)."""
    record = (SOURCE, "members", record_id)
    return {("record", keys.keyed("record", *record)),
            ("reference", keys.keyed("reference", *record))} | {
        ("contact", keys.keyed("contact", f"{point}|{name}")) for point, name in names_and_points
    }


def _one(connection: psycopg.Connection, statement: str, values: list[object]) -> object:
    row = connection.execute(statement.encode(), values).fetchone()
    assert row is not None
    return row[0]
