"""Stewards' decisions: appended only, kept over rebuilds, exported and imported whole."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from orchestration.lib.identity.stewards import decisions
from orchestration.lib.scratch.world import World
from orchestration.lib.warehouse import connect

ANA = {"first_name": "Ana", "last_name": "Roe"}
ONE, OTHER, THIRD = "van/t/1", "network/t/1", "spoke/t/1"


def _three(world: World) -> None:
    world.person("van/1", **ANA, email="ana@mail.example")
    world.person("network/1", **ANA, email="ana@mail.example")
    world.person("spoke/1", **ANA, phone_e164="+18606430202")
    world.build()


def _day(day: int) -> datetime:
    return datetime(2026, 1, day, tzinfo=UTC)


def test_the_newest_decision_holds_over_rebuilds_and_not_sure_takes_it_back(world: World) -> None:
    _three(world)
    found = {frozenset({"van/1", "network/1"}), frozenset({"spoke/1"})}
    assert world.groups() == found

    decisions.record(ONE, OTHER, "no", by="Dana", reason="asked them", at=_day(1))
    decisions.record(THIRD, ONE, "yes", by="Dana", reason="asked them", at=_day(2))
    decided = {frozenset({"van/1", "spoke/1"}), frozenset({"network/1"})}
    assert decisions.waiting_count() == 2
    for arguments in ([], ["--full-refresh"]):
        world.build(*arguments)
        assert world.groups() == decided
    assert decisions.waiting_count() == 0

    decisions.record(OTHER, ONE, "not_sure", by="Eli", reason="heard otherwise", at=_day(3))
    world.build()
    assert frozenset({"van/1", "network/1", "spoke/1"}) in world.groups()
    told = decisions.history(OTHER, ONE)
    assert [(each.decision_code, each.decided_by) for each in told] == [
        ("not_sure", "Eli"), ("no", "Dana"),
    ]

    # To part them again is one more row.
    decisions.record(ONE, OTHER, "no", by="Dana", reason="certain now", at=_day(4))
    world.build()
    assert world.groups() == decided


def test_an_export_is_imported_back_whole_and_only_once(world: World, tmp_path: Path) -> None:
    _three(world)
    decisions.record(ONE, OTHER, "no", by="Dana", reason='a "couple", they say', at=_day(1))
    decisions.record(ONE, OTHER, "yes", by="Zoë", reason="asked\nthem both")
    decisions.record(ONE, THIRD, "not_sure", by="Dana", reason="no idea")
    file = tmp_path / "decisions.csv"
    assert decisions.export(file) == 3
    rows = "select * from landing.steward_decisions order by decision_id"
    columns = slice(1, None)  # but for the number it is written under
    before = [row[columns] for row in world.ask(rows)]
    assert decisions.import_(file) == 0

    with connect() as connection:
        connection.execute("delete from landing.steward_decisions")
    assert decisions.import_(file) == 3
    assert [row[columns] for row in world.ask(rows)] == before


@pytest.mark.parametrize(
    ("column", "value"),
    [("decision_code", "maybe"), ("decided_at", "yesterday"), ("reason", ""),
     ("right_record_key", ONE)],
)
def test_a_broken_import_adds_nothing_and_names_the_line(
    world: World, tmp_path: Path, column: str, value: str
) -> None:
    _three(world)
    good = {
        "left_record_key": ONE, "right_record_key": OTHER, "decision_code": "no",
        "decided_by": "Dana", "decided_at": "2026-01-01T00:00:00+00:00", "reason": "asked",
    }
    file = tmp_path / "decisions.csv"
    with file.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(good))
        writer.writeheader()
        writer.writerows([good, good | {column: value}])
    with pytest.raises(decisions.NotAnExport, match=r"line 3"):
        decisions.import_(file)
    assert world.ask("select count(*) from landing.steward_decisions") == [(0,)]


def test_only_two_records_that_are_there_can_be_decided_about(world: World) -> None:
    _three(world)
    for left, right, code in [(ONE, "van/t/404", "yes"), (ONE, ONE, "yes"), (ONE, OTHER, "maybe")]:
        with pytest.raises(decisions.NotADecision):
            decisions.record(left, right, code, by="Dana", reason="asked")
    with pytest.raises(decisions.NotADecision):
        decisions.record(ONE, OTHER, "yes", by="Dana", reason=" ")


@pytest.mark.parametrize("table", ["steward_decisions", "change_approvals"])
@pytest.mark.parametrize("deed", ["delete from landing.{}", "update landing.{} set reason = 'x'"])
def test_nobody_changes_what_was_decided(world: World, table: str, deed: str) -> None:
    for role in ("kith_steward", "kith_builder"):
        with (
            connect(role) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(deed.format(table).encode())
