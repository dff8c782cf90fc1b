"""Each question fits the marts as their contracts promise them, and is answered by an index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from orchestration.lib import settings
from orchestration.lib.reports import dashboards
from orchestration.lib.warehouse import connect
from orchestration.tests.dashboards.conftest import fill
from orchestration.tests.project.manifest import Manifest

Reader = psycopg.Connection[dict[str, Any]]
VALUES = {
    "organization_id": None, "months": 12, "days": 14, "day_date": None, "words": "María",
    "person_id": "p_1", "person_ids": ["p_1"], "destination_id": None,
}  # fmt: skip


@pytest.mark.parametrize("question", dashboards.query_names())
def test_a_question_fits_the_marts(reader: Reader, question: str) -> None:
    rows = dashboards.ask(reader, question, **VALUES)
    assert rows == ([{"is_allowed": True}] if question == "may_name_people" else [])


@pytest.mark.parametrize("question", dashboards.query_names())
def test_no_question_reads_all_people_or_all_that_happened(
    reader: Reader, manifest: Manifest, question: str
) -> None:
    """Of marts that grow with people, only what an index finds, or the first rows of one."""
    large = {each.name for each in manifest.layer("marts") if "person_id" in each.columns}
    for way in ("seqscan", "hashjoin", "mergejoin"):
        reader.execute(f"set enable_{way} = off".encode())
    statement = (dashboards.FOLDER / "queries" / f"{question}.sql").read_text()
    found = reader.execute(f"explain (format json) {statement}".encode(), VALUES).fetchone()
    assert found is not None
    whole = [
        node["Relation Name"]
        for node, is_limited in _nodes(found["QUERY PLAN"][0]["Plan"], False)
        if node.get("Relation Name") in large
        and not (node["Node Type"].startswith("Index") and ("Index Cond" in node or is_limited))
        and node["Node Type"] != "Bitmap Heap Scan"
    ]
    assert whole == [], f"{question} reads the whole of it: make a mart that counts it"


def _nodes(node: dict[str, Any], is_limited: bool) -> Iterator[tuple[dict[str, Any], bool]]:
    """A plan's nodes, and whether each stops when its reader has had enough."""
    yield node, is_limited
    passes_on = node["Node Type"] in ("Result", "Subquery Scan", "Nested Loop")
    stops = node["Node Type"] == "Limit" or (is_limited and passes_on)
    for below in node.get("Plans", []):
        yield from _nodes(below, stops)


def test_what_the_boards_read_is_exposed() -> None:
    """So that whoever changes a mart sees who looks at it."""
    asked = "".join(
        (dashboards.FOLDER / "queries" / f"{question}.sql").read_text()
        for question in dashboards.query_names()
    )
    told = (settings.PROJECT_ROOT / "models" / "marts" / "exposures.yml").read_text()
    assert set(re.findall(r"marts\.(\w+)", asked)) <= set(re.findall(r"ref\('(\w+)'\)", told))


@pytest.fixture
def people(reader: Reader) -> Iterator[None]:
    """Three people who can be looked up."""
    with connect("kith_builder") as connection:
        fill(connection, "people", *[
            {"person_id": person, "first_name": first, "last_name": last}
            for person, first, last in (
                ("p_1", "María", "Núñez"), ("p_2", "Anna-Maria", "O'Lee"), ("p_3", "Bo", "Mariani"),
            )
        ])  # fmt: skip
        fill(connection, "person_names", *[
            {"person_id": person, "name_key": key} for person, key in (
                ("p_1", "maria nunez maria"), ("p_1", "nunez maria"), ("p_1", "maria"),
                ("p_2", "anna maria olee anna maria"), ("p_2", "maria olee anna maria"),
                ("p_2", "olee anna maria"), ("p_3", "bo mariani bo"), ("p_3", "mariani bo"),
            )
        ])  # fmt: skip
        fill(connection, "person_identifiers", *[
            {"person_id": person, "identifier_type": kind, "identifier_value": value}
            for person, kind, value in (
                ("p_1", "email", "maria@mail.example"), ("p_2", "phone", "+12125550143"),
                ("p_3", "external_id", "12125550143"),
            )
        ])  # fmt: skip
    yield
    with connect("kith_builder") as connection:
        connection.execute("truncate marts.people, marts.person_names, marts.person_identifiers")


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("MARIA", ["p_2", "p_3", "p_1"]),
        ("  Núñez,  maria", ["p_1"]),
        ("o'lee", ["p_2"]),
        ("anna-maria", ["p_2"]),
        ("aria", []),
        ("%%", []),
        ("m_ria", []),
        ("Maria@Mail.Example ", ["p_1"]),
        ("(212) 555-0143", ["p_2"]),
        ("+1 212 555 0143", ["p_2"]),
        ("5550143", []),
    ],
)  # fmt: skip
def test_people_are_found_however_they_are_typed(
    reader: Reader, words: str, found: list[str]
) -> None:
    rows = dashboards.ask(reader, "people_found", words=words)
    assert [row["person_id"] for row in rows] == found


# Texts of marts that name nobody and reach nobody, though their names don't say what they are.
PLAIN = {
    "authored_types", "account_name", "advice", "asserted_by", "authored_type_name", "blocked_name",
    "command", "concern_name",
    "effort_name", "escalates_contact", "file_part_name", "fixes_contact", "held_reason",
    "holder_contact", "identifier_scope", "incident_type_name", "measure_name", "message",
    "method", "organization_name", "origin_system", "page_name", "program_name", "purposes",
    "relationship_raw",
    "responsible_contact", "shape_name", "stage_name", "subject_name", "task_name", "topic_name",
    "question_raw", "time_zone", "unmapped_vocabulary_name", "vendor_name", "vocabulary_name",
}  # fmt: skip
# Codes, ids, days and tools; but some of them are somebody's own.
SAID_BY_NAME = ("_id", "_code", "_type", "_key", "_tool", "_rank", "tool", "_date")
CODED = ("birth_date", "name_key", "postal_code")


def test_a_viewer_reads_all_of_marts_but_what_names_people(
    reader: Reader, manifest: Manifest
) -> None:
    """By the catalog; a new text in a mart is nobody's business until it is said to be plain."""
    refused = reader.execute(
        "select distinct attname from pg_attribute join pg_class on pg_class.oid = attrelid"
        " where relnamespace = 'marts'::regnamespace and relkind = 'r' and attnum > 0"
        "  and not has_column_privilege('bi_viewer', attrelid, attnum, 'select')"
    ).fetchall()
    personal = {row["attname"] for row in refused}
    texts = {
        name for model in manifest.layer("marts") for name, column in model.columns.items()
        if column["data_type"] in ("text", "date")
        and model.node["config"]["materialized"] != "ephemeral"
        and (name in CODED or not name.endswith(SAID_BY_NAME))
    }
    assert personal == texts - PLAIN, "decide: landing.personal_columns(), or PLAIN here"


def test_the_reader_changes_nothing_and_sees_only_marts(reader: Reader) -> None:
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        reader.execute("create table marts.mine (n integer)")
    for schema in ("landing", "raw", "staging", "canon", "identity"):
        row = reader.execute("select has_schema_privilege(%s, 'usage') as may", [schema]).fetchone()
        assert row == {"may": False}, f"bi_reader may use {schema}"
