"""A texter vanishes from Spoke's full export and comes back: canon says so, and loses nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any, LiteralString

import pytest

from orchestration.lib.build import gates
from orchestration.lib.landing.lander import land_path
from orchestration.lib.scratch.warehouse import scratch_warehouse
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.end_to_end import small_project
from orchestration.tests.orchestration.exports import spoke_users

Rows = list[tuple[Any, ...]]
STATUSES: LiteralString = """
    select record_type, about_record_id, status_raw, status_code, changed_at::text, file_row,
        file_id = (select file_id from landing.loads where extracted_at = changed_at)
    from canon.record_statuses order by about_record_id
"""
PEOPLE: LiteralString = "select record_id from canon.people order by record_id"


BUILD = ("dbt", "--quiet", "build", "--exclude-resource-type", "test", "unit_test",
         "-s", "+all_record_statuses", "+all_people")  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Rows, Rows]]:
    """The statuses and the people of canon while a texter is gone, and once they are back."""
    project = small_project.make(tmp_path_factory.mktemp("project"), ("spoke",))
    exports = tmp_path_factory.mktemp("exports")
    with scratch_warehouse(waits_for_disk=False):
        _arrive(spoke_users(exports, "20260501", 6))
        _arrive(spoke_users(exports, "20260502", 5))
        project.kith(*BUILD)
        gone = (_asked(STATUSES), _asked(PEOPLE))
        _arrive(spoke_users(exports, "20260503", 7))
        project.kith(*BUILD)
        return [gone, (_asked(STATUSES), _asked(PEOPLE))]


def _arrive(export: Path) -> None:
    land_path(export, "county_spoke")
    assert gates.check_source("county_spoke").is_passed


def _asked(query: LiteralString) -> Rows:
    with connect() as connection:
        return connection.execute(query).fetchall()


def test_a_record_is_absent_while_the_newest_whole_export_lacks_it(
    told: list[tuple[Rows, Rows]]
) -> None:
    gone = ("user", "6", "absent", "absent", "2026-05-02 00:00:00+00", 0, True)
    assert [statuses for statuses, _ in told] == [[gone], []]


def test_who_is_absent_stays_in_canon(told: list[tuple[Rows, Rows]]) -> None:
    assert [len(people) for _, people in told] == [6, 7]
