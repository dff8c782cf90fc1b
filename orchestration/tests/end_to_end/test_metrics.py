"""What MetricFlow answers of a metric is what the mart says, read as a BI tool reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest

from orchestration.lib.reports.metrics import Answer, Metrics, Unanswerable
from orchestration.tests.end_to_end.conftest import Demo

# Metrics, what they are cut by, and the same asked of the marts in SQL.
TIED = {
    "a_program_in_a_month": (
        [
            "people", "people_reached", "new_people", "people_shared", "attempts", "contacts",
            "conversations", "survey_responses", "sign_ups", "shows", "flakes", "actions",
            "registrations", "donations", "donated_cents",
        ],
        ["month", "organization_id", "program_code"],
        """
        select
            month_date, organization_id, program_code, people_count, people_reached_count,
            new_people_count, people_shared_count, attempt_count, contact_count,
            conversation_count, survey_response_count, sign_up_count, show_count, flake_count,
            action_count, registration_count, donation_count, donation_cents
        from marts.program_360 where people_count > 0
        """,
    ),
    "people_count_once_in_a_quarter": (
        ["people_reached"],
        ["quarter", "program_code"],
        """
        select date_trunc('quarter', month_date), program_code, count(distinct person_id)
            filter (where is_reached)
        from marts.program_participations group by 1, 2
        """,
    ),
    "people_by_where_they_stand_on_their_journey": (
        ["people_reached", "sign_ups"],
        ["program_code", "current_stage_code"],
        """
        select program_code, current_stage_code, count(distinct person_id)
            filter (where is_reached), sum(sign_up_count)
        from marts.program_participations join marts.member_summaries using (person_id)
        group by 1, 2
        """,
    ),
    "somebody_new_to_two_organizations_is_new_once": (
        ["new_people"],
        [],
        """
        select sum(last_new_people_count) from marts.new_people_months
        where organization_id = 'all' and program_code = 'all'
        """,
    ),
    "new_people_in_a_month_by_a_program_of_any_organization": (
        ["new_people"],
        ["month", "program_code"],
        """
        select month_date, program_code, coalesce(new_people_count, 0)
        from (select distinct month_date, program_code from marts.program_participations) as cells
        left join (select * from marts.new_people_months where organization_id = 'all') as months
            using (month_date, program_code)
        """,
    ),
    "rates": (
        ["contact_rate", "conversation_rate", "flake_rate"],
        ["program_code"],
        """
        select program_code, sum(contact_count)::float / nullif(sum(attempt_count), 0),
            sum(conversation_count)::float / nullif(sum(contact_count), 0),
            sum(flake_count)::float / nullif(sum(show_count + flake_count), 0)
        from marts.program_360 group by 1
        """,
    ),
    "conversion": (
        ["entrants_30_days", "converted_30_days", "conversion_rate_30_days"],
        ["organization_id", "program_code"],
        """
        select organization_id, program_code, sum(people_count), sum(converted_people_count),
            sum(converted_people_count)::float / nullif(sum(people_count), 0)
        from marts.program_conversions where window_days = 30 group by 1, 2
        """,
    ),
    "entries_to_a_stage_in_a_week": (
        ["stage_entries", "stage_returns"],
        ["week", "stage_code"],
        """
        select date_trunc('week', entered_at), stage_code, count(*), sum(is_return::integer)
        from marts.member_stage_periods group by 1, 2
        """,
    ),
    "exits_from_a_stage": (
        ["stage_exits"],
        ["month", "stage_code"],
        """
        select date_trunc('month', left_at), stage_code, count(*)
        from marts.member_stage_periods where left_at is not null group by 1, 2
        """,
    ),
    "members": (
        ["members", "lapsed_members", "lapsed_rate", "second_action_days"],
        ["volunteer_status_code"],
        """
        select volunteer_status_code, count(*), sum(is_lapsed::integer),
            avg(is_lapsed::integer)::float,
            percentile_cont(0.5) within group (order by second_action_days)
        from marts.member_summaries group by 1
        """,
    ),
    "sources": (
        [
            "files_landed", "records_read", "records_landed", "records_quarantined",
            "quarantine_rate", "late_rate",
        ],
        ["day", "source_id"],
        """
        select day_date, source_id, landed_file_count, records_read_count, records_landed_count,
            records_quarantined_count,
            records_quarantined_count::float / nullif(records_read_count, 0),
            late_hours::float / nullif(asked_hours, 0)
        from marts.source_days
        """,
    ),
    "months_without_an_incident_count_none": (
        ["incidents"],
        ["month"],
        """
        select month_date, count(distinct incident_id)
        from marts.calendar_days
        left join marts.incidents
            on date_trunc('month', opened_at at time zone 'UTC') = month_date
        group by 1
        """,
    ),
}


@pytest.fixture(scope="module")
def metrics(demo: Demo) -> Metrics:
    return Metrics((demo.home / "target" / "semantic_manifest.json").read_text())


@pytest.fixture(scope="module")
def reader(demo: Demo) -> Iterator[psycopg.Connection[Any]]:
    with demo.connect("bi_reader") as connection:
        connection.execute("set time zone 'UTC'")
        yield connection


def _by_key(rows: list[tuple[Any, ...]], keys: int) -> dict[tuple[str, ...], list[float | None]]:
    """Rows by what they are cut by: a day, midnight and midnight in UTC are one key."""
    return {
        tuple(str(key)[:10] if isinstance(key, date) else str(key) for key in row[:keys]): [
            None if value is None else round(float(value), 9) for value in row[keys:]
        ]
        for row in rows
    }


@pytest.mark.parametrize("name", TIED)
def test_a_metric_is_what_its_mart_says(
    metrics: Metrics, reader: psycopg.Connection[Any], name: str
) -> None:
    names, by, said = TIED[name]
    answer = metrics.ask(reader, names, by)
    rows = reader.execute(said.encode()).fetchall()
    assert answer.columns[len(by) :] == names
    assert rows
    assert _by_key(answer.rows, len(by)) == _by_key(rows, len(by))
    assert len(answer.rows) == len(rows)


def test_a_condition_leaves_the_rest_out(
    metrics: Metrics, reader: psycopg.Connection[Any]
) -> None:
    answer: Answer = metrics.ask(reader, ["attempts"], ["month"], ["program_code=canvass"], limit=2)
    said = reader.execute(
        "select sum(attempt_count) from marts.program_360 where program_code = 'canvass'"
        " group by month_date order by month_date limit 2"
    ).fetchall()
    assert [row[1] for row in answer.rows] == [row[0] for row in said]
    assert len(said) == 2


def test_every_metric_is_described_and_answers(
    metrics: Metrics, reader: psycopg.Connection[Any]
) -> None:
    listed = metrics.listed()
    assert [each.name for each in listed if not each.description or each.label == each.name] == []
    for each in listed:
        assert metrics.ask(reader, [each.name]).rows, f"{each.name} says nothing"


@pytest.mark.parametrize(
    ("names", "by", "where"),
    [
        (["people_reach"], [], []),
        ([], ["month"], []),
        (["people_reached"], ["tool"], []),
        (["people_reached"], [], ["program_code"]),
        (["people_reached"], [], ["program_code={{ 1 }}"]),
    ],
)
def test_what_cannot_be_answered_is_said(
    metrics: Metrics, names: list[str], by: list[str], where: list[str]
) -> None:
    with pytest.raises(Unanswerable):
        metrics.sql(names, by, where)


def test_the_command_answers_and_reaches_nothing_beyond_this_machine(
    demo: Demo, metrics: Metrics, reader: psycopg.Connection[Any]
) -> None:
    told = demo.run("metrics", "flakes", "flake_rate", "--by", "program_code", "--format", "csv")
    assert told.returncode == 0, told.stderr
    rows = list(csv.DictReader(io.StringIO(told.stdout)))
    answer = metrics.ask(reader, ["flakes", "flake_rate"], ["program_code"])
    assert [(row["participation__program_code"], float(row["flakes"])) for row in rows] == [
        (code, float(flakes)) for code, flakes, _ in answer.rows
    ]
    assert not demo.egress.exists() or "metrics" not in demo.egress.read_text()
