"""Each question can be asked of the marts as their contracts promise them."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest

from orchestration.lib.reports import dashboards
from orchestration.lib.warehouse import connect

Reader = psycopg.Connection[dict[str, Any]]
VALUES = {
    "organization_id": None,
    "first_month": date(2026, 1, 1),
    "words": "María",
    "person_id": "p_1",
}


@pytest.mark.parametrize("question", dashboards.query_names())
def test_a_question_fits_the_marts(reader: Reader, question: str) -> None:
    rows = dashboards.ask(reader, question, **VALUES)
    assert rows == ([{"month_date": None}] if question == "latest_month" else [])


def test_people_are_found_without_their_accents(reader: Reader) -> None:
    with connect("kith_builder") as connection:
        connection.execute(
            "insert into marts.people (person_id, first_name, last_name) values"
            " ('p_1', 'María', 'Núñez'), ('p_2', 'Anna-Maria', 'Lee'), ('p_3', 'Bo', '100%')"
        )
    found = dashboards.ask(reader, "people_found", words="MARIA")
    assert [row["person_id"] for row in found] == ["p_1", "p_2"]
    assert [row["person_id"] for row in dashboards.ask(reader, "people_found", words="%")] == [
        "p_3"
    ]
    with connect("kith_builder") as connection:
        connection.execute("truncate marts.people")


def test_the_reader_changes_nothing_and_sees_only_marts(reader: Reader) -> None:
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        reader.execute("create table marts.mine (n integer)")
    for schema in ("landing", "raw", "staging", "canon", "identity"):
        row = reader.execute("select has_schema_privilege(%s, 'usage') as may", [schema]).fetchone()
        assert row == {"may": False}, f"bi_reader may use {schema}"
