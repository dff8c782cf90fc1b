"""Airtable's tables: whole each time, and what was deleted noticed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestration.lib.pulls import pull as pulling
from orchestration.lib.pulls.tools import airtable as connector
from orchestration.lib.warehouse import connect
from orchestration.tests.pulls.accounts import Account, registered
from standins.airtable import BASE, KEY, Airtable
from standins.clock import Clock
from standins.faults import Fault
from standins.limits import Limit

pytestmark = pytest.mark.usefixtures("empty_landing")

_TABLE = "airtable__base_people"


@pytest.fixture
def airtable(monkeypatch: pytest.MonkeyPatch) -> Iterator[Airtable]:
    monkeypatch.setattr(connector, "_PAGE_SIZE", 2)
    with Airtable(clock=Clock(datetime(2026, 11, 20, tzinfo=UTC)), limits=[]) as standin:
        for table, name in (("tbl1", "Volunteers 2026"), ("tbl2", "Contacts"), ("tbl3", "Turf")):
            standin.keep_table(table, name)
        for number in range(3):
            standin.keep("tbl1", f"rec1{number}", **{"First Name": "Ana", "Shirt": "M"})
        standin.keep("tbl2", "rec20", Name="Bo Ek", Email="bo@mail.example")
        standin.keep("tbl3", "rec30", Street="Main Street")
        yield standin


@pytest.fixture
def account(
    airtable: Airtable, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Account]:
    names = ["base_people", "base_records"]
    with registered(monkeypatch, tmp_path, "airtable", airtable.url, KEY, names, BASE) as made:
        yield made


def _absent() -> list[tuple[str, bool]]:
    with connect() as connection:
        return connection.execute(
            "select record_id, is_absent from landing.absences order by absence_id"
        ).fetchall()


def test_every_table_comes_whole_and_a_deleted_record_is_missed(
    airtable: Airtable, account: Account
) -> None:
    people, records = account.pull()
    assert (people.failure, people.records) == (None, 4)
    assert (records.failure, records.records) == (None, 1)
    assert account.landed(_TABLE, "id", "fields ->> 'Email'") == [
        ("rec10", None), ("rec11", None), ("rec12", None), ("rec20", "bo@mail.example"),
    ]
    assert account.landed("airtable__base_records", "id") == [("rec30",)]

    airtable.clock.advance(days=1)
    airtable.delete("rec11")
    airtable.keep("tbl2", "rec20", Name="Bo Ek", Email="new@mail.example")
    account.pull()
    assert _absent() == [("rec11", True)]
    assert account.landed(_TABLE, "fields ->> 'Email'")[-2:] == [
        ("bo@mail.example",), ("new@mail.example",),
    ]


def test_a_table_that_was_interrupted_is_read_anew(airtable: Airtable, account: Account) -> None:
    airtable.faults.add(Fault("error_before", f"GET /v0/{BASE}/tbl2", count=None))
    (late,) = account.pull("base_people")
    assert late.failure and "pulled_airtable (base_people)" in late.failure
    assert "rec" not in late.failure and KEY not in late.failure
    airtable.faults.clear()
    airtable.clock.advance(minutes=20)
    (there,) = account.pull("base_people")
    assert there.failure is None
    assert {row[0] for row in account.landed(_TABLE, "id")} == {"rec10", "rec11", "rec12", "rec20"}
    assert _absent() == []


def test_an_offset_that_expired_is_late_and_not_half_a_table(
    airtable: Airtable, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("standins.airtable._OFFSET_LIVES", timedelta(days=-1))
        (late,) = account.pull("base_people")
    assert late.failure and "422" in late.failure
    assert account.landed(_TABLE, "id") == []
    (there,) = account.pull("base_people")
    assert there.failure is None
    assert len({row[0] for row in account.landed(_TABLE, "id")}) == 4


def test_a_base_is_not_called_more_often_than_it_allows(
    airtable: Airtable, account: Account
) -> None:
    airtable.limits.limits = (Limit(5, 1.0),)
    began = time.monotonic()
    (done,) = pulling.pull(account.source_id, resource_names=["base_people"])
    assert done.failure is None
    # The tables, two pages and one more.
    assert time.monotonic() - began >= 3 / connector.CONNECTOR.calls_per_second
    assert sum(airtable.calls.values()) == 4
    account.pull()


def test_an_account_without_its_base_says_so(
    airtable: Airtable, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = airtable.url
    with registered(monkeypatch, tmp_path, "airtable", url, KEY, ["base_people"]) as made:
        (late,) = made.pull()
    assert late.failure and "account_id" in late.failure
