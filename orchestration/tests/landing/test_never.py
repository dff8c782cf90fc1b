"""What may never be kept isn't: not in rows, the quarantine, the archive, or what is said of it."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import openpyxl
import psycopg
import pytest
from psycopg import sql

from orchestration.lib import settings
from orchestration.lib.errors import KithError
from orchestration.lib.landing import archive, declarations, quarantine
from orchestration.lib.landing.declarations import DeclarationError
from orchestration.lib.landing.load import Load
from orchestration.lib.landing.never import is_well_known
from orchestration.tests.conftest import Declare
from orchestration.tests.landing.toy import DECLARATION, land, parquet, zipped

pytestmark = pytest.mark.usefixtures("empty_landing")
# A number that was never anybody's: it was printed on sample cards.
NUMBER = "219-09-9999"
NEVER = DECLARATION.replace("record_id: [id]}}", "record_id: [id], never: [Passport No]}}")
FORBIDDEN = ("Applicant: passport_no", "contact.ssn", "Social Security Number")


def _csv(header: str, value: str = NUMBER) -> str:
    return f'id,name,"{header}"\n1,Ana,\n2,Bo,{value}\n'


def _workbook(header: str) -> bytes:
    book = openpyxl.Workbook()
    for row in (["id", "name", header], [1, "Ana", None], [2, "Bo", NUMBER]):
        book.active.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _exports(header: str) -> dict[str, bytes]:
    """The same two people, one with a number, in every form that lands."""
    text = _csv(header).encode()
    person = {"id": "2", "name": "Bo", header: NUMBER}
    inner = json.dumps({"form": {header: NUMBER}}).replace('"', '""')
    return {
        "people.csv": text,
        "people_16.csv": _csv(header).encode("utf-16"),
        "people.csv.gz": gzip.compress(text),
        "people.zip": zipped({"people_a.csv": b"id,name\n3,Cy\n", "people_b.csv": text}),
        "people.xlsx": _workbook(header),
        "people.parquet": parquet({"id": ["1", "2"], "name": ["Ana", "Bo"], header: ["", NUMBER]}),
        "people_cell.csv": f'id,name,form\n1,Ana,\n2,Bo,"{inner}"\n'.encode(),
        "things.json": json.dumps([{"id": "1"}, person]).encode(),
        "things_lines.json": b'{"id": "1"}\n{"id": "2", "of": [' + json.dumps(person).encode()
        + b"]}\n",
        "things_declared.json": json.dumps([{"id": "1", "list": [person]}]).encode(),
        "things_broken.json": json.dumps([{"id": "1"}, person]).encode()[:-3],
    }


FILES = list(_exports(""))


@pytest.mark.parametrize("header", FORBIDDEN)
@pytest.mark.parametrize("name", FILES)
def test_an_export_that_fills_such_a_column_is_refused_and_nothing_of_it_kept(
    name: str, header: str, tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(NEVER.replace("files: [\"things*.json*\"]", "never: [passport_no], files: [things*]"))
    load = land(tmp_path / "in", name, _exports(header)[name])
    assert (load.status, load.rule) == ("refused", "forbidden_column")
    assert "may never be kept" in load.told() and "Nothing of the file was kept" in load.told()
    _nothing_is_kept(ledger, load)


def _nothing_is_kept(ledger: psycopg.Connection, load: Load) -> None:
    assert not archive.place(load.file_id).exists()
    for path in settings.home().rglob("*"):
        if path.is_file() and "postgres" not in path.parts:
            assert NUMBER.encode() not in path.read_bytes(), path.name
    tables = ledger.execute(
        "select tablename from pg_tables where schemaname = 'landing'"
        " and (tablename like 'toy\\_\\_%' or tablename in ('quarantine', 'loads', 'load_parts'))"
    ).fetchall()
    for (table,) in tables:
        rows = ledger.execute(
            sql.SQL("select t::text from {} as t").format(sql.Identifier("landing", table))
        )
        for (row,) in rows:
            assert NUMBER not in row and NUMBER.encode().hex() not in row, table
    assert NUMBER not in load.told()


@pytest.mark.parametrize("value", ["", " ", "null", "N/A"])
def test_an_export_that_leaves_it_empty_lands_without_it(
    value: str, tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(NEVER)
    load = land(tmp_path, "people.csv", _csv("Passport No", value).encode())
    assert (load.status, load.records_read, load.records_landed) == ("landed", 2, 2)
    assert archive.place(load.file_id).exists()
    rows = ledger.execute("select name, _extra from landing.toy__people order by _row").fetchall()
    assert rows == [("Ana", None), ("Bo", None)]
    things = json.dumps([{"id": "1", "ssn": value, "color": "red"}]).encode()
    assert land(tmp_path, "things.json", things).status == "landed"
    assert ledger.execute("select _extra from landing.toy__things").fetchall() == [
        ({"color": "red"},)
    ]


@pytest.mark.parametrize(("header", "is_one"), [
    ("ssn", True), ("S.S.N.", True), ("ssn_last4", True), ("SSN (last 4)", True),
    ("contact.ssn", True), ("Contact: SSN", True), ("contact[ssn]", True), ("contact__ssn", True),
    ("contact.ssn.last4", True), ("voterSsn", True), ("VoterSSNLast4", True),
    ("Applicant Social Security #", True), ("has_children.ssn", True), ("Spouse - ITIN", True),
    ("has_ssn", False), ("Is SSN valid", False), ("Mission", False), ("session", False),
    ("lessn", False), ("bus_itin", False), ("", False), (": ", False),
])  # fmt: skip
def test_a_header_says_so_whosever_field_it_is(header: str, is_one: bool) -> None:
    assert is_well_known(header) == is_one


def test_a_column_somebody_declared_is_what_they_say(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    """A header that only looks like one of these can land: as a declared column."""
    declare(DECLARATION.replace("headers: [Full Name]", "headers: [SSN]"))
    load = land(tmp_path, "people.csv", b"id,ssn\n1,Surface-to-Surface Network\n")
    assert load.status == "landed"


@pytest.mark.parametrize("line", ['3,"Cy,x', "3,Cy,x,y", f'3,"Cy" {NUMBER},x'])
def test_a_line_that_cannot_be_read_may_hold_it(
    line: str, tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(NEVER)
    content = f"{_csv('Passport No', '')}{line}\n4,Di,\n".encode()
    load = land(tmp_path, "people.csv", content)
    assert load.rule == "forbidden_column" and "Line 4 can't be read" in str(load.message)
    _nothing_is_kept(ledger, load)


@pytest.mark.parametrize(
    ("name", "content", "is_kept"),
    [
        ("people.csv", f"id,note,Passport No\n1,,{NUMBER}\n".encode(), False),
        ("people.csv", f"id,note,SSN\n1,,{NUMBER}\n".encode(), False),
        ("people.csv", b"id,note\n1,\n", True),
        ("other.json", b'[{"a": [{"ssn": "219-09-9999"}]}]', False),
        ("other.json", b'[{"a": 1}]', True),
        # Nobody can look into these, and the tool is one whose exports may hold such a column.
        ("people.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 219-09-9999", False),
        ("people.csv.gz", gzip.compress(_csv("Passport No").encode(), mtime=0)[:-9], False),
    ],
)
def test_what_is_refused_for_another_reason_is_archived_only_without_such_a_column(
    name: str, content: bytes, is_kept: bool, tmp_path: Path, declare: Declare,
    ledger: psycopg.Connection,
) -> None:
    declare(NEVER)
    load = land(tmp_path / "in", name, content)
    assert load.status == "refused" and load.rule != "forbidden_column"
    assert archive.place(load.file_id).exists() == is_kept
    if not is_kept:
        _nothing_is_kept(ledger, load)


def test_a_mended_record_may_not_bring_it_in(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(NEVER)
    load = land(tmp_path, "people.csv", b"id,name,Passport No\n,Ana,\n2,Bo,\n")
    assert load.records_quarantined == 1
    (item,) = quarantine.open_items("toy_source")
    with pytest.raises(KithError, match="may never be kept") as refused:
        quarantine.retry(item.quarantine_id, f"1,Ana,{NUMBER}".encode())
    assert NUMBER not in str(refused.value)
    assert quarantine.retry(item.quarantine_id, b"1,Ana,").records_landed == 1


def test_what_is_forbidden_later_is_left_out_where_an_archived_export_is_read_again(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    """An export that comes late makes later ones be looked at once more: they stay landed."""
    declare(DECLARATION)
    # Another number: this file stays in the archive, where other tests look for theirs.
    later = b"id,name,Passport No\n1,Ana,318-08-8888\n2,Bo,\n"
    assert land(tmp_path, "people_2026-05-01.csv", later).status == "landed"
    assert land(tmp_path, "people_2026-05-03.csv", later + b"3,Cy,\n").records_unchanged == 2
    declare(NEVER)
    ledger.execute("update landing.toy__people set _extra = null")
    late = land(tmp_path, "people_2026-05-02.csv", b"id,name,Passport No\n1,Anna,\n2,Bo,\n")
    assert late.status == "landed"
    rows = ledger.execute("select name, _extra from landing.toy__people order by 1").fetchall()
    assert rows == [("Ana", None), ("Ana", None), ("Anna", None), ("Bo", None), ("Cy", None)]


def test_what_is_forbidden_later_is_left_out_of_json_within_a_field_too(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    form = '{""passport_no"": ""318-08-8888""}'
    csv = f'id,name,note,form\n1,Ana,"{form}","{form}"\n2,Bo,"{{""a"": 1}}",\n'.encode()
    json_of = b'{"id": "%d", "list": [{"passport_no": "318-08-8888"}], "more": {"a": 1}}\n'
    for name, one, other in (
        ("people_2026-05-0%d.csv", csv, b'id,name,note,form\n1,Anna,,\n'),
        ("things_2026-05-0%d.json", json_of % 1, b'{"id": "1", "list": []}\n'),
    ):
        declare(DECLARATION)
        more = b"3,Cy,,\n" if other.startswith(b"id") else json_of % 3
        assert land(tmp_path, name % 1, one).status == "landed"
        assert land(tmp_path, name % 3, one + more).records_unchanged
        declare(NEVER.replace('files: ["things*.json*"]', "never: [passport_no], files: [things*]"))
        assert land(tmp_path, name % 2, other).records_landed == 1
    landed_again = (
        "select _record_id, {} from landing.{} as landed"
        " inner join landing.loads on load_id = _load_id"
        " where extracted_at = '2026-05-03 00:00Z' and _record_id = '1'"
    )
    rows = ledger.execute(landed_again.format("name, note, _extra", "toy__people").encode())
    assert rows.fetchall() == [("1", "Ana", None, None)]
    rows = ledger.execute(landed_again.format("list, _extra", "toy__things").encode())
    assert rows.fetchall() == [("1", None, {"more": {"a": 1}})]


def test_a_column_is_not_declared_and_forbidden(tmp_path: Path, declare: Declare) -> None:
    with pytest.raises(DeclarationError, match="under never"):
        declare(DECLARATION.replace("record_id: [id]}}", "record_id: [id], never: [full_name]}}"))


def test_the_tool_of_voter_registration_forms_says_what_may_never_be_kept() -> None:
    forms = next(
        each for each in declarations.tools()["blocks"].record_types
        if each.name == "registration_forms"
    )
    assert "social_security" in forms.never
