"""Each exercise takes what is right in its county, and refuses what isn't."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from orchestration import cli
from orchestration.lib.commands import demo
from orchestration.lib.landing import declarations
from orchestration.lib.landing.lander import land_file
from orchestration.lib.learn import county
from orchestration.lib.learn.done import done, remember
from orchestration.lib.learn.exercises import EXERCISES, NoExercise, exercise
from orchestration.lib.settings import PROJECT_ROOT
from orchestration.lib.standard.conform import conform
from orchestration.lib.warehouse import connect
from orchestration.tests.conftest import forget_models

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
MARTS = """
    create table marts.program_360
        (program_code text, month_date date, interaction_count bigint);
    create table marts.interactions
        (program_code text, month_date date, file_id text, tool text);
    create table marts.program_participations
        (program_code text, person_id text, month_date date, is_reached boolean);
    create table marts.person_attributes
        (person_id text, attribute_code text, source_id text, record_type text, record_id text,
         claimed_value text, candidate_count bigint, is_counted boolean, ranked_because_code text);
    create table marts.source_status
        (source_id text, open_quarantine_count bigint, records_read_count bigint);
    create table identity.record_persons
        (source_id text, record_type text, record_id text, person_id text);
    create table identity.person_id_history (record_key text, person_id text);
    create table registry.source_contacts
        (source_id text, responsible_contact text, fixes_contact text, escalates_contact text);
    create table marts.handover_items (task_code text, holder_contact text, is_due boolean);
"""


@pytest.fixture(scope="module")
def small_county(warehouse: Path) -> Iterator[None]:
    """A county of forty people and the tables that are asked about, none of them filled."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "PEOPLE", 40)
        demo.make_world()
        forget_models()
        with connect("kith_builder") as connection:
            connection.execute(MARTS.encode())
        yield
    forget_models()


@pytest.fixture
def tables(small_county: None, empty_landing: None) -> Iterator[psycopg.Connection]:
    """A connection that may write into them; they are empty again afterwards."""
    with connect(autocommit=True) as connection:
        yield connection
        for name in re.findall(r"create table (\S+)", MARTS):
            connection.execute(f"truncate {name}".encode())
        connection.execute("delete from landing.steward_decisions")


def _broken() -> dict[str, str]:
    broken = county.truth("broken_records")
    return next(row for row in broken if row["record_type"] == "contacts")


def _is_right(number: int, *answer: str) -> bool:
    said = exercise(number).check(answer)
    assert said.told
    return said.is_right


def test_a_landed_record_is_found_by_load_and_row(tables: psycopg.Connection) -> None:
    file = Path(exercise(1).ask().split(" is Spoke's")[0])
    assert not _is_right(1, "1", "2")
    older = land_file(county.newest_export("county_spoke") / "tag.csv", "county_spoke")
    load = land_file(file, "county_spoke")
    assert (load.records_landed, load.records_unchanged) == (1, older.records_landed)
    tables.execute("update landing.loads set released_at = now()")
    assert _is_right(1, str(load.load_id), "2")
    assert not _is_right(1, str(load.load_id), "3")
    assert not _is_right(1, str(older.load_id), "2")
    assert not _is_right(1, "the load", "2")


def test_a_broken_record_is_found_by_file_and_line(small_county: None) -> None:
    question = exercise(2).ask()
    broken = _broken()
    assert broken["source_id"] in question and broken["line"] not in question.split()
    assert _is_right(2, f"anywhere/{broken['file']}", broken["line"])
    assert not _is_right(2, broken["file"], str(int(broken["line"]) + 1))
    assert not _is_right(2, "others.csv", broken["line"])


def test_a_number_is_traced_to_its_files_and_tools(tables: psycopg.Connection) -> None:
    with pytest.raises(county.NoCounty):
        exercise(3).ask()
    tables.cursor().executemany(
        "insert into marts.program_360 values (%s, %s, %s)",
        [("text", JANUARY, 9), ("text", FEBRUARY, 2), ("events", JANUARY, 5)],
    )
    tables.cursor().executemany(
        "insert into marts.interactions values (%s, %s, %s, %s)",
        [("text", JANUARY, "a", "spoke"), ("text", JANUARY, "b", "spoke"),
         ("text", JANUARY, "c", "van"), ("text", FEBRUARY, "d", "hustle")],
    )
    assert "program_code=text in month_date=2026-01-01" in exercise(3).ask()
    assert _is_right(3, "3", "2")
    assert not _is_right(3, "4", "3")


