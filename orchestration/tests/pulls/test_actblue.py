"""ActBlue's reports: ordered, waited for, downloaded whole, and gone on with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from orchestration.tests.pulls.accounts import Account, registered
from standins.actblue import KEY, ActBlue
from standins.clock import Clock
from standins.faults import Fault

pytestmark = pytest.mark.usefixtures("empty_landing")

_PAID, _REFUNDED = "paid_contributions", "refunded_contributions"
_TABLE = "actblue__paid_contributions"


def _line(number: str, day: str, **said: Any) -> dict[str, Any]:
    return {
        "Lineitem ID": number, "Receipt ID": f"AB{number}", "Date": f"{day} 12:00:00",
        "Amount": "25.00", "Recipient": "County Organizers", "Donor First Name": "Ana",
        "Donor Email": "ana@mail.example", "Donor ZIP": "02906", **said,
    }  # fmt: skip


@pytest.fixture
def actblue() -> Iterator[ActBlue]:
    with ActBlue(clock=Clock(datetime(2026, 11, 20, 15, tzinfo=UTC))) as standin:
        standin.keep(_PAID, _line("1", "2023-03-31"))
        standin.keep(_PAID, _line("2", "2026-11-19", **{"Mobile": "t", "Reserved#2": "again"}))
        yield standin


@pytest.fixture
def account(
    actblue: ActBlue, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Account]:
    with registered(monkeypatch, tmp_path, "actblue", actblue.url, KEY, [_PAID, _REFUNDED]) as made:
        yield made


def _orders(standin: ActBlue) -> list[tuple[str, str]]:
    """What was ordered: a type and where its days begin."""
    return [
        (order["csv_type"], order["date_range_start"]) for order in standin.store.all("orders", 0)
    ]


def test_all_years_come_first_and_then_what_is_new(actblue: ActBlue, account: Account) -> None:
    first = account.pull()
    assert [each.failure for each in first] == [None, None]
    assert [each.records for each in first] == [2, 0]
    columns = ("lineitem_id", "donor_zip", "_extra ->> 'Mobile'", "_extra ->> 'Reserved_2'")
    assert account.landed(_TABLE, *columns) == [
        ("1", "02906", None, None), ("2", "02906", "t", "again"),
    ]
    # Two years with something in them, four empty ones after the last line.
    assert len([kind for kind, _ in _orders(actblue) if kind == _PAID]) == 8 + 8
    before = len(_orders(actblue))
    actblue.clock.advance(days=1)
    actblue.keep(_PAID, _line("3", "2026-11-20"))
    actblue.keep(_REFUNDED, _line("1", "2023-03-31", **{"Refund Date": "2026-11-20 09:00:00"}))
    second = account.pull()
    assert [(each.records, each.is_full) for each in second] == [(1, False), (1, False)]
    assert len(_orders(actblue)) == before + 2
    assert {row[0] for row in account.landed(_TABLE, "lineitem_id")} == {"1", "2", "3"}
    assert account.landed("actblue__refunded_contributions", "lineitem_id") == [("1",)]


def test_a_report_in_the_making_is_waited_for(actblue: ActBlue, account: Account) -> None:
    actblue.polls = 3
    account.pull(_REFUNDED)
    assert [wait for wait in account.waits if wait >= 2.0][:3] == [2.0, 3.0, 4.5]


def test_a_download_that_is_cut_off_is_late_and_gone_on_with(
    actblue: ActBlue, account: Account
) -> None:
    actblue.faults.add(Fault("cut", "GET /files/*", count=None, skip=2))
    (late,) = account.pull(_PAID)
    assert late.failure and "pulled_actblue (paid_contributions)" in late.failure
    assert KEY.split(":")[1] not in late.failure and "mail.example" not in late.failure
    assert account.landed(_TABLE, "lineitem_id") == []
    ordered = _orders(actblue)
    actblue.faults.clear()
    (there,) = account.pull(_PAID)
    assert there.failure is None and there.records == 2
    assert len(there.files) == 16
    # Of the three ordered before, two were whole and one is ordered again.
    assert len(_orders(actblue)) == len(ordered) + 14
    assert {row[0] for row in account.landed(_TABLE, "lineitem_id")} == {"1", "2"}


def test_a_key_that_is_refused_is_said_without_the_key(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KITH_PULLED_ACTBLUE_API_KEY", "wrong:password")
    (late,) = account.pull(_PAID)
    assert late.failure and "KITH_PULLED_ACTBLUE_API_KEY" in late.failure
    assert "password" not in late.failure
