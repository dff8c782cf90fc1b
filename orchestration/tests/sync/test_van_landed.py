"""What landed of VAN's records is told in the same traces as what was sent, merges followed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from orchestration.lib.bench.sync_outbox import fact
from orchestration.lib.sync import van_effects, van_landed
from orchestration.lib.sync.interface import Trace
from orchestration.lib.warehouse.connection import connect

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 21, tzinfo=UTC)
CANON = {
    "contact_attempts": "channel_raw text, result_raw text, attempted_at timestamptz",
    "tags": "tag_id text",
    "attendances": "event_record_id text, shift_record_id text, status_raw text",
    "identifiers": "identifier_type text, identifier_value text",
}


@pytest.fixture
def canon(account: str) -> Iterator[None]:
    """Canon with what VAN shows: person 1 was merged into 2, and 2 into 3."""
    with connect("kith_builder") as connection:
        for name, columns in CANON.items():
            connection.execute(
                f"create table canon.{name} (source_id text, record_id text,"
                f" person_record_id text, {columns})".encode()
            )
        connection.execute(
            "create table canon.merges (source_id text, merged_record_type text,"
            " kept_record_id text, removed_record_id text)"
        )
        connection.execute(
            "insert into canon.merges values ('county_van', 'contacts', '2', '1'),"
            " ('county_van', 'contacts', '3', '2'), ('another_van', 'contacts', '9', '1')"
        )
        connection.execute(
            "insert into canon.contact_attempts values"
            " ('county_van', 'c1', '3', '1', '1', '2026-11-21 03:30+00'),"
            " ('county_van', 'c2', '5', '1', '1', '2026-11-20 18:00+00'),"
            " ('another_van', 'c3', '3', '1', '1', '2026-11-20 18:00+00'),"
            " ('county_van', 'c4', '3', '1', '1', '2026-01-01 18:00+00')"
        )
        connection.execute("insert into canon.tags values ('county_van', 't1', '5', '9')")
        connection.execute(
            "insert into canon.attendances values ('county_van', 's1', '5', '70', null, '11')"
        )
        connection.execute(
            "insert into canon.identifiers values"
            " ('county_van', 'p1', '5', 'phone', '+17045550123'),"
            " ('county_van', 'e1', '5', 'email', 'ana@mail.example')"
        )
    yield


def seen(*targets: str) -> dict[Trace, set[str]]:
    """The records of each trace."""
    found: dict[Trace, set[str]] = {}
    with connect("kith_steward") as connection:
        for each in van_landed.seen(
            connection, "county_van", targets, NOW - timedelta(days=31), ZONE
        ):
            found.setdefault(each.trace, set()).add(each.record_id)
    return found


@pytest.mark.usefixtures("canon")
def test_what_is_a_survivors_now_is_theirs_who_were_merged_into_it() -> None:
    evening = fact(1, occurred_at=datetime(2026, 11, 21, 3, 30, tzinfo=UTC))
    for person in ("1", "2", "3"):
        told = van_effects.effect([evening | {"target_record_id": person}], ZONE)
        assert seen("1", "2", "3")[told.trace] == {"c1"}
    assert seen("5")[van_effects.effect([fact(5)], ZONE).trace] == {"c2"}


@pytest.mark.usefixtures("canon")
@pytest.mark.parametrize(("kind", "record_id"), [
    ("activist_code", "t1"), ("sign_up", "s1"), ("phone", "p1"), ("email", "e1"),
])
def test_each_kind_of_effect_is_seen(kind: str, record_id: str) -> None:
    told = {
        "activist_code": {"activist_code_id": "9"},
        "sign_up": {"event_id": "70", "event_status_id": "11"},
        "phone": {"phone_e164": "+17045550123"}, "email": {"email": "Ana@mail.example"},
    }[kind]
    effect = van_effects.effect([fact(5, kind, **told)], ZONE)
    assert seen("5")[effect.trace] == {record_id}


@pytest.mark.usefixtures("canon")
def test_somebody_new_is_seen_by_what_they_were_told_by() -> None:
    new = {"first_name": "Ana", "last_name": "Lopez", "target_record_id": None}
    effect = van_effects.effect([fact(5, "new_person", **new, email="Ana@mail.example")], ZONE)
    assert seen("5")[effect.trace] == {"5"}


def test_it_landed_until_the_newest_export_that_shows_it(account: str, empty_landing: None) -> None:
    with connect("kith_lander") as connection:
        loads = [
            connection.execute(
                "insert into landing.loads (source_id, file_id, file_name, size_bytes, method,"
                " extracted_at, status, released_at)"
                " values (%s, %s, 'f', 0, 'file', %s, 'landed', %s) returning load_id, %s",
                [source, f"{kind} {hours}", NOW + timedelta(hours=hours), released_at, kind],
            ).fetchone()
            for source, kind, hours, released_at in (
                ("county_van", "contactscontacts", 1, NOW), ("county_van", "contacts", 2, NOW),
                ("county_spoke", "contactscontacts", 3, NOW),
                # One that a gate holds tells nothing yet.
                ("county_van", "contactscontacts", 4, None),
            )
        ]
        connection.cursor().executemany(
            "insert into landing.load_parts (load_id, part, record_type, records_read,"
            " records_landed, records_unchanged, records_quarantined, size_bytes, record_bytes,"
            " quarantined_bytes, structural_bytes) values (%s, '', %s, 0, 0, 0, 0, 0, 0, 0, 0)",
            [load for load in loads if load],
        )
    with connect("kith_steward") as connection:
        until = van_landed.until(connection, "county_van", "canvass_result")
        assert until == NOW + timedelta(hours=1)
        assert van_landed.until(connection, "county_van", "sign_up") is None
