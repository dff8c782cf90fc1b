"""VAN's changed entities come whole, once, and as VAN sent them, whatever fails on the way."""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from orchestration.lib.landing import new_files
from orchestration.lib.landing.lander import land_file
from orchestration.lib.pulls import cursors, unreached
from orchestration.lib.pulls.api import NoKey
from orchestration.lib.pulls.connector import PullFailed
from orchestration.lib.warehouse import connect
from orchestration.tests.pulls.conftest import VAN_RESOURCES, Killed, pull
from standins.faults import Fault
from standins.van import Van
from standins.van.changes import DOCUMENTED, RESOURCES

PEOPLE = [
    {"vanid": str(number), "firstname": f"Ana {number}", "lastname": 'Ru"iz,\nO', "phone": phone}
    for number, phone in ((101, "4105550101"), (102, "4105550102"), (103, "4105550103"))
]


def rows_in(folder: Path, resource: str) -> list[dict[str, str]]:
    """Every row of the resource's files, in the order in which they land."""
    found = []
    for path in sorted((folder / "county_van").glob(f"{resource}_2*.csv")):
        with path.open(newline="", encoding="utf-8") as stream:
            found += list(csv.DictReader(stream))
    return found


def test_what_van_has_lands_and_stages_by_its_declaration(
    van: Van, landing_folder: Path
) -> None:
    van.load_people(PEOPLE)
    done = {each.resource_name: each for each in pull()}
    assert {name: each.failure for name, each in done.items()} == dict.fromkeys(VAN_RESOURCES)
    assert done["contacts"].records == 3
    loads = new_files.land(new_files.waiting({"county_van"}, settle=0))
    assert {load.status for load in loads} == {"landed"}
    with connect() as connection:
        found = connection.execute(
            "select _record_id, firstname, lastname from landing.van__contacts order by 1"
        ).fetchall()
    assert found == [(str(n), f"Ana {n}", 'Ru"iz,\nO') for n in (101, 102, 103)]


