"""Runs suites with Great Expectations in the database; results keep counts and no value."""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from orchestration.lib import settings
from orchestration.lib.build.gates.check import Check
from orchestration.lib.warehouse import connect
from orchestration.lib.warehouse.connection import url_in_role

if TYPE_CHECKING:
    from expectations.suites.suite import Measures, Suite

Row = dict[str, Any]
_MOST_NAMED = 3
_REFUSED = "The database refused the check."
# What is asked of so many columns that no suite says it of each.
_ASKED = {
    "expect_column_values_to_not_be_null": "Every row has its {about}.",
    "expect_column_value_lengths_to_be_between": "{about} is never blank.",
    "expect_column_values_to_be_between": "{about} is within its limits.",
    "expect_column_values_to_be_unique": "No two rows share their {about}.",
    "expect_column_values_to_be_in_set": "{about} holds for every row.",
}
# What one look of a gate found was written at one time; the ledger's last rows hold the last looks.
_LAST_RUNS = """
    select
        to_char(checked_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI'), gate,
        coalesce(source_id, 'canon and identity'), count(*),
        count(*) filter (where not is_passed and severity <> 'warning'),
        count(*) filter (where not is_passed and severity = 'warning')
    from (select * from landing.gate_results order by gate_result_id desc limit 5000) as last
    group by checked_at, gate, source_id
    order by checked_at desc
    limit 50
"""


def judge(gate: str, suites: Iterable[Suite]) -> list[Check]:
    """Run each suite on what its query returns."""
    return [
        _check(suite.relation, each)
        for suite in suites
        for each in _run(gate, suite.relation, suite.query, suite.expectations)
    ]


def judge_measures(gate: str, relation: str, measures: Sequence[Measures]) -> list[Check]:
    """Count what is to be judged, each query once, and run the expectations on what was counted.

    What no table could be asked is not judged.
    """
    rows, types = _measured(measures)
    asked = {column for row in rows for column, value in row.items() if value is not None}
    advice = {column: said for each in measures for column, said in each.advice.items()}
    expectations = [
        expectation
        for each in measures
        for expectation in each.expectations
        if getattr(expectation, "column", None) in asked
    ]
    if not expectations:
        return []
    found = _run(gate, relation, _as_query(rows, types), expectations)
    subject = relation.partition(" of ")[2]
    return [_check_measure(relation, subject, each, rows, advice) for each in found]


def forget(pattern: str) -> None:
    """The Data Docs tell of the last judgement only."""
    for old in settings.folder("gates").glob(pattern):
        old.unlink()


def build_data_docs() -> Path:
    """Write what the gates last found as static pages that load nothing; returns their index."""
    from orchestration.lib.reports import data_docs

    with connect("kith_builder") as connection:
        runs = [data_docs.Run(*row) for row in connection.execute(_LAST_RUNS)]
    return data_docs.write(settings.folder("gates"), settings.folder("data_docs"), runs)


# ── What is counted ───────────────────────────────────────────────────────────────────────────


def _measured(measures: Sequence[Measures]) -> tuple[list[Row], dict[str, str]]:
    """The rows of all queries, and of each column its type in SQL."""
    rows: list[Row] = []
    types: dict[str, str] = {}
    with connect("kith_builder") as connection:
        for each in measures:
            cursor = connection.execute(each.query.encode())
            columns = cursor.description or []
            for column in columns:
                known = psycopg.adapters.types.get(column.type_code)
                types[column.name] = known.name if known else "text"
            rows += [
                {column.name: value for column, value in zip(columns, row, strict=True)}
                for row in cursor
            ]
    return rows, types


def _as_query(rows: list[Row], types: dict[str, str]) -> str:
    """The rows, which name tables and hold counts, as a query that costs nothing."""
    written = json.dumps(rows, default=_plain).replace("'", "''")
    columns = ", ".join(f"{name} {kind}" for name, kind in types.items())
    return f"select * from jsonb_to_recordset('{written}'::jsonb) as counted ({columns})"  # noqa: S608


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)


