"""What a person who has just cloned the repository gets from `./kith demo`."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import psycopg
import pytest
from psycopg.rows import dict_row

from bi.dashboards import parts
from bi.dashboards.boards import person, programs
from orchestration.lib.commands import demo as the_demo
from orchestration.lib.reports import dashboards
from orchestration.tests.end_to_end.conftest import Demo
from orchestration.tests.end_to_end.walked_back import walk_back

_REFUSED = psycopg.errors.InsufficientPrivilege
MARTS = ("people", "person_identifiers", "interactions", "member_journeys", "program_360")


def _scalar(demo: Demo, query: str, role: str = "bi_reader") -> object:
    with demo.connect(role) as connection:
        row = connection.execute(query).fetchone()
        assert row is not None
        return row[0]


def test_it_ends_with_people_accounts_journeys_programs_and_where_to_look(demo: Demo) -> None:
    for words in (
        "people from",
        "Against the simulated truth",
        "Every record is accounted for",
        "Journeys:",
        "Programs, all months",
        "./kith dev",
        "./kith review",
        "start.html",
    ):
        assert words in demo.said, f"the demo's summary lacks '{words}'"


@pytest.mark.parametrize("mart", MARTS)
def test_every_mart_holds_rows(demo: Demo, mart: str) -> None:
    assert _scalar(demo, f"select count(*) from marts.{mart}")


def test_what_was_read_is_landed_unchanged_or_quarantined(demo: Demo) -> None:
    lost = _scalar(
        demo,
        "select coalesce(sum(records_read - records_landed - records_unchanged"
        " - records_quarantined), -1) from landing.loads",
        "kith_builder",
    )
    assert lost == 0


def test_just_the_planted_broken_records_are_quarantined(demo: Demo) -> None:
    with (demo.truth / "broken_records.csv").open(newline="") as handle:
        planted = {
            (row["source_id"], row["file"], int(row["line"])) for row in csv.DictReader(handle)
        }
    with demo.connect("kith_builder") as connection:
        found = {
            (source, Path(name).name, line)
            for source, name, line in connection.execute(
                "select quarantine.source_id, loads.file_name, quarantine.line"
                " from landing.quarantine join landing.loads using (load_id)"
            )
        }
    assert planted
    assert found == planted


def test_people_found_are_the_people_simulated(demo: Demo) -> None:
    """Few wrong merges: a wrongly merged person is worse than one seen twice."""
    words = demo.said.split("precision ", 1)[1]
    precision = float(words.split(",", 1)[0])
    recall = float(words.split("recall ", 1)[1].split(",", 1)[0])
    assert precision >= 0.98
    assert recall >= 0.60


def test_journeys_are_the_ones_simulated(demo: Demo) -> None:
    """Each thing done, each stage's instant, the first touch; worked out apart from the SQL."""
    said = " ".join(demo.said.split())
    compared = re.findall(r"Of ([\d,]+) people whose records all matched", said)[0]
    journeys = re.findall(r"([\d.]+)% have just the journey", said)[0]
    recruiters = re.findall(r"([\d.]+)% the true recruiter", said)[0]
    assert int(compared.replace(",", "")) > 1800
    assert float(journeys) >= 99.5
    assert float(recruiters) >= 99.5


def test_work_is_in_the_ledger_of_whoever_truly_did_it(demo: Demo) -> None:
    said = " ".join(demo.said.split())
    work, right = re.findall(r"Of ([\d,]+) calls, texts and answers simulated, ([\d.]+)%", said)[0]
    in_several = re.findall(r"([\d,]+) of [\d,]+ volunteers made them in several tools", said)[0]
    assert int(work.replace(",", "")) > 10_000
    assert float(right) >= 99
    assert int(in_several) > 30


def test_its_exports_are_as_new_as_a_real_groups(demo: Demo) -> None:
    late = "select string_agg(source_id, ', ') from marts.source_status where is_late"
    assert _scalar(demo, late) is None
    assert _scalar(demo, "select count(*) from marts.interactions where occurred_at > now()") == 0


def test_leaders_can_trust_all_of_it_and_buyers_see_each_tool(demo: Demo) -> None:
    health = (demo.home / "pages" / "health.html").read_text(encoding="utf-8")
    assert re.search(r"All \d+ can be trusted", health)
    scorecard = (demo.home / "pages" / "scorecard.html").read_text(encoding="utf-8")
    tools = _scalar(demo, "select count(distinct tool) from marts.source_status")
    assert scorecard.count('<section class="vendor"') == tools


