"""People told by hand: their records, what identity holds of them, and what the tools sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql

from orchestration.lib.tools import variables
from orchestration.lib.warehouse import connect
from orchestration.tests.conftest import forget_landings, forget_models

_SEEDS = """
    create table vocabulary.placeholder_values (contact_point_type text, pattern text);
    create table vocabulary.role_mailboxes (mailbox_name text);
    insert into vocabulary.placeholder_values values ('email', '^none@');
    insert into vocabulary.role_mailboxes values ('info');
    create table registry.identity_rules (rule_id text, kind_name text, meaning text);
    insert into registry.identity_rules values
        ('same_id', 'identifier', 'The same id within its scope and the same name'),
        ('same_phone', 'phone', 'One person''s phone and the same name'),
        ('model_strong', 'model', 'The probabilistic model holds them to be one person''s'),
        ('steward_yes', 'steward', 'A steward said that they are one person'),
        ('two_birth_dates', 'birth_date_claim', 'Two different birth dates');
    create table identity.record_persons
        (source_id text, record_type text, record_id text, record_key text, person_id text);
    create table identity.match_keys
        (record_key text, match_type text, contact_point text, judged_key uuid, value_key uuid);
    create table identity.shared_values (judged_key uuid, profile_code text);
    create table identity.assertions (left_record_key text, right_record_key text, rule_id text,
        kind_name text, weight integer, is_negative boolean);
    create table marts.interactions (occurred_at timestamptz, interaction_type_code text,
        program_code text, channel_code text, result_code text, topic_name text, tool text,
        source_id text, record_type text, record_id text);
"""
_CODES = {"contact_attempts": ["channel_code", "result_code"],
          "consents": ["channel_code", "status_code"]}
_SOURCE, _TYPE = "county_van", "contacts"


class County:
    """Records of one tool's account, and who identity holds them to be."""

    def person(self, number: str, person_id: str, **said: str) -> str:
        """A person record, with what it says; its key."""
        row = {"contactsid": number, "firstname": said.get("first_name"),
               "lastname": said.get("last_name")}
        self._landed("people", _TYPE, number, row, said)
        key = f"{_SOURCE}/{_TYPE}/{number}"
        _insert("identity.record_persons", source_id=_SOURCE, record_type=_TYPE, record_id=number,
                record_key=key, person_id=person_id)
        for kind, column in (("email", "email"), ("phone", "phone_e164")):
            if column in said:
                judged = hashlib.md5(said[column].encode(), usedforsecurity=False).hexdigest()
                _insert("identity.match_keys", record_key=key, match_type=kind,
                        contact_point=said[column], judged_key=judged, value_key=judged)
        return key

    def attempt(self, number: str, of: str, by: str, **raw: Any) -> None:
        """That somebody tried to reach a person, and what the tool says of that beside."""
        said = {"person_record_type": _TYPE, "person_record_id": of, "collected_by_type": "users",
                "collected_by_id": by, "channel_code": "canvass", "result_code": "canvassed"}
        row = {"contactscontactid": number, "vanid": of, "canvassedby": by} | raw
        self._landed("contact_attempts", "contactscontacts", number, row, said)
        _insert("marts.interactions", interaction_type_code="contact_attempt",
                result_code="canvassed", tool="van", source_id=_SOURCE,
                record_type="contactscontacts", record_id=number)

    def also(self, number: str, of: str) -> None:
        """That the record of an attempt is about somebody else, too."""
        _insert("canon.contact_attempts", source_id=_SOURCE, tool="van",
                record_type="contactscontacts", record_id=f"{number}:{of}", file_row=1,
                file_id=_file_id("contactscontacts", number), person_record_type=_TYPE,
                person_record_id=of)

    def tie(self, of: str, to: str, record_type: str = _TYPE, number: str = "") -> None:
        """That the one is tied to the other, told in the one's own record or in one of its own."""
        _insert("canon.relationships", source_id=_SOURCE, tool="van", record_type=record_type,
                record_id=number or of, file_id=_file_id(_TYPE, of), file_row=1,
                person_record_type=_TYPE, person_record_id=of,
                related_record_type=_TYPE, related_record_id=to)
        _insert("marts.interactions", interaction_type_code="event_sign_up", topic_name="A hearing",
                tool="van", source_id=_SOURCE, record_type=record_type, record_id=number or of)

    def link(self, one: str, other: str, rule: str, negative: bool = False) -> None:
        """What speaks for, or against, two records being one person's."""
        left, right = sorted((one, other))
        _insert("identity.assertions", left_record_key=left, right_record_key=right, rule_id=rule,
                kind_name=rule, weight=9, is_negative=negative)

    def shared(self, value: str, profile_code: str) -> None:
        """Whose an address or number seems to be."""
        judged = hashlib.md5(value.encode(), usedforsecurity=False).hexdigest()
        _insert("identity.shared_values", judged_key=judged, profile_code=profile_code)

    def _landed(
        self, shape: str, record_type: str, number: str, row: dict[str, Any], said: dict[str, str]
    ) -> None:
        with connect() as connection:
            found = connection.execute(
                "insert into landing.loads (source_id, file_id, file_name, size_bytes, method,"
                " extracted_at, status, released_at) values (%s, %s, 'told.csv', 0, 'file', now(),"
                " 'landed', now()) returning load_id, file_id",
                [_SOURCE, _file_id(record_type, number)],
            ).fetchone()
            assert found
            held = {
                name for (name,) in connection.execute(
                    "select attname from pg_attribute where attnum > 0 and attrelid ="
                    " format('landing.%%I', %s::text)::regclass", [f"van__{record_type}"],
                )
            }
        extra = {name: value for name, value in row.items() if name not in held}
        kept = {name: value for name, value in row.items() if name in held}
        _insert(f"landing.van__{record_type}", _load_id=found[0], _row=1, _record_id=number,
                _record_hash=b"", _extra=json.dumps(extra), **kept)
        _insert(f"canon.{shape}", source_id=_SOURCE, tool="van", record_type=record_type,
                record_id=number, file_id=found[1], file_row=1, **said)


def _file_id(record_type: str, number: str) -> str:
    """Of a file with this record alone."""
    return hashlib.sha256(f"{record_type} {number}".encode()).hexdigest()


def _insert(table: str, **values: Any) -> None:
    with connect() as connection:
        connection.execute(
            sql.SQL("insert into {} ({}) values ({})").format(
                sql.Identifier(*table.split(".")),
                sql.SQL(", ").join(map(sql.Identifier, values)),
                sql.SQL(", ").join(sql.Placeholder() * len(values)),
            ),
            [*values.values()],
        )


@pytest.fixture(scope="module")
def built(warehouse: Path) -> Iterator[None]:
    """Canon as vars.yml has it, and the relations of identity that are read; no rows."""
    forget_models()
    said = variables.read()
    with connect("kith_builder") as connection:
        for shape, columns in said.shapes.items():
            told = said.provenance | columns | dict.fromkeys(_CODES.get(shape, ()), "text")
            listed = ", ".join(f"{name} {kind}" for name, kind in told.items())
            connection.execute(f"create table canon.{shape} ({listed})".encode())
        connection.execute(_SEEDS.encode())
    yield
    forget_models()


@pytest.fixture
def county(built: None) -> Iterator[County]:
    """Nobody yet."""
    yield County()
    told = ["identity.record_persons", "identity.match_keys", "identity.shared_values",
            "identity.assertions", "marts.interactions"]
    told += [f"canon.{shape}" for shape in variables.read().shapes]
    with connect("kith_builder") as connection:
        connection.execute(f"truncate {', '.join(told)}".encode())
    forget_landings()