def test_people_are_counted_once(tables: psycopg.Connection) -> None:
    tables.cursor().executemany(
        "insert into marts.program_participations values (%s, %s, %s, %s)",
        [("text", "p_1", JANUARY, True), ("text", "p_1", FEBRUARY, True),
         ("text", "p_2", JANUARY, True), ("text", "p_3", JANUARY, False),
         ("canvass", "p_4", JANUARY, True)],
    )
    assert "program text " in exercise(4).ask()
    assert _is_right(4, "2")
    assert not _is_right(4, "4")
    assert "twice" in exercise(4).check(["3"]).told


def test_the_claim_that_counts_is_named_with_its_reason(tables: psycopg.Connection) -> None:
    tables.cursor().executemany(
        "insert into marts.person_attributes values (%s, %s, 'van', 'contacts', %s, %s, 2, %s, %s)",
        [("p_1", "name", "1", "Ana", True, "newest"), ("p_1", "name", "2", "Anna", False, "older"),
         ("p_0", "name", "3", "Bo", True, "newest"), ("p_0", "name", "4", "Bo", False, "older")],
    )
    assert "p_1: name" in exercise(5).ask()
    assert _is_right(5, "van/contacts/1", "newest")
    assert not _is_right(5, "van/contacts/1", "weightiest")
    assert not _is_right(5, "van/contacts/2", "older")


