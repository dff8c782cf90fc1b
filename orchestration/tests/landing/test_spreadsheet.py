"""A line of a spreadsheet keeps its id wherever it stands, and whatever stands beside it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import psycopg

from orchestration.lib.landing.lander import land_path
from orchestration.lib.settings import PROJECT_ROOT
from orchestration.tests.conftest import Declare

DECLARATION = PROJECT_ROOT / "models/staging/spreadsheet/_spreadsheet.yml"
SHEET = [
    ["First Name", "Last Name", "E-mail", "OK to text?"],
    ["Ana", "Ortiz", "ana@mail.example", "yes"],
    ["Bo", "Yu", "", ""],
    ["Bo", "Yu", "", ""],
]


def _ids(ledger: psycopg.Connection) -> list[tuple[str, str]]:
    return ledger.execute(
        "select _record_id, first_name from landing.toy__sign_ins order by 1"
    ).fetchall()


def _landed(path: Path) -> list[tuple[str, int, int]]:
    loads = land_path(str(path), "toy_source")
    return [(load.status, load.records_landed, load.records_unchanged) for load in loads]


def test_sorting_adding_and_another_format_change_no_id(
    declare: Declare, empty_landing: None, ledger: psycopg.Connection, tmp_path: Path
) -> None:
    declare(DECLARATION.read_text().split("    tables:\n", 1)[1])
    first = tmp_path / "Elm Street.csv"
    first.write_text("".join(",".join(row) + "\n" for row in SHEET))
    assert _landed(first) == [("landed", 3, 0)]
    before = _ids(ledger)
    assert len({record_id for record_id, _ in before}) == 3

    book = openpyxl.Workbook()
    book.active.append(["Sign-in, Elm Street"])
    turned = [SHEET[0], ["Cy", "Im", "cy@mail.example", "no"], *reversed(SHEET[1:])]
    for row, shirt in zip(turned, ["Shirt", "S", "M", "L", "M"], strict=True):
        book.active.append([shirt, *row])
    again = tmp_path / "Elm Street, sorted.xlsx"
    book.save(again)
    [(status, _, _)] = _landed(again)
    assert status == "landed"
    after = dict(_ids(ledger))
    assert after.keys() >= {record_id for record_id, _ in before}
    assert sorted(after.values()) == ["Ana", "Bo", "Bo", "Cy"]


def test_one_column_for_the_name_is_another_kind_of_sheet(
    declare: Declare, empty_landing: None, ledger: psycopg.Connection, tmp_path: Path
) -> None:
    declare(DECLARATION.read_text().split("    tables:\n", 1)[1])
    sheet = tmp_path / "form.csv"
    sheet.write_text("Timestamp,Your Name,Mobile\n5/1/2026 18:00:00,Ana Ortiz,6095550101\n")
    assert _landed(sheet) == [("landed", 1, 0)]
    landed = ledger.execute("select name, phone from landing.toy__sign_ins_by_name").fetchall()
    assert landed == [("Ana Ortiz", "6095550101")]
