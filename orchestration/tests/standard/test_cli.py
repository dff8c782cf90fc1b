"""`./kith conform`: words, data and a page, an exit code a vendor's CI can use, and no value."""

from __future__ import annotations

import json
import re
import tracemalloc
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.lib.landing import declarations
from orchestration.lib.standard import report
from orchestration.lib.standard.conform import conform
from orchestration.lib.standard.places import Places
from orchestration.tests.standard.exchange import copied, example, rows, with_value, write

VOID = {"meta", "br"}


def _run(*arguments: object) -> tuple[int, str]:
    outcome = CliRunner().invoke(app, ["conform", *map(str, arguments)])
    return outcome.exit_code, outcome.stdout


def _personal(folder: Path) -> set[str]:
    """Every value of an exchange that is somebody's and no date, code or short word."""
    people = [
        record[column]
        for record in rows(folder, "people")
        for column in ("first_name", "last_name", "email", "phone", "street_address", "record_id")
        if column in record
    ]
    return {value for value in people if value} - {"Ana", "Ben", "Chi", "Eli"}


@pytest.mark.parametrize(("level", "bar", "code"), [(2, 2, 0), (2, 3, 1), (4, 4, 0), (0, 0, 0)])
def test_the_exit_code_says_whether_the_bar_is_reached(level: int, bar: int, code: int) -> None:
    assert _run(example(level), "--level", bar)[0] == code


def test_whose_an_export_may_be_is_said_where_nobody_said_it(tmp_path: Path) -> None:
    kind = next(
        each for each in declarations.tools()["van"].record_types if each.name == "contacts"
    )
    export = tmp_path / "contacts_20260501.csv"
    export.write_text(",".join(column.headers[0] for column in kind.columns) + "\n")
    hint = "If it is NGP VAN's, judge it as that: add --tool van"
    assert hint in _run(export)[1]
    assert hint not in _run(export, "--tool", "van")[1]
    assert "add --tool" not in _run(example(2))[1]


def test_an_export_that_reaches_no_level_fails_without_a_bar(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("")
    assert _run(tmp_path)[0] == 1


def test_nothing_but_the_export_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("KITH_HOME", str(home))
    monkeypatch.setenv("KITH_DATABASE_URL", "postgresql://nobody@localhost:1/none")
    assert _run(example(4), "--level", 4)[0] == 0
    assert not home.exists()


def test_the_words_say_what_a_person_needs_next() -> None:
    _, text = _run(example(1))
    assert text.splitlines()[0].startswith("level-1 reaches level 1, Identified, of standard 1.0.")
    assert "To reach level 2, Dated" in text
    assert "Send modified_at, and set it whenever any value of the record changes." in text
    assert max(map(len, text.splitlines())) < 180


def test_data_and_words_and_page_agree_and_hold_no_value(tmp_path: Path) -> None:
    exchange = copied(2, tmp_path)
    with_value("people", 3, "modified_at", "Okafor, 5/1/2026")(exchange)
    page = tmp_path / "report.html"
    _, text = _run(exchange, "--html", page)
    _, data = _run(exchange, "--json")
    figures = json.loads(data)
    assert figures["level"] == 1
    (zoned,) = (each for each in figures["requirements"] if each["code"] == "instants_zoned")
    assert zoned["state"] == "unmet"
    (finding,) = zoned["findings"]
    assert finding["problems"] == [
        {"column": "modified_at", "why": "not in the form asked for", "count": 1, "lines": [[3, 3]]}
    ]
    for shown in (text, data, page.read_text()):
        assert "in 1 of 6 records (line 3)" in shown or shown is data
        assert not [value for value in _personal(exchange) if value in shown]


def test_every_row_that_holds_an_export_back_is_in_the_data(tmp_path: Path) -> None:
    """Thousands of them: each in the data, as ranges; the first in words and on the page."""
    exchange, page = copied(2, tmp_path), tmp_path / "report.html"
    (person,) = rows(exchange, "people")[:1]
    bad = [*range(2, 1002), 2000, *range(3001, 9001, 2)]
    people = [person | {"record_id": f"M-{line}"} for line in range(2, 9002)]
    for line in bad:
        people[line - 2]["modified_at"] = "yesterday"
    write(exchange, "people", people)
    text = _run(exchange, "--html", page)[1]
    (zoned,) = (
        each for each in json.loads(_run(exchange, "--json")[1])["requirements"]
        if each["code"] == "instants_zoned"
    )  # fmt: skip
    (problem,) = zoned["findings"][0]["problems"]
    told = [line for first, last in problem["lines"] for line in range(first, last + 1)]
    assert told == bad
    assert problem["count"] == len(bad)
    assert problem["lines"][:3] == [[2, 1001], [2000, 2000], [3001, 3001]]
    for shown in (text, page.read_text()):
        assert "in 4,001 of 9,000 records (lines 2 to 1,001, 2,000, 3,001 and 2,999 more)" in shown


def test_ranges_take_no_more_memory_however_many_there_are() -> None:
    places = Places()
    tracemalloc.start()
    for batch in range(100):
        places.add(range(batch * 2000, (batch + 1) * 2000, 2))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 3 << 20  # Lists of 100,000 ranges would take 12 MB.
    assert [*places] == [(place, place) for place in range(0, 200_000, 2)]
    assert places.first(1) == ([(0, 0)], 99_999)


class _Page(HTMLParser):
    """Which elements were opened and closed, and what the page asks a browser to fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [str(value) for name, value in attrs if name in ("src", "href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("level", range(5))
def test_the_page_is_whole_and_fetches_nothing(level: int) -> None:
    page = _Page()
    text = report.page(conform(example(level)))
    page.feed(text)
    assert page.open == []
    assert page.fetched == []
    assert "url(" not in text
    assert len(re.findall(r'<li class="reached">', text)) == level + 1


def test_what_an_export_is_called_cannot_change_the_page(tmp_path: Path) -> None:
    folder = tmp_path / "<script>alert(1)<"
    folder.mkdir()
    (folder / "<b>people.csv").write_text("record_id,<i>email\nM-1,a@b.example\n")
    text = report.page(conform(folder))
    assert "<script" not in text
    assert "<b>people" not in text
    assert "&lt;b&gt;people.csv" in text
