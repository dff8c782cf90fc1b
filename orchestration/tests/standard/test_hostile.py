"""Files that are broken, or made to break a reader, end in a sentence that says what is wrong."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from orchestration.lib.standard import told
from orchestration.lib.standard.conform import NothingToJudge, conform
from orchestration.lib.standard.verdict import Verdict
from orchestration.lib.tools.errors import ToolError
from orchestration.tests.standard.exchange import copied

HEADER = "record_id,first_name,email,created_at\n"
LINE = "M-1,Ana,ana@mail.example,2026-01-01T00:00:00Z\n"


def _text(text: str, encoding: str = "utf-8") -> Callable[[Path], object]:
    return lambda path: path.write_bytes(text.encode(encoding))


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("people.csv", HEADER.encode() + b"0" * (40 << 20))


def _bomb_of_gzip(path: Path) -> None:
    path.write_bytes(gzip.compress(HEADER.encode() + b"1,%b,x,y\n" % (b"a" * 999) * 20_000))


def _bomb_of_a_workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["record_id", "email"])
    book.save(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml.bak", b"<si><t>aaaa</t></si>" * (2 << 20))


def _formulas(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["record_id", "email"])
    for number in range(3):
        book.active.append([f'=CONCATENATE("M-",{number})', f"m{number}@mail.example"])
    book.save(path)


HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "bomb.zip": (_bomb, "grows more than 200 times when unpacked"),
    "bomb.csv.gz": (_bomb_of_gzip, "grows more than 200 times when unpacked"),
    "bomb.xlsx": (_bomb_of_a_workbook, "grows more than 200 times when unpacked"),
    "cut.zip": (lambda path: path.write_bytes(b"PK\x03\x04 cut"), "damaged or was cut"),
    "latin.csv": (
        _text(HEADER + LINE.replace("Ana", "José") * 3, "latin-1"),
        "not in the file's encoding in 3 of 3 records (lines 2 to 4)",
    ),
    "long.csv": (_text(HEADER + "x" * (9 << 20) + "\n"), "longer than 8 MB in 1 of 1 record"),
    "nul.csv": (_text(HEADER + LINE.replace("Ana", "A\0na")), "holds a NUL byte in 1 of 1 record"),
    "ragged.csv": (_text(HEADER + "M-1,Ana\n" * 12), "12 of 12 records have 2 fields"),
    "no_header.csv": (_text(LINE * 2), "no header says anything I know"),
    "page.csv": (_text("<!doctype html><p>Log in"), "This is a web page"),
    "empty.csv": (_text(""), "holds nothing, not even a header"),
    "report.pdf": (_text("%PDF-1.7"), "This is a PDF document"),
    "cut.json": (
        _text('[{"record_id": "M-1", "email": "a@b.example"}, {"record_id": "M-2", "em'),
        "ends in the middle of a record in 1 of 2 records (line 1)",
    ),
    "deep.json": (_text("[" * 100_000), "is no JSON that can be read whole"),
    "formulas.csv": (_text(HEADER + LINE.replace("Ana", "=1+1")), "a formula in 1 of 1 record"),
    "formulas.xlsx": (_formulas, "a formula without its result in 3 of 3 records (rows 2 to 4)"),
}


def _rank(verdict: Verdict) -> int:
    return verdict.level.rank if verdict.level else -1


@pytest.mark.parametrize("name", list(HOSTILE))
def test_what_is_wrong_with_a_file_is_said(name: str, tmp_path: Path) -> None:
    make, said = HOSTILE[name]
    make(tmp_path / name)
    found = conform(tmp_path / name)
    assert said in told.told(found)
    assert _rank(found) == (0 if name.startswith("formulas") else -1)


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    exchange = copied(3, tmp_path)
    (exchange / "events.csv").write_text("<!doctype html>")
    found = conform(exchange)
    assert _rank(found) == -1
    assert len(found.tables) == 3
    assert "events.csv: This is a web page" in told.told(found)


def test_what_people_wrote_about_an_export_is_no_table(tmp_path: Path) -> None:
    exchange = copied(4, tmp_path)
    for name in ("README.txt", "LICENSE", "notes.md"):
        (exchange / name).write_text("Ask us anything.")
    found = conform(exchange)
    assert _rank(found) == 4
    assert found.passed_over == ("LICENSE", "README.txt", "datapackage.json", "notes.md")


def test_a_large_list_in_json_is_read_record_by_record(tmp_path: Path) -> None:
    record = json.dumps({"record_id": "M-%d", "email": "a@b.example", "note": "x" * 400})
    path = tmp_path / "people.json"
    path.write_text("[" + ",\n".join(record % number for number in range(20_000)) + "]")
    assert path.stat().st_size > 8 << 20
    found = conform(path)
    assert (_rank(found), found.tables[0].records) == (1, 20_000)


@pytest.mark.parametrize(
    ("contract", "said"),
    [
        ("a: &a [x]\nb: [*a, *a]\n", "uses YAML aliases"),
        ("[unclosed", "is neither YAML nor JSON"),
        ("- only\n- a list\n", "is not a document of names and values"),
        ("x" * (1 << 21), "is larger than a megabyte"),
        ("team: none\nsupport: 7\n", "lacks apiVersion"),
    ],
)
def test_a_contract_made_to_break_a_reader_is_refused(
    contract: str, said: str, tmp_path: Path
) -> None:
    exchange = copied(4, tmp_path)
    (exchange / "contract.odcs.yaml").write_text(contract)
    found = conform(exchange)
    assert _rank(found) == 3
    assert said in told.told(found)


def test_two_contracts_are_one_too_many(tmp_path: Path) -> None:
    exchange = copied(4, tmp_path)
    (exchange / "other.odcs.json").write_text("{}")
    assert "more than one contract" in told.told(conform(exchange))


def test_a_header_cannot_speak_to_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("record_id,email,created at\x1b[31m\x07\nM-1,a@b.example,1/2/2026\n")
    text = told.told(conform(path))
    assert "\x1b" not in text
    assert "\x07" not in text


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("4711,Zuzanna Quark,Email,Lisbon", "people.(column 2)"),
        ("record_id,email,\x1b[31mnews\x07", "people.(column 3)"),
        ("record_id,email,Tier", "people.Tier"),
    ],
)
def test_a_contract_names_no_column_that_may_be_somebodys_data(
    header: str, said: str, tmp_path: Path
) -> None:
    """A first line of values can pass for a header, where one of them is a word for a column."""
    exchange = copied(4, tmp_path)
    line = ",".join(str(number) for number in range(header.count(",") + 1))
    (exchange / "people_2026-05-02.csv").write_text(f"{header}\n{line}\n")
    found = conform(exchange)
    text = told.told(found) + json.dumps(found.figures(), ensure_ascii=False)
    assert said in text
    assert not [word for word in ("Quark", "Lisbon", "\x1b", "\x07") if word in text]


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to("/etc/hostname")
    for path in (tmp_path / "nowhere.csv", tmp_path / "link.csv", tmp_path):
        with pytest.raises(NothingToJudge):
            conform(path)


def test_a_tool_nobody_declared_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match=r"'rollcall'.*mobilize"):
        conform(copied(1, tmp_path), "rollcall")
