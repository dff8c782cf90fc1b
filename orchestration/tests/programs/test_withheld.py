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

# Counts by program, and whether few stand behind each: a large count may be one organization's.
TABLES = st.lists(
    st.lists(st.tuples(st.integers(1, 500), st.booleans()), min_size=1, max_size=14),
    min_size=1,
    max_size=40,
)
Told = dict[int, tuple[int | None, list[int | None]]]


def _model() -> str:
    """The mart's own SQL, on a table named cohort_cells."""
    model = (PROJECT_ROOT / "models/marts/programs/cohort_counts.sql").read_text()
    return jinja2.Environment(autoescape=True).from_string(model).render(ref=lambda name: name)


@pytest.fixture(scope="module")
def connection(warehouse: object) -> Iterator[psycopg.Connection]:
    with connect() as opened:
        opened.execute(
            "create temp table cohort_cells (cohort_code text, program_code text, month_date date,"
            " measure_code text, cell_count bigint, is_small boolean)"
        )
        yield opened


def _told(connection: psycopg.Connection, tables: list[list[tuple[int, bool]]]) -> Told:
    """Table → its whole and its counts in the order of programs, as the mart tells them."""
    rows = [
        (str(number), program, count, is_small)
        for number, cells in enumerate(tables)
        for program, (count, is_small) in [
            *((f"{place:02}", cell) for place, cell in enumerate(cells)),
            (None, (sum(count for count, _ in cells), False)),
        ]
    ]
    told: Told = {}
    with connection.cursor() as cursor:
        cursor.execute("truncate cohort_cells")
        cursor.executemany(
            "insert into cohort_cells values (%s, %s, '2026-03-01', 'contact', %s, %s)", rows
        )
        cursor.execute(f"select * from ({_model()}) as told order by program_code".encode())
        for cohort, _program, _month, _measure, count, is_withheld, whole in cursor.fetchall():
            assert (count is None) == is_withheld
            told.setdefault(int(cohort), (whole, []))[1].append(count)
    return told


@settings(max_examples=25)
@given(tables=TABLES)
def test_nothing_is_told_that_a_withheld_count_could_be_taken_from(
    connection: psycopg.Connection, tables: list[list[tuple[int, bool]]]
) -> None:
    told = _told(connection, tables)
    for number, cells in enumerate(tables):
        whole, shown = told[number]
        assert shown == [None if is_small else count for count, is_small in cells]
        is_any_small = any(is_small for _, is_small in cells)
        assert whole == (None if is_any_small else sum(count for count, _ in cells))


def test_a_whole_few_stand_behind_is_not_told(connection: psycopg.Connection) -> None:
    _told(connection, [[(40, False), (50, False)]])
    with connection.cursor() as cursor:
        cursor.execute("update cohort_cells set is_small = true where program_code is null")
        cursor.execute(_model().encode())
        assert {row[6] for row in cursor.fetchall()} == {None}
