"""Somebody who knows the whole and every count that is told tries to work out one that isn't."""

from __future__ import annotations

from collections.abc import Iterator

import jinja2
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.lib.settings import PROJECT_ROOT
from orchestration.lib.warehouse.connection import connect

LEAST = 10
# Counts by program: mostly small, some not, up to as many programs as there are.
TABLES = st.lists(
    st.lists(st.integers(1, 12) | st.integers(LEAST, 500), min_size=1, max_size=14),
    min_size=1,
    max_size=40,
)
Told = dict[int, tuple[int | None, list[int | None]]]


def _model() -> str:
    """The mart's own SQL, on a table named cohort_cells."""
    macro = (PROJECT_ROOT / "macros/marts/is_withheld.sql").read_text()
    model = (PROJECT_ROOT / "models/marts/programs/cohort_counts.sql").read_text()
    template = jinja2.Environment(autoescape=True).from_string(macro + model)
    return template.render(ref=lambda name: name)


@pytest.fixture(scope="module")
def connection(warehouse: object) -> Iterator[psycopg.Connection]:
    with connect() as opened:
        opened.execute(
            "create temp table cohort_cells (cohort_code text, program_code text, month_date date,"
            " measure_code text, cell_count bigint, is_small boolean)"
        )
        yield opened


def _told(connection: psycopg.Connection, tables: list[list[int]]) -> Told:
    """Table → its whole and its counts, as the mart tells them."""
    rows = [
        (str(number), program, count, count < LEAST)
        for number, counts in enumerate(tables)
        for program, count in [*enumerate(map(int, counts)), (None, sum(counts))]
    ]
    told: Told = {}
    with connection.cursor() as cursor:
        cursor.execute("truncate cohort_cells")
        cursor.executemany(
            "insert into cohort_cells values (%s, %s, '2026-03-01', 'contact', %s, %s)", rows
        )
        cursor.execute(_model())
        for cohort, _program, _month, _measure, count, is_withheld, whole in cursor.fetchall():
            assert (count is None) == is_withheld
            told.setdefault(int(cohort), (whole, []))[1].append(count)
    return told


@settings(max_examples=25)
@given(tables=TABLES)
def test_no_small_count_can_be_worked_out(
    connection: psycopg.Connection, tables: list[list[int]]
) -> None:
    told = _told(connection, tables)
    for number, counts in enumerate(tables):
        whole, shown = told[number]
        known = [count for count in shown if count is not None]
        assert all(count >= LEAST for count in known)
        hidden = len(counts) - len(known)
        if whole is None or not hidden:
            continue
        # The hidden counts are whole numbers from one on, and come to what is left.
        most = whole - sum(known) - (hidden - 1)
        assert hidden > 1 and most >= LEAST, f"one of {hidden} counts is between 1 and {most}"


def test_what_is_large_enough_is_told(connection: psycopg.Connection) -> None:
    told = _told(connection, [[40, 50, 60], [3, 50, 60], [1] * LEAST])
    assert told[0] == (150, [40, 50, 60])
    assert told[1][0] == 113 and sorted(told[1][1], key=str) == [60, None, None]
    assert told[2][0] is None and not any(told[2][1])
