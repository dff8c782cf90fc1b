"""How fast the boards answer at a million people and twenty million things they did.

A small simulated county lands and is built as always. Then canon and the people of its records are
copied, each copy under ids of its own, and the marts that the boards read are built of them. What
is timed is what the boards do for one page: connect, ask, and write it.
"""

from __future__ import annotations

import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import psycopg
from psycopg import sql

from bi.dashboards.boards import health, overlap, people, person, programs
from bi.dashboards.parts import Ask
from orchestration.lib.bench.county import County, count, say
from orchestration.lib.errors import KithError
from orchestration.lib.reports import dashboards
from orchestration.lib.scratch.warehouse import scratch_warehouse
from orchestration.lib.warehouse import connect

PEOPLE, COPIES, REPEATS = 2_000, 500, 2
SMALL_PEOPLE, SMALL_COPIES = 300, 5
LOOKUPS, VIEWS = 200, 5
# Ids that copies share: what they name isn't copied.
_SHARED = {"source_id", "file_id", "effort_id", "organization_id"}
# Shapes that say what happened; each copy's happened REPEATS times, a quarter of a year apart.
_DOINGS = {
    "actions", "attendances", "contact_attempts", "donations", "messages", "message_events",
    "registrations", "survey_responses", "web_events",
}
_WRITTEN = {"loaded_at", "received_at"}


def run(small: bool) -> dict[str, Any]:
    """Milliseconds a page takes, median and 95th percentile, and how much there is behind it."""
    inhabitants, copies = (SMALL_PEOPLE, SMALL_COPIES) if small else (PEOPLE, COPIES)
    with scratch_warehouse() as home:
        county = County(home, inhabitants, 1)
        county.arrive(*county.days)
        _copy(copies)
        built = _build()
        return {
            "bench": "boards",
            "people": count("marts.people"),
            "interactions": count("marts.interactions"),
            "marts_seconds": round(built, 1),
            "pages": _looked_at(20 if small else LOOKUPS),
        }


def _copy(copies: int) -> None:
    with connect(autocommit=True) as connection:
        tables = connection.execute(
            "select schemaname, tablename from pg_tables where schemaname = 'canon'"
            " union all values ('identity', 'record_persons') order by 1, 2"
        ).fetchall()
        for schema, table in tables:
            say(f"{copies} copies of {schema}.{table}")
            columns = [
                row[0] for row in connection.execute(
                    "select column_name::text from information_schema.columns"
                    " where table_schema = %s and table_name = %s order by ordinal_position",
                    [schema, table],
                )
            ]
            repeats = REPEATS if table in _DOINGS else 1
            connection.execute(
                sql.SQL(
                    "insert into {table} ({columns}) select {copied} from {table},"
                    " generate_series(0, {copies}) as copy, generate_series(0, {repeats}) as time"
                    " where (copy, time) <> (0, 0)"
                ).format(
                    table=sql.Identifier(schema, table),
                    columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
                    copied=sql.SQL(", ").join(_copied(column, repeats) for column in columns),
                    copies=copies - 1,
                    repeats=repeats - 1,
                )
            )
            connection.execute(sql.SQL("analyze {}").format(sql.Identifier(schema, table)))


def _copied(column: str, repeats: int) -> sql.Composable:
    own = sql.Identifier(column)
    if column == "email":
        return sql.SQL("replace({}, '@', '.' || copy || '@')").format(own)
    if column.endswith("_at") and column not in _WRITTEN and repeats > 1:
        return sql.SQL("{} - time * interval '91 days'").format(own)
    if not column.endswith(("_id", "_key")) or column in _SHARED:
        return own
    if column == "record_id" and repeats > 1:
        return sql.SQL("{} || '~' || copy || '~' || time").format(own)
    return sql.SQL("{} || '~' || copy").format(own)


def _build() -> float:
    """Build and publish the marts that the boards read; seconds taken."""
    say("building the marts the boards read")
    texts = (dashboards.FOLDER / "queries").glob("*.sql")
    read = {name for text in texts for name in re.findall(r"marts\.(\w+)", text.read_text())}
    began = time.monotonic()
    dbt = [sys.executable, "-m", "orchestration.cli", "dbt", "run", "--full-refresh", "--quiet"]
    chosen = [f"+{name},path:models/marts" for name in sorted(read)]
    if subprocess.run([*dbt, "--select", *chosen], check=False).returncode:
        raise KithError("The marts could not be built; dbt's own words are above.")
    return time.monotonic() - began


def _looked_at(lookups: int) -> dict[str, Any]:
    with dashboards.reader() as connection:
        known = connection.execute(
            "select person_id, concat_ws(' ', first_name, last_name) as person_name, email"
            " from marts.people tablesample system (1) limit 5000"
        ).fetchall()
    chosen = random.Random(1).sample(known, min(lookups, len(known)))
    typed = [row["email"] or row["person_name"] or row["person_id"] for row in chosen]
    pages: dict[str, list[Callable[[Ask], object]]] = {
        "person": [partial(person.told, person_id=row["person_id"]) for row in chosen],
        "search": [partial(people.found, typed=words) for words in typed],
        "programs": [lambda ask: programs.body(ask, {})] * VIEWS,
        "overlap": [lambda ask: overlap.body(ask, {})] * VIEWS,
        "people": [lambda ask: people.body(ask, {})] * VIEWS,
        "health": [lambda ask: health.body(ask, {})] * VIEWS,
    }
    return {name: _times(name, views) for name, views in pages.items()}


def _times(name: str, views: Iterable[Callable[[Ask], object]]) -> dict[str, float]:
    taken = []
    for view in views:
        began = time.perf_counter()
        try:
            with dashboards.reader() as connection:
                view(partial(dashboards.ask, connection))
        except psycopg.errors.QueryCanceled:
            say(f"{name}: a question took longer than {dashboards.SLOWEST_QUERY}")
        taken.append((time.perf_counter() - began) * 1000)
    ordered = sorted(taken)
    return {
        "median_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 1),
    }