def test_the_county_made_first_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another county each day would mix two pretend years."""
    monkeypatch.setenv("KITH_HOME", str(tmp_path))
    monkeypatch.setattr(the_demo, "PEOPLE", 20)

    def days_made_on(today: datetime) -> list[str]:
        monkeypatch.setattr(the_demo, "datetime", Mock(now=lambda zone: today))
        return sorted(day.name for day in (the_demo.make_world() / "days").iterdir())

    made = days_made_on(datetime(2026, 3, 2, 12, tzinfo=UTC))
    assert made == ["2026-02-28", "2026-03-01", "2026-03-02"]
    assert days_made_on(datetime(2026, 3, 9, 12, tzinfo=UTC)) == made


def test_the_boards_show_what_was_built(demo: Demo) -> None:
    with demo.connect("bi_reader") as connection:
        attempts, best_known, name = connection.execute(
            "select (select sum(attempt_count) from marts.program_360), person_id, last_name"
            " from marts.people where last_name <> '' order by record_count desc, person_id limit 1"
        ).fetchone() or (0, "", "")
        reader: psycopg.Connection[Any] = connection
        reader.row_factory = dict_row
        ask = partial(dashboards.ask, reader)
        # The pretend county's story is shorter than the longest period to choose.
        board = programs.body(ask, {"months": str(max(parts.PERIODS))})
        title, page = person.told(ask, best_known)
    assert attempts
    assert f">{attempts:,}<" in board
    assert name in title
    assert "records of" in page


def _versions(demo: Demo) -> dict[str, object]:
    """What changes where a table is built or a file lands."""
    with demo.connect("bi_reader") as connection:
        tables = connection.execute(
            "select nspname || '.' || relname, relfilenode from pg_class"
            " join pg_namespace on pg_namespace.oid = relnamespace"
            " where nspname in ('staging', 'canon', 'identity', 'marts') and relkind = 'r'"
        ).fetchall()
    last_load = "select max(load_id) from landing.loads"
    return dict(tables) | {"the last load": _scalar(demo, last_load, "kith_builder")}


def test_playing_it_again_changes_nothing(demo: Demo) -> None:
    before = _versions(demo)
    again = demo.run("demo")
    assert again.returncode == 0, again.stderr[-2000:]
    assert "nothing was changed" in again.stdout
    after = _versions(demo)
    assert {name for name in before.keys() | after if before.get(name) != after.get(name)} == set()


def test_every_interaction_names_its_source_record_and_file(demo: Demo) -> None:
    assert (
        _scalar(
            demo,
            "select count(*) from marts.interactions where source_id is null or tool is null"
            " or record_type is null or coalesce(record_id, '') = '' or file_id is null"
            " or file_row is null",
        )
        == 0
    )


def test_the_archive_holds_each_landed_file_under_its_own_hash(demo: Demo) -> None:
    import hashlib

    with demo.connect("kith_builder") as connection:
        names = {row[0] for row in connection.execute("select file_id from landing.loads")}
    archived = {path.name: path for path in (demo.home / "archive").rglob("*") if path.is_file()}
    assert names
    for name in names:
        assert hashlib.sha256(archived[name].read_bytes()).hexdigest() == name
        assert archived[name].stat().st_mode & 0o077 == 0


def test_rows_of_every_mart_lead_back_to_the_bytes_they_came_from(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("KITH_HOME", "KITH_DATABASE_URL"):
        if name in demo.environment:
            monkeypatch.setenv(name, demo.environment[name])
        else:
            monkeypatch.delenv(name, raising=False)
    walk_back()


def _traced(demo: Demo, *more: str) -> tuple[int, str]:
    person = _scalar(
        demo, "select person_id from marts.people order by record_count desc, person_id limit 1"
    )
    run = demo.run("trace", "people", "--where", f"person_id={person}", "--limit", "40", *more)
    return run.returncode, run.stdout + run.stderr


def test_a_trace_shows_personal_values_only_where_asked_to(demo: Demo) -> None:
    with (demo.truth / "canaries.csv").open(newline="") as handle:
        tokens = {row["token"].lower() for row in csv.DictReader(handle)}

    def shown(told: str) -> set[str]:
        return set(re.findall(r"[a-z0-9]{6,}", told.lower())) & tokens

    for form in ([], ["--json"]):
        code, told = _traced(demo, *form)
        assert (code, shown(told)) == (0, set())
    assert shown(_traced(demo, "--values")[1])


def test_a_byte_changed_in_the_archive_is_told_by_a_trace(demo: Demo) -> None:
    record = json.loads(_traced(demo, "--json")[1])["records"][0]["landed"][0]
    path = Path(record["load"]["archive"])
    content = path.read_bytes()
    spoilt = bytearray(content)
    spoilt[len(content) // 2] ^= 1
    try:
        path.write_bytes(spoilt)
        code, told = _traced(demo)
    finally:
        path.write_bytes(content)
    assert code == 1
    assert "PROBLEM    The archive's file has changed since it landed" in told


@pytest.mark.parametrize(
    "relation",
    ["raw.van__contacts", "landing.quarantine", "canon.people", "identity.record_persons"],
)
def test_a_bi_reader_sees_marts_and_nothing_else(demo: Demo, relation: str) -> None:
    with demo.connect("bi_reader") as connection, pytest.raises(_REFUSED):
        connection.execute(f"select 1 from {relation}")


@pytest.mark.parametrize(
    "statement",
    [
        "delete from marts.people",
        "create table marts.mine (id int)",
        "create temporary table mine (id int)",
    ],
)
def test_a_bi_reader_changes_nothing(demo: Demo, statement: str) -> None:
    with demo.connect("bi_reader") as connection, pytest.raises(_REFUSED):
        connection.execute(statement.encode())


def test_nothing_reported_home(demo: Demo) -> None:
    seen = demo.egress.read_text() if demo.egress.exists() else ""
    assert seen == ""


def test_no_personal_value_is_in_any_log_report_or_page(demo: Demo) -> None:
    """Canaries: unguessable tokens planted in each personal field of the simulated people."""
    with (demo.truth / "canaries.csv").open(newline="") as handle:
        tokens = {row["token"].lower() for row in csv.DictReader(handle)}
    assert len(tokens) > 1000
    leaks = []
    for part in ("logs", "target", "dagster", "data_docs", "pages"):
        for path in (demo.home / part).rglob("*"):
            if path.is_file() and _holds_any(path, tokens):
                leaks.append(str(path.relative_to(demo.home)))
    assert leaks == []


def _holds_any(path: Path, tokens: set[str]) -> bool:
    words = set(re.findall(r"[a-z0-9]{6,}", path.read_bytes().decode("utf-8", "replace").lower()))
    return not words.isdisjoint(tokens)
