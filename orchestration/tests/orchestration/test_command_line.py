"""A command that fails says so in one line that holds no value, and where more is written."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from orchestration import cli
from orchestration.lib import settings
from orchestration.lib.identity.reasons import explain
from orchestration.lib.identity.stewards import review
from orchestration.lib.warehouse import connect
from orchestration.tests.orchestration.exports import CANARY

pytestmark = pytest.mark.usefixtures("warehouse")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command that fails and returns what it says."""
    return Run(monkeypatch, capsys)


class Run:
    """Commands as a person runs them, but in this process."""

    def __init__(
        self, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]
    ) -> None:
        self._patch, self._capture = patch, capture

    def __call__(self, *arguments: str, code: int = 1) -> str:
        self._patch.setattr(sys, "argv", ["kith", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert ended.value.code == code
        return self._capture.readouterr().err


def test_a_path_that_is_not_there_is_told(said: Run, tmp_path: Path) -> None:
    missing = tmp_path / "nowhere" / "file.csv"
    line = f"kith: {missing}: No such file or directory\n"
    assert said("review", "import", str(missing)) == line
    assert said("review", "export", str(missing)) == line


def test_a_folder_that_holds_something_else_is_told(said: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    told = said("simulate", "--out", str(tmp_path), "--people", "1")
    assert told == f"kith: {tmp_path}: not empty, and what it holds is no simulated world\n"


def test_an_unknown_tool_is_answered_with_those_there_are(said: Run, tmp_path: Path) -> None:
    told = said("simulate", "--out", str(tmp_path / "new"), "--tools", "reach,nope", code=2)
    words = re.sub(r"[\s│]+", " ", told)
    assert "no tool is called nope" in words and "hustle" in words and "van_vocabulary" not in words


def test_words_that_are_no_text_are_no_traceback(said: Run) -> None:
    told = said("explain", b"\xff".decode(errors="surrogateescape"))
    assert told.count("\n") == 1 and told.startswith("kith: UnicodeEncodeError at orchestration/")


def test_what_a_database_quotes_is_neither_said_nor_written(
    said: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(named: str) -> None:
        with connect() as connection:
            connection.execute("select %s::text::integer", [f"{named} {CANARY}"])

    monkeypatch.setattr(explain, "explain", broken)
    told = said("explain", "ana@mail.example")
    assert told.count("\n") == 1 and "sqlstate 22P02" in told
    log = Path(told.split("where it was: ")[1].strip())
    assert log.parent == settings.folder("logs")
    written = log.read_text()
    assert "test_command_line.py" in written and "InvalidTextRepresentation" in written
    for text in (told, written):
        assert CANARY not in text and "ana@mail" not in text


def test_a_source_nobody_registered_has_no_empty_quarantine(said: Run) -> None:
    assert "There is no source 'nowhere'" in said("quarantine", "list", "--source", "nowhere")


def test_nobody_is_not_left_out_of_a_comparison(
    said: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(one: str, other: str) -> None:
        raise explain.UnknownPerson(f"'{other}' beside '{one}'")

    monkeypatch.setattr(explain, "compare", unknown)
    assert said("explain", "someone", "") == "kith: '' beside 'someone'\n"


@pytest.mark.parametrize("command", ["explain", "review"])
def test_help_names_the_command_as_it_is_typed(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["kith", command, "--help"])
    with pytest.raises(SystemExit):
        cli.main()
    shown = capsys.readouterr().out
    assert f"Usage: ./kith {command}" in shown
    if command == "review":
        assert all(kind in shown for kind in review.KINDS)
