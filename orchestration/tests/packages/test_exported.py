"""Packages out of a warehouse: whose data is in them, and the same bytes for the same data."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.lib import audit, settings
from orchestration.lib.bench.packages import found_in
from orchestration.lib.grants import shares
from orchestration.lib.packages import gather, ids, layout, policy, questions
from orchestration.lib.packages.archive import AlreadyThere
from orchestration.lib.packages.export import ROLE, Exported, explain, export
from orchestration.lib.packages.gather import NothingToTake
from orchestration.lib.scratch import canaries
from orchestration.lib.scratch.canaries import County
from orchestration.lib.warehouse import connect
from orchestration.tests.conftest import forget_models

# The last volunteer's records are changed; the packages of the others are looked at more than once.
PEOPLE, VOLUNTEERS, RECORDS = 60, 9, 26


@pytest.fixture(scope="module")
def county(warehouse: Path) -> Iterator[County]:
    """A county in which every text is a canary."""
    forget_models()
    yield canaries.plant(PEOPLE, VOLUNTEERS, RECORDS, random.Random(0))
    forget_models()


@pytest.fixture(scope="module")
def exported(county: County, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Exported]:
    """Everybody's package."""
    folder = tmp_path_factory.mktemp("packages")
    return {
        volunteer: export(volunteer, "a test", "To test it", folder / f"{volunteer}.zip")
        for volunteer in county.volunteers[:-1]
    }


