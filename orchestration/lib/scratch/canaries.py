"""A pretend county whose every text is a canary: a token nobody can guess, with whose it is.

It stands in the tables that packages are made of, in a warehouse nobody needs, as dbt would have
built them. Whoever then finds a token in a package knows of whom it tells, and may look whether
the rules let it out.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import psycopg
import yaml
from psycopg import sql

from orchestration.lib.settings import PROJECT_ROOT
from orchestration.lib.warehouse.connection import connect

# Enough of each kind of work to meet every table a package is made of.
KINDS = (
    "contact_attempt", "message", "survey_answer", "event", "event_led", "registration_taken",
    "action_taken", "sign_up_taken", "tag", "consent_taken", "donation_taken", "contact_added",
)  # fmt: skip
_SHAPES = {
    "contact_attempt": "contact_attempts", "message": "messages", "event": "events",
    "survey_answer": "survey_responses", "registration_taken": "registrations",
    "action_taken": "actions", "sign_up_taken": "attendances",
    "relational_contact": "relationships",
}  # fmt: skip
_SEEDS = {
    "registry.organizations": "registry/organizations.csv",
    "registry.sources": "registry/sources.csv",
    "vocabulary.authored_types": "vocabulary/authored_types.csv",
    "vocabulary.interaction_types": "vocabulary/interaction_types.csv",
}
_MODELS = {
    "marts.authored_records": "marts/portability/authored_records.yml",
    "marts.people": "marts/people/people.yml",
    "marts.contact_point_suppressions": "marts/people/contact_point_suppressions.yml",
    **{
        f"canon.{shape}": f"canon/all_{shape}.yml"
        for shape in ("people", *sorted({*_SHAPES.values()}))
    },
}
_IDENTITY = """
    create table identity.record_persons (
        source_id text, record_type text, record_id text, record_key text,
        person_id text collate "C"
    );
    create table identity.person_id_aliases (
        retired_person_id text, person_id text, retired_at timestamptz
    )
"""
# What is no text of anybody: keys by which tables are joined, and words of a closed list.
_PLAIN = {
    "source_id", "tool", "record_type", "method", "person_id", "organization_id", "program_code",
    "authored_type_code",
}  # fmt: skip
_OF_PERSON = ("first_name", "middle_name", "last_name", "name_suffix", "email", "phone_e164")
_SOURCE, _TOOL, _ORGANIZATION = "county_van", "van", "county_organizers"
_RECORD_TYPE = "contacts"

Row = dict[str, Any]


@dataclass(frozen=True)
class Canary:
    """What a token stands in, and in whose package it may be; in nobody's where that is empty."""

    table: str
    column: str
    allowed_in: str


@dataclass
class County:
    """Who worked, and every token with what it stands for."""

    volunteers: list[str] = field(default_factory=list)
    canaries: dict[str, Canary] = field(default_factory=dict)
    records: int = 0


@dataclass
class _Planter:
    chance: random.Random
    county: County = field(default_factory=County)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def row(self, table: str, fixed: Row, allowed: dict[str, str] | None = None) -> Row:
        """A row with a canary in each text that isn't given.

        ``allowed``: in whose package the canary of a column may be.
        """
        made: Row = {}
        for column, kind in self.columns[table].items():
            if column in fixed or column in _PLAIN:
                made[column] = fixed.get(column)
            elif kind == "text":
                made[column] = self.token(table, column, (allowed or {}).get(column, ""))
            elif kind == "boolean":
                made[column] = False
            elif kind == "timestamptz":
                made[column] = self.moment()
        self.rows.setdefault(table, []).append(made)
        return made

    def token(self, table: str, column: str, allowed_in: str) -> str:
        """A new canary in the form its column has."""
        token = f"kq{self.chance.getrandbits(64):016x}"
        told = token
        if column == "email":
            told = f"{token}@mail.example"
        elif column.startswith("phone"):
            # No country has numbers of that form: E.164's longest, and nobody's.
            token = told = f"+1999{self.chance.randrange(10**11):011d}"
        self.county.canaries[token] = Canary(table, column, allowed_in)
        return told

    def moment(self) -> str:
        """Some time of a year long past."""
        day, second = self.chance.randrange(1, 29), self.chance.randrange(60)
        return f"2025-{self.chance.randrange(1, 13):02}-{day:02}T12:00:{second:02}Z"


def plant(people: int, volunteers: int, records: int, chance: random.Random) -> County:
    """Make the tables, in a warehouse without any, and fill them.

    ``volunteers`` of the ``people`` make about ``records`` each: work with others chosen by chance,
    and six ties, of which two are to contacts they brought, one of these to somebody who said no.
    ``chance``: the same gives the same county.
    """
    planter = _Planter(chance)
    with connect("kith_builder") as connection:
        _make_tables(connection, planter)
    for number in range(people):
        _person(planter, number)
    for number in range(volunteers):
        _work(planter, number, people, records)
    with connect("kith_builder") as connection:
        for table, rows in planter.rows.items():
            # Told in no order: what is exported may not depend on it.
            planter.chance.shuffle(rows)
            _copy(connection, table, rows)
        for statement in _INDEXES:
            connection.execute(statement.encode())
    planter.county.records = len(planter.rows["marts.authored_records"])
    return planter.county


def work_more(volunteer: str, records: int) -> None:
    """Let a volunteer reach out so many times more, to somebody else each time."""
    with connect("kith_builder") as connection:
        connection.execute(_MORE, {"volunteer": volunteer, "records": records})