def test_a_renamed_column_has_to_be_declared(
    tables: psycopg.Connection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = Path(exercise(6).ask().split(" is Mobilize's")[0])
    assert "has not been landed" in exercise(6).check([]).told
    assert land_file(file, "county_mobilize").status == "refused"
    assert "start_date" in exercise(6).check([]).told
    assert not _is_right(6)

    declared = PROJECT_ROOT / "models" / "staging" / "mobilize" / "_mobilize.yml"
    mended = tmp_path / "mobilize" / "_mobilize.yml"
    mended.parent.mkdir()
    line = "- name: start_date\n"
    mended.write_text(declared.read_text().replace(
        line, f'{line}            config: {{meta: {{headers: ["begins"]}}}}\n'
    ))
    tool = declarations.read(mended)
    assert tool is not None
    known = declarations.tools() | {"mobilize": tool}
    monkeypatch.setattr(declarations, "tools", lambda: known)
    assert land_file(file, "county_mobilize").status == "landed"
    assert _is_right(6)


def test_an_added_column_is_worked_out_again(tables: psycopg.Connection) -> None:
    tables.cursor().executemany(
        "insert into marts.source_status values (%s, %s, %s)", [("a", 1, 4), ("b", 0, 0)]
    )
    assert "no column" in exercise(7).check([]).told
    tables.execute("alter table marts.source_status add open_quarantine_share numeric")
    try:
        for wrong in ("open_quarantine_count / nullif(records_read_count, 0)", "0.25", "null"):
            tables.execute(
                f"update marts.source_status set open_quarantine_share = {wrong}".encode()
            )
            assert not _is_right(7)
        tables.execute(
            "update marts.source_status set open_quarantine_share ="
            " round(open_quarantine_count::numeric / nullif(records_read_count, 0), 6)"
        )
        assert _is_right(7)
    finally:
        tables.execute("alter table marts.source_status drop open_quarantine_share")


def test_two_who_are_truly_two_are_parted(tables: psycopg.Connection) -> None:
    by_person: dict[str, list[str]] = {}
    for row in county.truth("records"):
        key = "/".join((row["source_id"], row["record_type"], row["record_id"]))
        by_person.setdefault(row["person"], []).append(key)
    several = [records for records in by_person.values() if len(records) > 1]
    (father, again), (son, *_) = several[0][:2], several[1]

    def hold(**persons: str) -> None:
        tables.execute("truncate identity.record_persons")
        for name, person in persons.items():
            record = {"father": father, "again": again, "son": son}[name]
            tables.execute("insert into identity.record_persons values (%s, %s, %s, %s)",
                           [*record.split("/", 2), person])
            tables.execute("insert into identity.person_id_history values (%s, %s)",
                           [record, person])

    def decide(one: str, other: str, code: str) -> None:
        tables.execute(
            "insert into landing.steward_decisions (left_record_key, right_record_key,"
            " decision_code, decided_by, reason) values (%s, %s, %s, 'Dana', 'asked them')",
            [*sorted((one, other)), code],
        )

    hold(father="p_1", again="p_1", son="p_1")
    assert "p_1" in exercise(8).ask()
    assert not _is_right(8)
    decide(father, again, "no")
    assert "truth" in exercise(8).check([]).told
    decide(father, son, "no")
    assert "next ./kith build" in exercise(8).check([]).told
    hold(father="p_1", again="p_1", son="p_2")
    assert _is_right(8)
    decide(father, son, "yes")
    assert not _is_right(8)


def test_an_export_is_judged(small_county: None) -> None:
    verdict = conform(county.newest_export("county_mobilize"), "mobilize")
    assert verdict.level is not None and verdict.next_level is not None
    level = str(verdict.level.rank)
    unmet = sorted(verdict.unmet(verdict.next_level), key=lambda each: each.points)
    assert _is_right(9, level, unmet[-1].code)
    assert not _is_right(9, level, unmet[0].code)
    assert not _is_right(9, str(verdict.level.rank + 1), unmet[-1].code)


def test_who_mends_a_source_is_not_always_who_answers_for_it(tables: psycopg.Connection) -> None:
    tables.cursor().executemany(
        "insert into registry.source_contacts values (%s, %s, %s, %s)",
        [("a", "data@x.example", "data@x.example", "boss@x.example"),
         ("b", "texts@x.example", "data@x.example", "boss@x.example")],
    )
    assert "come of b for" in exercise(10).ask()
    assert _is_right(10, "data@x.example", "boss@x.example")
    assert not _is_right(10, "data@x.example", "texts@x.example")
    assert "is responsible for b" in exercise(10).check(["texts@x.example", "boss@x.example"]).told


def test_a_source_is_handed_over_in_both_places(tables: psycopg.Connection) -> None:
    who = exercise(11).ask().split()[0]
    tables.execute(
        "insert into registry.source_contacts values ('county_mobilize', 'events@x.example')"
    )
    assert "events@x.example" in exercise(11).check([]).told
    tables.execute("update registry.source_contacts set responsible_contact = %s", [who])
    assert "handover.csv" in exercise(11).check([]).told
    tables.execute("insert into marts.handover_items values ('land_export', %s, true)", [who])
    assert "practised_date" in exercise(11).check([]).told
    tables.execute("update marts.handover_items set is_due = false")
    assert _is_right(11)


def test_the_first_day_an_exercise_was_done_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KITH_HOME", str(tmp_path))
    remember(2, JANUARY)
    remember(2, FEBRUARY)
    remember(9, FEBRUARY)
    assert done() == {2: JANUARY, 9: FEBRUARY}


def test_the_command_lists_shows_and_checks(small_county: None) -> None:
    broken = _broken()
    run = CliRunner().invoke
    shown = run(cli.app, ["learn", "show", "2"])
    assert shown.exit_code == 0 and "./kith quarantine list" in shown.output
    assert run(cli.app, ["learn", "check", "2", broken["file"]]).exit_code == 1
    assert run(cli.app, ["learn", "check", "2", broken["file"], broken["line"]]).exit_code == 0
    listed = run(cli.app, ["learn"]).output
    assert len([line for line in listed.splitlines() if "done 2" in line]) >= 1
    assert all(each.title in listed for each in EXERCISES)


def test_without_a_county_it_says_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KITH_HOME", str(tmp_path))
    with pytest.raises(county.NoCounty, match=r"\./kith demo"):
        exercise(9).ask()
    with pytest.raises(NoExercise):
        exercise(len(EXERCISES) + 1)


def test_every_exercise_has_its_page_and_every_page_its_exercise() -> None:
    pages = {each.page for each in EXERCISES}
    assert set((PROJECT_ROOT / "docs" / "learn").glob("[0-9]*.md")) == pages
    assert [each.number for each in EXERCISES] == list(range(1, len(EXERCISES) + 1))
    for page in sorted(pages):
        text = page.read_text()
        for part in ("# ", "**Goal.**", "**Read.**", "**Do.**", "```"):
            assert part in text, f"{page.name} lacks {part}"