def _rows(path: Path, table: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        text = archive.read(f"data/{table}.csv").decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _ids(path: Path) -> set[str]:
    return {
        row[column]
        for table in layout.WITH_LINES
        for row in _rows(path, table)
        for column in ("record_id", "origin_id", "person_record_id", "event_id", "source_instance")
        if row.get(column)
    }


def test_no_package_holds_what_is_anybody_elses(
    county: County, exported: dict[str, Exported]
) -> None:
    for volunteer, package in exported.items():
        own, foreign = found_in(package.path, county, volunteer)
        assert foreign == []
        # Their own name and contact details, their contact's, what that one answered, and events.
        told = [(each.table, each.column) for each in own]
        for column in ("first_name", "last_name", "email", "phone_e164"):
            assert told.count(("marts.people", column)) == 1
            assert told.count(("canon.people", column)) == 1
        assert ("canon.survey_responses", "question_name") in told
        assert ("marts.authored_records", "topic_name") in told


def test_a_leak_would_be_found(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held_back = "where brought.is_entered and not brought.is_suppressed"
    assert held_back in questions.PEOPLE_BROUGHT
    leaking = questions.PEOPLE_BROUGHT.replace(held_back, "where brought.is_entered")
    monkeypatch.setattr(questions, "PEOPLE_BROUGHT", leaking)
    monkeypatch.setattr(questions, "OTHERS", "select")
    volunteer = county.volunteers[0]
    package = export(volunteer, "a test", "To test it", tmp_path / "package.zip")
    _, foreign = found_in(package.path, county, volunteer)
    assert {(each.table, each.column) for each in foreign} >= {
        ("canon.people", "first_name"), ("canon.people", "email"),
    }  # fmt: skip


def test_two_packages_cannot_be_joined(exported: dict[str, Exported]) -> None:
    seen: set[str] = set()
    for package in exported.values():
        found = _ids(package.path)
        assert found & seen == set()
        seen |= found


def test_ids_stay_and_need_the_homes_secret(
    county: County, exported: dict[str, Exported], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    volunteer = county.volunteers[1]
    package = exported[volunteer]
    again = export(volunteer, "a test", "To test it", tmp_path / "again.zip")
    assert again.path.read_bytes() == package.path.read_bytes()
    known = settings.secret
    others = {"package_ids": "another home's"}
    monkeypatch.setattr(settings, "secret", lambda name: others.get(name) or known(name))
    elsewhere = export(volunteer, "a test", "To test it", tmp_path / "elsewhere.zip")
    assert _ids(elsewhere.path) & _ids(package.path) == set()
    assert ids.volunteer_id("p_1") != ids.volunteer_id("p_2")


def test_the_order_of_the_warehouse_makes_no_difference(
    county: County, exported: dict[str, Exported], tmp_path: Path
) -> None:
    tables = ("marts.authored_records", "canon.people", "identity.record_persons", "marts.people")
    with connect("kith_builder") as connection:
        for table in tables:
            # All rows once more, in another order, and the first ones gone.
            statement = (
                f"with old as (delete from {table} returning *)"
                f" insert into {table} select * from old order by md5(old::text)"
            )
            connection.execute(statement.encode())
    for volunteer, package in exported.items():
        again = export(volunteer, "a test", "To test it", tmp_path / f"{volunteer}.zip")
        assert again.path.read_bytes() == package.path.read_bytes()


def test_somebody_who_said_no_is_no_contact_and_neither_is_who_was_not_entered(
    exported: dict[str, Exported]
) -> None:
    for package in exported.values():
        people = _rows(package.path, "people")
        assert [row["record_type"] for row in people].count("contact") == 1
        assert len(_rows(package.path, "relationships")) == 6
        told_of = {(each.table, each.column): each.count for each in package.left_out}
        assert told_of["limits", "contact_suppressed"] == 1
        assert told_of["limits", "contact_not_entered"] == 4


def test_results_that_say_who_may_not_be_contacted_stay(county: County, tmp_path: Path) -> None:
    volunteer = county.volunteers[-1]
    with connect("kith_builder") as connection:
        changed = connection.execute(
            "update marts.authored_records set result_code ="
            " case when subject_person_id = 'p_3' then 'canvassed' else 'do_not_contact' end"
            " where author_person_id = %s and authored_type_code = 'contact_attempt'",
            [volunteer],
        ).rowcount
    assert changed == 3
    package = export(volunteer, "a test", "To test it", tmp_path / "package.zip")
    rows = _rows(package.path, "interactions")
    attempts = [row for row in rows if row["record_type"] == "contact_attempt"]
    assert {row["result_code"] for row in attempts} <= {"", "canvassed"}
    told_of = {(each.table, each.column): each for each in package.left_out}
    refusals = sum(row["result_code"] == "" for row in attempts)
    assert told_of["limits", "refusal_result"].count == refusals > 0


def test_what_is_left_out_is_counted_with_its_rule(county: County) -> None:
    found = explain(county.volunteers[3])
    by_place = {(each.table, each.column, each.about): each for each in found}
    # Two of each kind, of twelve kinds, in 26 records; a first one of two kinds once more.
    assert by_place["records", "tag", "person"].count == 2
    assert by_place["interactions", "effort_name", "person"].count > 0
    for each in found:
        assert not policy.told(each.table, each.column, each.about)
        assert each.reason == policy.reason(each.table, each.column)


def test_a_new_column_of_canon_is_out_and_told(county: County) -> None:
    volunteer = county.volunteers[4]
    with connect("kith_builder") as connection:
        connection.execute("alter table canon.people add shoe_size text default 'kq'")
    try:
        new = [each for each in explain(volunteer) if each.column == "shoe_size"]
    finally:
        with connect("kith_builder") as connection:
            connection.execute("alter table canon.people drop shoe_size")
    assert {each.about for each in new} == {"contact", "person"}
    assert {each.reason for each in new} == {policy.UNNAMED}


def test_an_export_costs_what_the_volunteer_made(county: County) -> None:
    """No step reads a table of everybody from one end to the other."""
    with connect(ROLE) as connection:
        connection.execute("set enable_seqscan = off")
        found = _plans(connection, county.volunteers[5])
    assert "package_authored" in found
    whole = [line for line in found.splitlines() if "Seq Scan on" in line]
    assert [line for line in whole if not _is_small(line)] == []


def _plans(connection: Any, person: str) -> str:
    """How PostgreSQL goes about each step."""
    told: list[str] = []
    run = gather._run

    def explained(connection: Any, statement: str, given: dict[str, Any]) -> None:
        if statement.lstrip().startswith("insert"):
            used = {name: value for name, value in given.items() if f"%({name})s" in statement}
            plan = connection.execute(f"explain {statement}".encode(), used).fetchall()
            told.extend(line for (line,) in plan)
        run(connection, statement, given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gather, "_run", explained)
        gather.gather(connection, person)
    return "\n".join(told)


def _is_small(line: str) -> bool:
    """The volunteer's own, or a list somebody typed."""
    return any(
        f"Seq Scan on {name}" in line
        for name in ("package_", "authored_types", "interaction_types", "organizations", "sources")
    )


def test_nobody_is_told_apart_by_what_is_refused(county: County) -> None:
    with pytest.raises(NothingToTake, match="Nobody is known"):
        export("p_nobody", "a test", "To test it")
    with pytest.raises(NothingToTake, match="no record"):
        export(f"p_{PEOPLE - 1}", "a test", "To test it")


def test_an_export_is_noted_without_a_name(county: County) -> None:
    volunteer = county.volunteers[6]
    export(volunteer, "a test", "To test it")
    with connect("kith_steward") as connection:
        (entry,) = audit.entries(connection, volunteer, 1)
    assert (entry.action_code, entry.actor) == ("package_made", "a test")
    assert json.loads(entry.details)["records"]["interactions"] > 0


def test_it_is_known_who_has_whose_details(county: County, exported: dict[str, Exported]) -> None:
    """The volunteer's and their contact's, and not of those who are opaque in it."""
    volunteer = county.volunteers[0]
    told = {row["email"] for row in _rows(exported[volunteer].path, "people")} - {""}
    with connect(ROLE) as connection:
        known = connection.execute(
            "select source_id || '/' || record_type || '/' || record_id, email"
            " from canon.people where collected_by_id = %s", [volunteer],
        ).fetchall()
        own = connection.execute(
            "select source_id || '/' || record_type || '/' || record_id"
            " from identity.record_persons where person_id = %s", [volunteer],
        ).fetchall()
        has = {key: {each.receiver for each in shares.receivers(connection, [key])}
               for key, *_ in known + own}
    receiver = f"volunteer {volunteer}"
    assert {key for key, email in known if email in told} == {
        key for key, _ in known if receiver in has[key]
    }
    assert len({email for _, email in known} - told) > 0 < len(own)
    assert all(receiver in has[key] for (key,) in own)


def test_no_file_is_written_over_that_may_be_anothers(county: County, tmp_path: Path) -> None:
    (tmp_path / "work.zip").write_text("another's")
    with pytest.raises(AlreadyThere, match=r"work\.zip is there already"):
        export(county.volunteers[2], "a test", "To test it", tmp_path / "work.zip")
    assert (tmp_path / "work.zip").read_text() == "another's"
    one, two = (export(county.volunteers[2], "a test", "To test it").path for _ in range(2))
    assert one == two and one.is_relative_to(settings.folder("packages"))


def test_the_command_writes_and_explains(county: County, tmp_path: Path) -> None:
    runner, target = CliRunner(), tmp_path / "mine.zip"
    command = ["bundle", "export", "--volunteer", county.volunteers[7]]
    written = runner.invoke(app, [*command, "--to", str(target)])
    assert written.exit_code == 0, written.output
    assert "1 contact they brought" in written.output.replace("\n", " ")
    assert target.stat().st_mode & 0o777 == 0o600
    target.unlink()
    told = runner.invoke(app, [*command, "--explain"])
    assert told.exit_code == 0
    assert policy.reason("limits", "contact_suppressed") in told.output.replace("\n", " ")
    assert not target.exists()
    assert "kq" not in told.output + written.output
