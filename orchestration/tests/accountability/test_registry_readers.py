"""Who is responsible for a source and what is promised of it: Python and the models say the same.

What runs before dbt reads the seeds itself. Both get the same made-up lines, with defaults, lines
about a tool, an organization and a source, some of which end, begin again or promise nothing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest

from orchestration.lib import registry, settings
from orchestration.lib.registry import promises, roles
from orchestration.lib.registry.organizations import day_of
from orchestration.lib.settings import PROJECT_ROOT
from orchestration.lib.warehouse import connect

FIRST, DAYS = date(2026, 3, 1), 40
TOOLS, ORGANIZATIONS = ("van", "spoke"), ("east", "west")
SOURCES = [f"{tool}_{organization}" for tool, organization in product(TOOLS, ORGANIZATIONS)]
SUBJECTS = [("everything", ""), *(("tool", tool) for tool in TOOLS),
            *(("organization", each) for each in ORGANIZATIONS),
            *(("source", each) for each in SOURCES)]  # fmt: skip
MODELS = {"program_360": "marts/programs", "people": "marts/people", "all_people": "canon"}
PARTS = [("model", each) for each in ("program_360", "all_people", "marts", "marts/programs")]
CODES = ("freshness_hours", "standard_level")
SEEDS = {
    "sources": "source_id text, tool text, organization_id text, account_name text,"
               " account_id text, time_zone text, encoding text",
    "organizations": "organization_id text, time_zone text",
    "roles": "subject_type text, subject_id text, role_code text, contact text",
    "promises": "subject_type text, subject_id text, promise_code text, promised_value numeric,"
                " since_date date, until_date date",
}  # fmt: skip


@pytest.fixture(params=range(5))
def models(
    request: pytest.FixtureRequest, warehouse: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[psycopg.Connection[Any]]:
    """The models on seeds made up anew, which Python reads as well."""
    folder = tmp_path / "seeds" / "registry"
    folder.mkdir(parents=True)
    made = _made_up(Random(request.param))
    with connect("kith_builder") as connection:
        for seed, columns in SEEDS.items():
            names = [column.split()[0] for column in columns.split(", ")]
            with (folder / f"{seed}.csv").open("w", newline="") as handle:
                csv.writer(handle).writerows([names, *made[seed]])
            connection.execute(f"create temporary table {seed} ({columns})")
            connection.cursor().executemany(
                f"insert into {seed} values ({', '.join(['%s'] * len(names))})",
                [[value or None for value in row] if seed == "promises" else row
                 for row in made[seed]],
            )  # fmt: skip
        connection.execute(
            "create temporary table lineage_edges as"
            " select 'model.kith.' || name as node_id, name as node_name, folder as folder_name"
            " from unnest(%s::text[], %s::text[]) as models (name, folder)",
            [list(MODELS), list(MODELS.values())],
        )
        for model in ("source_contacts", "part_contacts", "source_promises", "freshness_promises"):
            text = (PROJECT_ROOT / "models" / "registry" / f"{model}.sql").read_text()
            query = re.sub(r"\{\{ ref\('(\w+)'\) \}\}", r"pg_temp.\1", text)
            connection.execute(f"create temporary table {model} as {query}".encode())
        monkeypatch.setattr(settings, "PROJECT_ROOT", tmp_path)
        monkeypatch.delenv("KITH_SOURCES", raising=False)
        yield connection


def test_both_name_the_same_contacts(models: psycopg.Connection[Any]) -> None:
    told = {
        source_id: {role: contact for role, contact in zip(
            ("responsible", "fixes", "escalates"), contacts, strict=True
        ) if contact}
        for source_id, *contacts in models.execute(
            "select source_id, responsible_contact, fixes_contact, escalates_contact"
            " from source_contacts"
        )
    }  # fmt: skip
    assert told == {each: roles.contacts(registry.source(each)) for each in SOURCES}
    assert any(told.values())


def test_both_name_the_same_contacts_of_a_model(models: psycopg.Connection[Any]) -> None:
    told = {
        name: {role: contact for role, contact in zip(
            ("responsible", "fixes", "escalates"), contacts, strict=True
        ) if contact}
        for name, *contacts in models.execute(
            "select model_name, coalesce(own.responsible_contact, every.responsible_contact),"
            " coalesce(own.fixes_contact, every.fixes_contact),"
            " coalesce(own.escalates_contact, every.escalates_contact)"
            " from unnest(%s::text[]) as models (model_name)"
            " left join part_contacts as own"
            "   on own.subject_type = 'model' and own.subject_id = model_name"
            " left join part_contacts as every on every.subject_type = 'everything'",
            [list(MODELS)],
        )
    }  # fmt: skip
    assert told == {name: roles.of_model(name, folder) for name, folder in MODELS.items()}
    assert any(told.values())


def test_both_promise_the_same_on_every_day(models: psycopg.Connection[Any]) -> None:
    told = {
        (source_id, code, day): value and float(value)
        for source_id, code, day, value in models.execute(
            "select source_id, promise_code, cast(day as date), promised_value"
            " from source_promises"
            " inner join generate_series(%s::date, %s::date, '1 day') as days (day)"
            "   on day between since_date and until_date",
            [FIRST, FIRST + timedelta(days=DAYS)],
        )
    }
    expected = {
        (source_id, code, day): promises.promised(registry.source(source_id), code, day)
        for source_id, code in product(SOURCES, CODES)
        for day in (FIRST + timedelta(days=since) for since in range(DAYS + 1))
    }
    assert {key: told.get(key) for key in expected} == expected
    assert any(told.values())


def test_a_promise_ends_at_the_organizations_midnight_and_not_at_utcs(
    models: psycopg.Connection[Any],
) -> None:
    moments = [datetime(2026, 3, 1, 0, 30, tzinfo=UTC) + timedelta(hours=4 * step)
               for step in range(6 * DAYS)]  # fmt: skip
    told = {
        (source_id, moment): float(hours)
        for source_id, moment, hours in models.execute(
            "select source_id, moment, promised_hours from freshness_promises"
            " inner join unnest(%s::timestamptz[]) as moments (moment)"
            "   on begins_at <= moment and moment < ends_at",
            [moments],
        )
    }
    days = {(each, moment): day_of(registry.source(each).organization_id, moment)
            for each, moment in product(SOURCES, moments)}  # fmt: skip
    assert any(day != moment.date() for (_, moment), day in days.items())
    for (source_id, moment), day in days.items():
        promised = promises.promised(registry.source(source_id), "freshness_hours", day)
        assert told.get((source_id, moment)) == promised


def _made_up(random: Random) -> dict[str, list[list[str]]]:
    return {
        "sources": [[each, *each.split("_"), "", "", "UTC", "utf-8"] for each in SOURCES],
        "organizations": [["east", "America/New_York"], ["west", "Pacific/Auckland"]],
        "roles": [
            [*subject, role, "" if subject[0] != "model" and random.random() < 0.1
             else f"{role}@{subject[1] or 'all'}"]
            for subject, role in product([*SUBJECTS, *PARTS], ("responsible", "fixes", "escalates"))
            if random.random() < 0.5
        ],
        "promises": [
            [*subject, code, *stretch]
            for subject, code in product(SUBJECTS, CODES)
            for stretch in _stretches(random)
        ],
    }


def _stretches(random: Random) -> Iterator[list[str]]:
    """Up to three promises, one after another: what is promised, since when and until when."""
    turns = sorted(random.sample(range(DAYS), 6))
    for number in range(random.randrange(4)):
        since, until = (FIRST + timedelta(days=each) for each in turns[2 * number : 2 * number + 2])
        is_first, is_last = number == 0 and random.random() < 0.3, number == 2
        value = "" if random.random() < 0.2 else str(random.randrange(1, 5))
        yield [value, "" if is_first else since.isoformat(), "" if is_last else until.isoformat()]