def _check_measure(
    relation: str, subject: str, result: dict[str, Any], rows: list[Row], advice: dict[str, str]
) -> Check:
    """The outcome with how many records it is about, in which tables, and what to do."""
    check = _check(relation, result)
    if _raised(result):
        return check
    arguments = result["expectation_config"]["kwargs"]
    column = arguments["column"]
    judged = sum(row.get(column) is not None for row in rows)
    check = replace(check, checked_count=judged, sentence=_sentence(result))
    if check.is_passed:
        return check
    beyond = [row for row in rows if _is_beyond(row.get(column), arguments)]
    tables = sorted({row["relation"] for row in beyond})
    if not tables:
        return check
    counted = "count_of_" + column.partition("_")[2]
    said = [
        advice[column].format(
            count=f"{int(row.get(counted) or 0):,}",
            table=row["relation"].partition("__")[2],
            load_id=row["load_id"],
        )
        for row in beyond
        if check.is_blocking and column in advice
    ]
    more = f" and {len(tables) - _MOST_NAMED} more" if len(tables) > _MOST_NAMED else ""
    return replace(
        check,
        relation=f"{', '.join(tables[:_MOST_NAMED])}{more} of {subject}",
        advice=tuple(said),
    )


def _is_beyond(value: Any, arguments: dict[str, Any]) -> bool:
    least, most = arguments.get("min_value"), arguments.get("max_value")
    return value is not None and (
        (least is not None and value < least) or (most is not None and value > most)
    )


# ── Great Expectations ────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def _data_source(url: str) -> Any:
    """The warehouse at ``url`` in one Great Expectations context, in memory, for this process."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
    )

    # Its messages can hold a database error, and a database error can hold a value.
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    defaults = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    context = great_expectations.get_context(
        mode="ephemeral", project_config=DataContextConfig(store_backend_defaults=defaults)
    )
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    return context.data_sources.add_postgres(
        "warehouse",
        connection_string=url,
        create_temp_table=False,
    )


def _run(gate: str, relation: str, query: str, expectations: Sequence[Any]) -> list[dict[str, Any]]:
    """Run expectations on a query; keep the result, without values, for the Data Docs."""
    import great_expectations

    from expectations.suites.suite import RESULT_FORMAT

    source = _data_source(url_in_role("kith_builder", "postgresql+psycopg"))
    name = re.sub(r"[^a-z0-9_]+", "-", f"{gate} {relation}".lower())
    # Great Expectations takes only what begins with SELECT.
    asset = source.add_query_asset(
        name,
        query=f"select * from ({query}) as examined",  # noqa: S608 - our own text
    )
    try:
        batch = asset.add_batch_definition_whole_table("all").get_batch()
        found = batch.validate(
            great_expectations.ExpectationSuite(name=name, expectations=list(expectations)),
            result_format=RESULT_FORMAT,
        )
    finally:
        source.delete_asset(name)
    result = found.to_json_dict()
    for each in result["results"]:
        if _raised(each):
            each["exception_info"] = {
                "raised_exception": True,
                "exception_message": _REFUSED,
                "exception_traceback": "",
            }
    now = datetime.now(UTC)
    result["meta"] |= {"relation": relation, "checked_at": f"{now:%Y-%m-%d %H:%M}"}
    (settings.folder("gates") / f"{name}.json").write_text(json.dumps(result, default=str))
    return list(result["results"])


def _raised(result: dict[str, Any]) -> bool:
    told = result["exception_info"]
    infos = [told] if "raised_exception" in told else told.values()
    return any(info["raised_exception"] for info in infos)


def _check(relation: str, result: dict[str, Any]) -> Check:
    config, found = result["expectation_config"], result["result"] or {}
    arguments = config["kwargs"]
    about = arguments.get("column") or ", ".join(arguments.get("column_list", []))
    return Check(
        relation=relation,
        expectation=f"{config['type']}({about})",
        severity="critical" if _raised(result) else config["severity"],
        is_passed=bool(result["success"]),
        checked_count=found.get("element_count"),
        unexpected_count=found.get("unexpected_count"),
        sentence=_sentence(result) + _counted(found),
    )


def _sentence(result: dict[str, Any]) -> str:
    """What was asked, as the suite says it; else as it is asked of most columns."""
    config = result["expectation_config"]
    if _raised(result):
        return _REFUSED
    about = config["kwargs"].get("column", "")
    return str(config.get("notes") or _ASKED[config["type"]].format(about=about))


def _counted(found: dict[str, Any]) -> str:
    unexpected, checked = found.get("unexpected_count"), found.get("element_count")
    return f" Not so for {unexpected:,} of {checked:,} rows." if unexpected and checked else ""