_MORE = """
    insert into marts.authored_records (
        source_id, tool, record_type, record_id, authored_type_code, author_person_id,
        subject_record_type, subject_record_id, subject_person_id, organization_id, program_code,
        channel_code, result_code, occurred_at, received_at
    )
    select
        'county_van', 'van', 'contact_attempt', 'more-' || number, 'contact_attempt',
        %(volunteer)s, 'contacts', 'met-' || number, 'met-' || number, 'county_organizers',
        'canvass', 'canvass', 'canvassed', timestamptz '2025-06-01 UTC' + number * interval '1 min',
        timestamptz '2026-01-01 UTC'
    from generate_series(1, %(records)s) as numbers (number)
"""
_INDEXES = (
    "create index on identity.record_persons (person_id)",
    "create index on identity.record_persons (record_key)",
    "create index on marts.authored_records (author_person_id)",
    "create index on marts.people (person_id)",
    "create index on canon.people (source_id, record_type, record_id)",
    "create index on marts.contact_point_suppressions (channel_code, contact_point)",
    "create index on canon.survey_responses (source_id, record_type, record_id)",
    "analyze",
)


def _make_tables(connection: psycopg.Connection[Any], planter: _Planter) -> None:
    for table, path in _MODELS.items():
        document = yaml.safe_load((PROJECT_ROOT / "models" / path).read_text(encoding="utf-8"))
        told = {each["name"]: each["data_type"] for each in document["models"][0]["columns"]}
        planter.columns[table] = told
        _create(connection, table, told)
    for table, path in _SEEDS.items():
        with (PROJECT_ROOT / "seeds" / path).open(newline="", encoding="utf-8") as handle:
            rows: list[Row] = list(csv.DictReader(handle))
        told = {name: "boolean" if name.startswith("is_") else "text" for name in rows[0]}
        _create(connection, table, told)
        _copy(connection, table, [{k: v or None for k, v in row.items()} for row in rows])
    for statement in _IDENTITY.split(";"):
        connection.execute(statement.encode())


def _create(connection: psycopg.Connection[Any], table: str, columns: dict[str, str]) -> None:
    told = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind))
        for name, kind in columns.items()
    )
    name = sql.Identifier(*table.split("."))
    connection.execute(sql.SQL("create table {} ({})").format(name, told))


def _copy(connection: psycopg.Connection[Any], table: str, rows: Iterable[Row]) -> None:
    found = list(rows)
    columns = list(found[0])
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(*table.split(".")), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in found:
            copy.write_row([row.get(column) for column in columns])


def _person(planter: _Planter, number: int) -> None:
    """Somebody with a record of their own: what is known of them is theirs to take."""
    person = f"p_{number}"
    _record(planter, person, person, {}, {})
    planter.row(
        "marts.people", {"person_id": person}, dict.fromkeys(_OF_PERSON, person)
    )  # fmt: skip


def _record(
    planter: _Planter, record: str, person: str, fixed: Row, allowed: dict[str, str]
) -> None:
    key = {"source_id": _SOURCE, "record_type": _RECORD_TYPE, "record_id": record}
    planter.row("canon.people", {**key, "tool": _TOOL, "language_code": "es", **fixed}, allowed)
    planter.rows.setdefault("identity.record_persons", []).append(
        {**key, "record_key": "/".join(key.values()), "person_id": person}
    )


def _work(planter: _Planter, number: int, people: int, records: int) -> None:
    """A volunteer's work, and their ties: to two they brought, and to others they told of."""
    volunteer = f"p_{number}"
    planter.county.volunteers.append(volunteer)
    for place in range(records):
        kind = KINDS[place % len(KINDS)]
        met = f"p_{planter.chance.randrange(people)}"
        _authored(planter, volunteer, kind, f"{volunteer}-{place}", met, met, "")
    for place in range(6):
        is_entered, said_no = place < 2, place == 1
        known, record = f"c_{number}_{place}", f"c_{number}_{place}"
        whose = volunteer if is_entered and not said_no else ""
        made = {"collected_by_type": _RECORD_TYPE, "collected_by_id": volunteer}
        allowed = dict.fromkeys(_OF_PERSON, whose)
        _record(planter, record, known, made if is_entered else {}, allowed)
        planter.row("marts.people", {"person_id": known, "is_text_suppressed": said_no})
        _authored(planter, volunteer, "relational_contact", f"{record}-tie", known, record, "")
        _authored(planter, volunteer, "survey_answer", f"{record}-ask", known, record, whose)


def _authored(
    planter: _Planter, volunteer: str, kind: str, record: str, met: str, met_record: str, whose: str
) -> None:
    is_event = kind in ("event", "event_led")
    key = {
        "source_id": _SOURCE, "tool": _TOOL, "record_type": kind,
        # The tool's own id is a code of the organization's: a canary too.
        "record_id": f"{record}-{planter.token('canon', 'record_id', '')}",
    }  # fmt: skip
    planter.row(
        "marts.authored_records",
        {
            **key, "authored_type_code": kind, "author_person_id": volunteer,
            "author_record_type": _RECORD_TYPE, "author_record_id": volunteer,
            "subject_person_id": None if is_event else met,
            "subject_record_type": None if is_event else _RECORD_TYPE,
            "subject_record_id": None if is_event else met_record,
            "organization_id": _ORGANIZATION, "program_code": "canvass",
            "origin_system": None, "occurred_at": planter.moment(),
        },
        {"topic_name": volunteer} if is_event else {},
    )  # fmt: skip
    if shape := _SHAPES.get(kind):
        told = ("question_name", "response_name")
        planter.row(f"canon.{shape}", key, dict.fromkeys(told, whose))
