"""A mart keeps what its readers were promised, or an older version of it does."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from orchestration.lib.build import mart_contracts
from orchestration.lib.build.mart_contracts import Contract, Contracts
from orchestration.tests.project.manifest import Manifest, check

TODAY = date(2026, 6, 1)
OLD = {"person_id": "text", "email": "text", "shift_count": "bigint"}
PEOPLE = Contract(OLD, frozenset({"person_id"}))
# The same, on its way out.
KEPT = Contract(OLD, frozenset({"person_id"}), date(2026, 12, 1))


def _changed(**columns: str | None) -> Contract:
    """People with these columns of another type, or (None) without them."""
    return Contract(
        {name: kind for name, kind in {**OLD, **columns}.items() if kind}, PEOPLE.key
    )


def _told(now: Contracts, agreed: Contracts | None = None, today: date = TODAY) -> str:
    return "\n".join(mart_contracts.breaches(agreed or {"people": PEOPLE}, now, today))


def test_no_mart_breaks_what_its_readers_were_promised(manifest: Manifest) -> None:
    agreed = mart_contracts.read(mart_contracts.path().read_text())
    now = mart_contracts.declared(manifest.content)
    assert len(agreed) > 20
    check(
        mart_contracts.breaches(agreed, now, datetime.now(UTC).date()),
        "A breaking change needs a new version of the mart:",
    )


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ({"people": _changed(email=None)}, "email is gone"),
        ({"people": _changed(email=None, email_address="text")}, "email is gone"),
        ({"people": _changed(shift_count="integer")}, "was bigint and is integer"),
        ({"people": Contract(OLD, frozenset({"email"}))}, "one row per person_id is now one per"),
        ({}, "marts.people: it is gone"),
        # Another mart whose name begins the same is no version of this one.
        ({"people_vouched": PEOPLE}, "it is gone"),
        # A version that isn't what was promised keeps nothing.
        ({"people": _changed(email=None), "people_v1": _changed(email=None)}, "email is gone"),
    ],
)
def test_a_breaking_change_is_told_with_what_to_do(now: Contracts, said: str) -> None:
    assert said in _told(now)
    assert "./kith marts --write" in _told(now)


@pytest.mark.parametrize(
    "now",
    [
        {"people": PEOPLE},
        {"people": _changed(joined_at="timestamptz")},
        {"people": PEOPLE, "shifts": Contract({"shift_id": "text"})},
        {"people": _changed(email=None), "people_v1": KEPT},
    ],
)
def test_more_columns_marts_or_versions_break_nothing(now: Contracts) -> None:
    assert _told(now) == ""


@pytest.mark.parametrize("until", [None, date(2026, 8, 1)])
def test_an_older_version_lives_on_for_a_while(until: date | None) -> None:
    hurried = Contract(OLD, PEOPLE.key, until)
    assert "deprecation_date: 2026-08-30 or later" in _told(
        {"people": _changed(email=None), "people_v1": hurried}
    )


def test_an_agreed_end_is_not_moved_up() -> None:
    now = {"people": _changed(email=None), "people_v1": KEPT}
    sooner = now | {"people_v1": Contract(OLD, PEOPLE.key, date(2026, 8, 1))}
    assert "lives on for" in _told(sooner, now)
    assert _told(now, now, date(2026, 11, 1)) == ""


def test_an_older_version_goes_on_its_date_and_not_before() -> None:
    agreed = {"people": _changed(email=None), "people_v1": KEPT}
    now = {"people": _changed(email=None)}
    assert "marts.people_v1: it is gone" in _told(now, agreed, date(2026, 12, 1))
    assert _told(now, agreed, date(2026, 12, 2)) == ""


def test_what_is_written_is_read_again() -> None:
    contracts = {"people": _changed(email=None), "people_v1": KEPT}
    assert mart_contracts.read(mart_contracts.written(contracts)) == contracts
