"""An unknown export is told about by headers and shapes of values, never by a value."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from types import SimpleNamespace

import jinja2
import openpyxl
import psycopg
import pytest
import yaml

from orchestration.lib.landing.lander import land_path
from orchestration.lib.tools import unknown_table
from orchestration.lib.tools.errors import ToolError
from orchestration.lib.tools.guess import Guess, guesses
from orchestration.lib.tools.infer import infer, record_type_of
from orchestration.tests.conftest import Declare

HEADERS = ["ID", "First Name", "E-mail", "Mobile", "Event", "RSVP", "Signed Up", "Code word"]
PEOPLE = [
    [str(900 + at), f"Quimby{at}", f"q{at}@zed.example", f"(609) 555-01{at:02}", "Potluck",
     "Came", f"5/{at}/2026 3:05 PM", f"walrus{at}"]
    for at in range(1, 29)
]  # fmt: skip
PRIVATE = ("Quimby", "zed.example", "555-01", "walrus", "Potluck", "901")


def _csv(folder: Path, rows: list[list[str]], name: str = "guests_2026-05-30.csv") -> Path:
    path = folder / name
    path.write_text("".join(",".join(f'"{each}"' for each in row) + "\n" for row in rows))
    return path


def _found(path: Path) -> dict[str, Guess]:
    (table,) = unknown_table.tables(path)
    return {guess.header: guess for guess in guesses(table)}


def _told(guess: Guess) -> tuple[str, str | None]:
    return guess.sureness, f"{guess.clue.shape}.{guess.clue.column}" if guess.clue else None


def test_each_column_is_guessed_and_how_sure_that_is_said(tmp_path: Path) -> None:
    found = _found(_csv(tmp_path, [HEADERS, *PEOPLE]))
    assert {header: _told(guess) for header, guess in found.items()} == {
        "ID": ("sure", None),
        "First Name": ("likely", "people.first_name"),
        "E-mail": ("sure", "people.email"),
        "Mobile": ("sure", "people.phone_e164"),
        "Event": ("likely", "attendances.event_name"),
        "RSVP": ("likely", "attendances.status_raw"),
        "Signed Up": ("sure", "people.created_at"),
        "Code word": ("unknown", None),
    }
    assert found["ID"].is_id
    assert found["Signed Up"].order == "mdy"


def test_what_may_never_be_kept_is_not_proposed(tmp_path: Path) -> None:
    rows = [[*row, f"219-09-{9900 + at}"] for at, row in enumerate(PEOPLE)]
    path = _csv(tmp_path, [[*HEADERS, "SSN"], *rows])
    assert not _found(path)["SSN"].is_proposed
    told = infer([path], "rollcall")
    assert "(never kept)" in told and "219-09" not in told and "name: ssn" not in told


def test_no_value_is_ever_shown(tmp_path: Path) -> None:
    told = infer([_csv(tmp_path, [HEADERS, *PEOPLE])], "toy")
    assert not [value for value in PRIVATE if value in told]


@pytest.mark.parametrize("first", [PEOPLE[0], ["Ana Silva", "ana@zed.example"], ["Ana", "Silva"]])
def test_a_file_without_a_header_is_refused_without_a_word_of_it(
    tmp_path: Path, first: list[str]
) -> None:
    with pytest.raises(ToolError, match="no header") as refused:
        infer([_csv(tmp_path, [first, [*reversed(first)]])], "toy")
    assert not [value for value in first if value in str(refused.value)]


def test_values_that_contradict_the_header_make_it_unsure(tmp_path: Path) -> None:
    rows = [["first name", "email", "notes"], *([f"Q{n}", "none", f"q{n}@z.example"]
                                               for n in range(30))]  # fmt: skip
    found = _found(_csv(tmp_path, rows))
    assert _told(found["email"]) == ("unsure", "people.email")
    assert _told(found["notes"]) == ("unsure", "people.email")


def test_an_id_that_repeats_is_somebodys_and_not_the_rows(tmp_path: Path) -> None:
    rows = [["contact_id", "tag"], *([str(n % 9), "vip"] for n in range(30))]
    found = _found(_csv(tmp_path, rows))
    assert (found["contact_id"].is_of_a_person, found["contact_id"].is_id) == (True, False)
    assert "Record id: none is certain" in infer([_csv(tmp_path, rows)], "toy")


def test_month_or_day_first_is_said_only_where_a_value_proves_it(tmp_path: Path) -> None:
    rows = [["email", "joined"], *([f"q{n}@z.example", f"{n}/3/2026"] for n in range(1, 13))]
    assert _found(_csv(tmp_path, rows))["joined"].sureness == "unsure"
    proved = [*rows, ["q99@z.example", "30/3/2026"]]
    assert _found(_csv(tmp_path, proved))["joined"].order == "dmy"


def test_a_header_that_stands_twice_is_named(tmp_path: Path) -> None:
    rows = [["email", "Amount", "amount"], *([f"q{n}@z.example", "5.00", "1"] for n in range(30))]
    found = _found(_csv(tmp_path, rows))
    assert (found["Amount"].sureness, found["amount"].sureness) == ("sure", "unknown")
    assert "stands twice" in found["amount"].why


def test_json_pages_and_lines_and_sheets_are_read_too(tmp_path: Path) -> None:
    records = [dict(zip(HEADERS, row, strict=True)) for row in PEOPLE]
    page = tmp_path / "page.json"
    page.write_text(json.dumps({"page": 1, "_embedded": {"guests": records}, "links": ["a"]}))
    lines = tmp_path / "lines.jsonl"
    lines.write_text("".join(json.dumps(record) + "\n" for record in records))
    book = openpyxl.Workbook()
    for row in [["Sign-in sheet, Elm Street"], HEADERS, *PEOPLE]:
        book.active.append(row)
    book.save(tmp_path / "sheet.xlsx")
    expected = {name: _told(guess) for name, guess in
                _found(_csv(tmp_path, [HEADERS, *PEOPLE])).items()}  # fmt: skip
    for path in (page, lines, tmp_path / "sheet.xlsx"):
        assert {name: _told(guess) for name, guess in _found(path).items()} == expected
    assert unknown_table.tables(page)[0].records_at == "_embedded.guests"


def test_what_is_proposed_lands_the_file(
    tmp_path: Path, declare: Declare, empty_landing: None, ledger: psycopg.Connection
) -> None:
    file = _csv(tmp_path, [HEADERS, *PEOPLE])
    proposed = infer([file], "toy").split("under tables:\n")[1].split("\n-- models/")[0]
    (table,) = yaml.safe_load(proposed)
    assert table["config"]["meta"]["record_id"] == ["id"]
    declare(proposed)
    (load,) = land_path(str(file), "toy_source")
    assert (load.status, load.records_landed, load.records_quarantined) == ("landed", 28, 0)
    landed = ledger.execute(
        "select count(distinct _record_id), count(e_mail) from landing.toy__guests"
    ).fetchone()
    assert landed == (28, 28)


CONTACTS = [
    ["ContactID", "Full Name", "Mobile"],
    *([f"A-{at}", f"Quimby Zed-{'x' * at}", f"(609) 555-01{at:02}"] for at in range(1, 29)),
]
CALLS = [
    ["call_id", "user_id", "contact_id", "outcome"],
    *([str(at), str(at % 3), f"A-{at // 2 + 1}", "Spoke with"] for at in range(1, 29)),
]


def test_whose_a_call_is_is_found_in_the_file_of_people(tmp_path: Path) -> None:
    calls, contacts = _csv(tmp_path, CALLS, "calls.csv"), _csv(tmp_path, CONTACTS, "contacts.csv")
    told = infer([calls, contacts], "toy")
    assert "'contacts' as person_record_type,\n        contact_id as person_record_id" in told
    assert "Person: contact_id names a record of contacts: 100% of its 15 ids" in told


@pytest.mark.parametrize("others", [0, 8], ids=["alone", "beside few of the people"])
def test_whose_a_call_is_is_asked_where_no_file_shows_it(tmp_path: Path, others: int) -> None:
    files = [_csv(tmp_path, CALLS, "calls.csv")]
    if others:
        files.append(_csv(tmp_path, [CONTACTS[0], *CONTACTS[-others:]], "contacts.csv"))
    told = infer(files, "toy")
    assert "'calls' as person_record_type" not in told
    asked = told.split("-- One row per record of toy's calls")[1].split("{{ conform")[0]
    line = next(each for each in asked.splitlines() if "person_record_type" in each)
    with pytest.raises(ToolError, match="say which table holds the person"):
        _rendered(line)


def _rendered(line: str) -> str:
    """What dbt makes of a line, or its refusal."""

    def refuse(message: str) -> None:
        raise ToolError(message)

    of_dbt = SimpleNamespace(raise_compiler_error=refuse)
    said: str = jinja2.Template(line).render(exceptions=of_dbt)
    return said


def test_a_record_that_names_somebody_is_their_record(tmp_path: Path) -> None:
    rows = [[*row, "yes"] for row in CONTACTS[1:]]
    told = infer([_csv(tmp_path, [[*CONTACTS[0], "Opt in"], *rows], "guests.csv")], "toy")
    assert "'guests' as person_record_type,\n        _record_id as person_record_id" in told


def test_a_whole_name_is_split_by_the_shared_macros(tmp_path: Path) -> None:
    told = infer([_csv(tmp_path, CONTACTS, "contacts.csv")], "toy")
    assert "{{ given_name('full_name') }} as first_name" in told
    assert "{{ family_name('full_name') }} as last_name" in told
    things = [["id", "name"], *([str(at), f"Spring Potluck {at}"] for at in range(30))]
    assert "stg_toy__people" not in infer([_csv(tmp_path, things, "lists.csv")], "toy")


def test_numbers_that_the_macro_makes_null_are_no_sure_phones(tmp_path: Path) -> None:
    rows = [[*row[:2], f"(555) 555-01{at:02}"] for at, row in enumerate(CONTACTS[1:])]
    guess = _found(_csv(tmp_path, [CONTACTS[0], *rows]))["Mobile"]
    assert _told(guess) == ("unsure", "people.phone_e164")
    assert "0% of values look like it" in guess.why


def test_an_id_that_few_rows_show_is_proposed_and_marked(tmp_path: Path) -> None:
    told = infer([_csv(tmp_path, CONTACTS[:5], "contacts.csv")], "toy")
    assert 'record_id: [contact_id], snapshot: changes}}  # record_id: unsure' in told
    assert "Record id: ContactID (unsure)" in told


def test_a_bomb_is_refused_as_landing_refuses_it(tmp_path: Path) -> None:
    bomb = tmp_path / "guests.csv.gz"
    line = ",".join(f'"{each}"' for each in PEOPLE[0]) + "\n"
    with gzip.open(bomb, "wt") as stream:
        stream.write(",".join(HEADERS) + "\n" + line * 300_000)
    with pytest.raises(ToolError, match=r"guests.csv.gz: .* grows more than 200 times"):
        infer([bomb], "toy")


@pytest.mark.parametrize(
    ("file_name", "expected"),
    [
        ("contacts_utf16.csv", "contacts_utf16"),
        ("guests_2026-05-30.csv", "guests"),
        ("members20260530.csv", "members"),
        ("Sign-in sheet (2).xlsx", "sign_in_sheet"),
        ("export_2026-05-30T12-00-00Z.json.gz", "export"),
        ("2026.csv", "records"),
    ],
)
def test_a_record_type_is_named_after_the_file_without_its_dates(
    file_name: str, expected: str
) -> None:
    assert record_type_of(file_name) == expected
