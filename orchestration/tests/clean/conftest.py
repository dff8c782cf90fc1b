"""Cleaning macros, rendered by dbt itself and run on the warehouse's PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql

from orchestration.lib.warehouse.connection import connect
from orchestration.tests.macros_only import compiled

Evaluate = Callable[..., list[Any]]

CALLS = {
    "clean_text": "clean_text('value')",
    "clean_name": "clean_name('value')",
    "email": "email('value')",
    "email_key": "email_key('value')",
    "phone_e164": "phone_e164('value')",
    "british_phone": "phone_in_country('value', \"'GB'\")",
    "minted_id": "minted_id(['value', \"'x'\"])",
    "postal_code": "postal_code('value')",
    "region_code": "region_code('value')",
    "country_code": "country_code('value')",
    "iso_date": "iso_date('value')",
    "american_date": "iso_date('value', order='mdy')",
    "european_date": "iso_date('value', order='dmy')",
    "instant": "instant('value', time_zone=\"'America/New_York'\")",
    "american_instant": "instant('value', time_zone=\"'America/New_York'\", order='mdy')",
    "salesforce_id": "salesforce_id('value')",
    "epoch_instant": "epoch_instant('value')",
    "whole_number": "whole_number('value')",
    "share": "share('value')",
    "cents": "cents('value')",
    "yes_no": "yes_no('value')",
    "name_key": "name_key('value')",
    "given_name": "given_name('value')",
    "family_name": "family_name('value')",
    "json_text": "json_text('cast(value as jsonb)', 'a', '0', 'b')",
    "json_items": "json_items('cast(value as jsonb)', 'a')",
}


@pytest.fixture(scope="session")
def expressions(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Each call's SQL, as dbt writes it."""
    folder: Path = tmp_path_factory.mktemp("macros")
    return dict(zip(CALLS, compiled(folder, list(CALLS.values())), strict=True))


@pytest.fixture(scope="session")
def evaluate(expressions: dict[str, str]) -> Evaluate:
    """evaluate(call, values): what each value becomes, all in one statement."""

    def run(call: str, values: Sequence[str | None]) -> list[Any]:
        statement = sql.SQL(
            "select {} from jsonb_array_elements_text(%s::jsonb) with ordinality"
            " as given (value, position) order by position"
        ).format(sql.SQL(expressions[call].replace("%", "%%")))
        with connect("kith_builder") as connection:
            rows = connection.execute(statement, [json.dumps(list(values))]).fetchall()
        assert len(rows) == len(values)
        return [row[0] for row in rows]

    return run
