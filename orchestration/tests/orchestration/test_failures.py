"""What is said of a failure names the place and the rule, and holds no value."""

from __future__ import annotations

import dagster as dg
import psycopg
import pytest

from orchestration.lib.failures import told, told_by_dbt
from orchestration.lib.scheduler.steps import without_values
from orchestration.lib.warehouse import connect
from orchestration.tests.orchestration.exports import CANARY

pytestmark = pytest.mark.usefixtures("warehouse")


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        (f'invalid input syntax for type integer: "{CANARY} 555"\n  LINE 12: select', "LINE 12"),
        (
            'duplicate key value violates unique constraint "people_pkey"\n'
            f"  DETAIL:  Key (email)=({CANARY}@mail.example) already exists.",
            'unique constraint "people_pkey"',
        ),
        (
            'could not create unique index "people_pkey"\n'
            f"  DETAIL:  Key (email)=({CANARY}@mail.example) is duplicated.",
            'unique index "people_pkey"',
        ),
        (
            'null value in column "file_id" of relation "people" violates not-null constraint\n'
            f"  DETAIL:  Failing row contains ({CANARY}, null).",
            "violates not-null constraint",
        ),
        (f'date/time field value out of range: "{CANARY}"', "date/time field value out of range"),
        (f"could not read {CANARY}", "Database error"),
    ],
)
def test_dbt_messages(message: str, kept: str) -> None:
    said = told_by_dbt(f"Database Error in model stg_van__people (models/x.sql)\n  {message}")
    assert CANARY not in said and "555" not in said
    assert "stg_van__people" in said
    assert kept.replace("LINE 12", "line 12") in said


def test_a_database_error_is_told_by_its_state_and_place() -> None:
    with connect() as connection, pytest.raises(psycopg.Error) as caught:
        connection.execute("select %s::text::integer", [CANARY])
    said = told(caught.value)
    assert CANARY not in said and "sqlstate 22P02" in said and "test_failures.py" in said


def test_a_warehouse_that_does_not_answer_is_told_as_such() -> None:
    with pytest.raises(psycopg.OperationalError) as caught:
        psycopg.connect("postgresql://someone@127.0.0.1:1/warehouse")
    assert "OperationalError (Connection refused)" in told(caught.value)


def test_dagster_keeps_no_value_of_a_failed_step() -> None:
    @dg.asset
    def step() -> None:
        with without_values(), connect() as connection:
            connection.execute("select %s::text::integer", [CANARY])

    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([step], instance=instance, raise_on_error=False)
        records = instance.get_records_for_run(result.run_id).records
        kept = "\n".join(dg.serialize_value(record.event_log_entry) for record in records)
    assert not result.success
    assert "22P02" in kept and CANARY not in kept