def test_what_van_documents_lands_with_its_own_headers_and_times(
    landing_folder: Path, tempo: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    tempo("county_van", "contactscontacts", "contactsactivistcodes", "contactsphones")
    with Van(offers=DOCUMENTED, is_exporting_us_times=True) as van:
        monkeypatch.setenv("KITH_COUNTY_VAN_URL", van.url)
        monkeypatch.setenv("KITH_COUNTY_VAN_API_KEY", van.api_key)
        van.load_people(PEOPLE)
        today = f"{datetime.now(UTC):%Y-%m-%d} 00:00:00"
        dates = {"vanid": "101", "datecanvassed": "2026-09-28 15:07:00", "datecreated": today}
        van.load_table(
            "contactscontacts",
            [{"contactscontactid": "9", "resultid": "14", "contacttypeid": "2", **dates}],
        )
        van.load_table(
            "contactsactivistcodes",
            [{"contactsactivistcodeid": "8", "activistcodeid": "4500001", **dates}],
        )
        done = {each.resource_name: each for each in pull()}
    # VAN documents no phones of their own: that is told, and nothing else waits for it.
    assert "doesn't offer" in (done["contactsphones"].failure or "")
    assert [each.failure for name, each in done.items() if name != "contactsphones"] == [None] * 2
    loads = new_files.land(new_files.waiting({"county_van"}, settle=0))
    assert [load.status for load in loads] == ["landed"] * 2
    with connect() as connection:
        told = connection.execute(
            "select datecanvassed, datecreated is not null from landing.van__contactscontacts"
            " union all select datecanvassed, datecreated is not null"
            " from landing.van__contactsactivistcodes"
        ).fetchall()
    assert told == [("9/28/2026 3:07:00 PM", True)] * 2


def test_a_later_pull_asks_only_for_what_changed_and_a_bit_before(
    van: Van, landing_folder: Path
) -> None:
    van.load_people(PEOPLE)
    pull()
    first = cursors.read("county_van", "contacts")
    assert first.pulled_until is not None
    assert first.began_at is None
    done = {each.resource_name: each for each in pull()}
    assert not any(each.is_full for each in done.values())
    # What changed within the overlap comes again; where nothing did, that is said once a day.
    assert done["contacts"].records == 3
    assert done["contactsdeduped"].files == ()
    asked = [
        job["given"]["dateChangedFrom"]
        for job in van.store.all("changedexports", 1)
        if job["given"]["resourceType"] == "Contacts"
    ]
    overlap = first.pulled_until - timedelta(hours=2)
    assert asked[1] == f"{overlap:%Y-%m-%dT%H:%M:%SZ}"


def told_by_a_pull() -> list[str]:
    """What a pull says that a person should know."""
    told: list[str] = []
    pull(say=told.append, resource_names=["contacts", "contactsphones"])
    return told


def test_what_no_pull_reaches_is_told_until_it_was_brought(
    van: Van, landing_folder: Path, tmp_path: Path
) -> None:
    (first,) = told_by_a_pull()
    reach = datetime.now(UTC) - timedelta(days=90) + timedelta(hours=1)
    assert f"before {reach:%Y-%m-%d} can't be pulled any more of contacts, contactsphones" in first
    # What was pulled is no whole table, whenever it lands.
    van.load_people(PEOPLE)
    pull(resource_names=["contacts", "contactsphones"])
    assert new_files.land(new_files.waiting({"county_van"}, settle=0))
    assert told_by_a_pull() == [first] == unreached.lines()
    table = tmp_path / f"contacts_{datetime.now(UTC):%Y%m%d}.csv"
    table.write_bytes(next((landing_folder / "county_van").glob("contacts_2*.csv")).read_bytes())
    table.write_text(table.read_text().replace("Ana 101", "Ana Brought"))
    assert land_file(table, "county_van").status == "landed"
    (left,) = told_by_a_pull()
    assert "any more of contactsphones." in left
    assert unreached.lines("county_action_network") == []
    unreached.forget("county_van")
    assert told_by_a_pull() == []


def test_where_the_tables_were_brought_before_the_first_pull_nothing_lacks(
    van: Van, landing_folder: Path, tmp_path: Path
) -> None:
    header = ",".join(column.lower() for column in RESOURCES["Contacts"][1])
    table = tmp_path / f"contacts_{datetime.now(UTC) - timedelta(days=2):%Y%m%d}.csv"
    table.write_text(f"{header}\n")
    assert land_file(table, "county_van").status == "landed"
    pull(resource_names=["contacts"])
    assert unreached.lines() == []


def test_a_gap_of_more_than_ninety_days_is_told_with_its_beginning(van: Van) -> None:
    told_by_a_pull()
    unreached.forget("county_van")
    cursor = cursors.read("county_van", "contacts")
    assert cursor.pulled_until is not None
    cursor.pulled_until -= timedelta(days=365)
    cursors.write(cursor)
    (line,) = told_by_a_pull()
    assert f"since {cursor.pulled_until:%Y-%m-%d} can't be pulled any more of contacts." in line


def test_a_file_that_was_pulled_lands_as_that(van: Van, landing_folder: Path) -> None:
    van.load_people(PEOPLE)
    pull(resource_names=["contacts"])
    (landing_folder / "county_van" / "contactsphones_20261001.csv").write_text(
        ",".join(RESOURCES["ContactsPhones"][1]) + "\n"
    )
    loads = new_files.land(new_files.waiting({"county_van"}, settle=0))
    methods = {load.file_name.partition("_")[0]: load.method for load in loads}
    assert methods == {"contacts": "api", "contactsphones": "file"}
    with connect() as connection:
        left = connection.execute("select from landing.pulled_files").fetchall()
    assert left == []


@pytest.mark.parametrize("kind", ["half", "cut"])
def test_a_download_that_is_cut_off_is_fetched_again(
    van: Van, landing_folder: Path, kind: str
) -> None:
    van.load_people(PEOPLE)
    van.faults.add(Fault(kind, "GET /files/*", count=3))
    assert not any(each.failure for each in pull())
    assert len(rows_in(landing_folder, "contacts")) == 3


def test_a_file_that_is_always_cut_off_never_lands(van: Van, landing_folder: Path) -> None:
    van.load_people(PEOPLE)
    van.faults.add(Fault("half", "GET /files/*", count=None))
    done = pull(resource_names=["contacts", "contactsphones"])
    assert all("cut off" in (each.failure or "") for each in done)
    assert list((landing_folder / "county_van").glob("*.csv")) == []
    assert cursors.read("county_van", "contacts").pulled_until is None
    van.faults.clear()
    assert not any(each.failure for each in pull())
    assert len(rows_in(landing_folder, "contacts")) == 3


def test_a_job_that_failed_is_asked_for_anew(van: Van, landing_folder: Path) -> None:
    van.load_people(PEOPLE)
    van.faults.add(Fault("error_before", "JOB /changedEntityExportJobs", count=1))
    assert not any(each.failure for each in pull())
    assert len(rows_in(landing_folder, "contacts")) == 3


def test_a_link_that_expired_is_asked_for_anew(van: Van, landing_folder: Path) -> None:
    van.load_people(PEOPLE)
    van.faults.add(Fault("half", "GET /files/*", count=None))
    pull(resource_names=["contacts"])
    van.faults.clear()
    van.clock.advance(days=30)
    assert not any(each.failure for each in pull(resource_names=["contacts"]))
    assert len(rows_in(landing_folder, "contacts")) == 3


def test_a_source_that_is_down_is_late_and_says_neither_key_nor_address(van: Van) -> None:
    van.faults.add(Fault("error_before", count=None))
    done = pull()
    told = " ".join(each.told() for each in done)
    assert "It is late" in told
    assert "500" in told
    assert van.key.guid not in told
    assert "127.0.0.1" not in told
    assert cursors.read("county_van", "contacts").failure


def test_a_refused_key_is_told_by_its_variable(
    van: Van, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KITH_COUNTY_VAN_API_KEY", "wrong|1")
    told = {each.failure for each in pull()}
    assert all("KITH_COUNTY_VAN_API_KEY" in (line or "") for line in told)


def test_without_a_key_nothing_is_asked(van: Van, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KITH_COUNTY_VAN_API_KEY")
    with pytest.raises(NoKey, match="KITH_COUNTY_VAN_API_KEY"):
        pull()
    assert not van.calls


def test_a_key_without_a_mode_takes_the_destinations(
    van: Van, monkeypatch: pytest.MonkeyPatch
) -> None:
    van.load_people(PEOPLE)
    monkeypatch.setenv("KITH_COUNTY_VAN_API_KEY", van.key.guid)
    assert pull(resource_names=["contacts"])[0].records == 3


def test_two_pullers_of_one_source_dont_meet(van: Van) -> None:
    def meanwhile(_: object) -> None:
        with pytest.raises(PullFailed, match="already"):
            pull()

    assert pull(resource_names=["contacts"], on_pulled=meanwhile)


def test_an_export_of_a_saved_list_lands(
    van: Van, landing_folder: Path, tempo: Callable[..., None]
) -> None:
    tempo("county_van", "saved_list")
    van.load_people(PEOPLE)
    van.save_list("Doors", [101, 102])
    van.save_list("Phones", [103])
    assert [each.records for each in pull()] == [3]
    loads = new_files.land(new_files.waiting({"county_van"}, settle=0))
    assert [load.records_landed for load in loads] == [2, 1]


@pytest.mark.parametrize("seed", range(5))
def test_every_record_lands_as_van_gave_it_whatever_fails_and_dies(
    van: Van, landing_folder: Path, tempo: Callable[..., None],
    kill_at: Callable[[Callable[[str], bool]], None], seed: int,
) -> None:
    chance = Random(seed)
    tempo("county_van", "contacts", "contactsphones")
    van.part_kb = 1
    # Each pull is later than the overlap reaches back, so that what the one before lost stays lost.
    van.clock.stop(datetime.now(UTC) - timedelta(days=30))
    van.faults.add(*(
        Fault(kind, endpoint, count=None, share=share, seconds=0.01)
        for kind, endpoint, share in (
            ("half", "GET /files/*", 0.2), ("cut", "GET /files/*", 0.2),
            ("error_before", "JOB *", 0.1), ("too_many", "*", 0.05),
            ("reset_before", "*", 0.05), ("reset_after", "POST *", 0.1),
            ("error_after", "*", 0.05), ("timeout_before", "GET *", 0.03),
        )
    ))
    number = 0
    for _ in range(5):
        people = []
        for _ in range(chance.randrange(15)):
            number += 1
            name = "".join(chance.choices('aé,"\n ', k=80)) + "."
            phone = f"41055501{chance.randrange(100):02d}"
            people.append({"vanid": str(number), "firstname": name, "phone": phone})
        van.load_people(people)
        van.clock.advance(hours=3)
        kill_at(lambda _: chance.random() < 0.15)
        with contextlib.suppress(Killed):
            pull()
    van.faults.clear()
    kill_at(lambda _: False)
    # The first may end a pull that began before the last people came.
    assert not any(each.failure for each in [*pull(), *pull()])
    loads = new_files.land(new_files.waiting({"county_van"}, settle=0))
    assert {load.status for load in loads} == {"landed"}
    assert sum(load.records_quarantined for load in loads) == 0
    there = {str(row["vanid"]): row["firstname"] for row in van.store.all("contacts", 1)}
    with connect() as connection:
        landed = connection.execute(
            "select distinct on (_record_id) _record_id, firstname from landing.van__contacts"
            " order by _record_id, _load_id desc"
        ).fetchall()
    assert dict(landed) == there
    assert list((landing_folder / "county_van").glob(".*.partial")) == []
