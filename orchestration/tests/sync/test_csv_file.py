"""Files for a tool with no API: whole, safe to open, and known again when its export comes back."""

from __future__ import annotations

import csv
import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from orchestration.lib.sync import csv_file
from orchestration.lib.sync.interface import Destination, Effect
from orchestration.lib.sync.settings import Access
from orchestration.tests.sync.shelf import Ended

LONG_AGO = datetime.now(UTC) - timedelta(minutes=1)
PLACE = Destination("pen_club", "csv", "", 30, 30, 24, 3, 0, "America/New_York", "county")
NOBODY = {"first_name": None, "last_name": None, "email": None, "phone_e164": None}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> csv_file.CsvFile:
    monkeypatch.setenv("KITH_HOME", str(tmp_path))
    return csv_file.CsvFile(PLACE, Access())


def _attempt(files: csv_file.CsvFile, target: str, **said: object) -> Effect:
    return files.effect([{
        "fact_type_code": "contact_attempt", "target_record_id": target,
        "local_date": date(2026, 11, 20), "channel_target_id": "Phone", "target_id": "Busy",
        **said,
    }])


def test_a_job_is_a_file_and_its_lines_are_seen_there(
    files: csv_file.CsvFile, tmp_path: Path
) -> None:
    effects = [_attempt(files, "7"), _attempt(files, "8", target_id="Not Home")]
    answer = files.send_many(effects, "kith-1")
    assert (answer.outcome_code, answer.job_id) == ("done", "contact_attempt-kith-1.csv")
    path = tmp_path / "outgoing" / "pen_club" / str(answer.job_id)
    with path.open(newline="") as handle:
        assert list(csv.reader(handle)) == [
            ["person_id", "date", "channel", "result"],
            ["7", "2026-11-20", "Phone", "Busy"], ["8", "2026-11-20", "Phone", "Not Home"],
        ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    seen = {each.trace for each in files.read_back(effects, LONG_AGO)}
    assert seen == {effect.trace for effect in effects}
    assert not list(files.read_back(effects, datetime.now(UTC) + timedelta(hours=1)))


def test_a_file_that_is_there_is_never_written_again(
    files: csv_file.CsvFile, tmp_path: Path
) -> None:
    effects = [_attempt(files, "7")]
    files.send_many(effects, "kith-1")
    before = [path.read_bytes() for path in tmp_path.rglob("*.csv")]
    assert files.send_many([_attempt(files, "8")], "kith-1").outcome_code == "unknown"
    assert [path.read_bytes() for path in tmp_path.rglob("*.csv")] == before


def test_a_file_that_was_taken_away_was_handed_over(
    files: csv_file.CsvFile, tmp_path: Path
) -> None:
    effects = [_attempt(files, "7"), _attempt(files, "8")]
    told = files.send_many(effects, "kith-1")
    (path,) = tmp_path.rglob("*.csv")
    path.unlink()
    seen = [each.trace for each in files.read_back([*effects, _attempt(files, "9")], LONG_AGO)]
    assert seen == [effect.trace for effect in effects]
    assert files.send_many(effects, "kith-1").outcome_code == "unknown"
    assert [each.outcome_code for each in files.results(str(told.job_id), effects)] == [
        "done", "done",
    ]
    (listed,) = tmp_path.rglob("*.list")
    assert not {"7", "8", "Busy"} & set(listed.read_text().split())


def test_a_list_says_nothing_before_its_file_is_whole(
    files: csv_file.CsvFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(*_: object) -> None:
        raise Ended

    effects = [_attempt(files, "7")]
    with monkeypatch.context() as killed:
        killed.setattr(Path, "rename", end)
        with pytest.raises(Ended):
            files.send_many(effects, "kith-1")
    assert list(tmp_path.rglob("*.list")) and list(tmp_path.rglob("*.partial"))
    assert not list(files.read_back(effects, LONG_AGO))
    assert not list(tmp_path.rglob("*kith-1*")), "nobody will ever look for a draft of names"
    assert files.send_many(effects, "kith-1").outcome_code == "done"
    assert [each.trace for each in files.read_back(effects, LONG_AGO)] == [effects[0].trace]


def test_what_was_ended_amid_writing_is_no_file(
    files: csv_file.CsvFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(*_: object) -> None:
        raise OSError("no space left")

    effects = [_attempt(files, "7")]
    with monkeypatch.context() as full:
        full.setattr("os.fsync", end)
        answer = files.send_many(effects, "kith-1")
    assert (answer.outcome_code, answer.is_closed) == ("not_sent", True)
    assert not list(tmp_path.rglob("*kith-1*")) and not list(files.read_back(effects, LONG_AGO))
    assert files.send_many(effects, "kith-1").outcome_code == "done"


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1+1", "-1", "@sum(1)", "\t=1", "'=1"])
def test_no_spreadsheet_takes_a_name_for_a_formula(
    files: csv_file.CsvFile, tmp_path: Path, name: str
) -> None:
    effect = files.effect([{
        "fact_type_code": "new_person", "target_record_id": None, **NOBODY, "first_name": name,
        "email": "=a@mail.example", "phone_e164": "+12125550143",
    }])
    files.send(effect)
    (path,) = tmp_path.rglob("*.csv")
    with path.open(newline="") as handle:
        line = list(csv.reader(handle))[1]
    assert not [cell for cell in line if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert line[1] == "12125550143", "a number is one without its plus, too"
    assert [each.trace for each in files.read_back([effect], LONG_AGO)] == [effect.trace]


def test_a_fact_told_twice_is_one_line(files: csv_file.CsvFile) -> None:
    once, again = _attempt(files, "7"), _attempt(files, "7", fact_key="another")
    assert once.trace == again.trace and once.payload == again.payload
