"""I7: every landed row is found again in the archive, and whatever was changed since is told."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import psycopg
import pytest

from orchestration.lib.landing import archive, quarantine
from orchestration.lib.landing.load import Load
from orchestration.lib.trace.landed import Landed, Place, Row
from orchestration.tests.conftest import Declare
from orchestration.tests.landing.toy import DECLARATION, land, parquet, zipped

pytestmark = pytest.mark.usefixtures("empty_landing")
DECLARED_OTHERWISE = "Its declaration has changed since it landed: only its id can be compared."

_PEOPLE = b'id,name,note\n1,Ana,\n2,"Bo ""B""","two\nlines"\n3,Cy\xc3\xa9,tab\there\n'
_PAGE = (
    b'{\n"page": 1, "_embedded": {"toy:people": [\n'
    b'  {"identifiers": ["other:9", "toy:1"], "given_name": "Ana", "amount": 1.50},\n'
    b'  {"identifiers": ["toy:2"], "given_name": "Bo\\t", "phones": [{"n": 1e3}], "more": true}\n'
    b"]}}"
)


def _sheet() -> bytes:
    book, packed = openpyxl.Workbook(), io.BytesIO()
    for row in (["id", "name", "note"], ["1", "Ana", "two\nlines"], [2, "Bo", None]):
        book.active.append(row)
    book.save(packed)
    return packed.getvalue()


# What comes, in which form bytes are counted, and how some of the records begin in it.
_FILES = {
    "people.csv": (_PEOPLE, "", [b"1,Ana,\n", b'2,"Bo ""B""","two\nlines"\n']),
    "people.csv.gz": (gzip.compress(_PEOPLE), "unpacked", [b"1,Ana,\n"]),
    "people.txt": (_PEOPLE.decode().encode("utf-16"), "as UTF-8", [b"1,Ana,\n"]),
    "people.zip": (
        zipped({"people_b.csv": b"id,name\n8,B\n", "people_a.csv": b"id,name\n7,A\n"}),
        "unpacked",
        [b"7,A\n", b"8,B\n"],
    ),
    "people.xlsx": (_sheet(), "rendered as CSV", [b'1,Ana,"two\nlines"\n']),
    "people.parquet": (
        parquet({"id": ["1", "2"], "name": ["a\nb", "c"]}), "rendered as CSV", [b"2,c\n"],
    ),
    "cards.csv": (b"who,what\nAna,tea\nBo,tea\nAna,tea\n", "", [b"Ana,tea\n", b"Bo,tea\n"]),
    "pages.json": (_PAGE, "", [b'{"identifiers": ["toy:2"]']),
    "things.jsonl": (b'{"id": 1, "list": [ 1.0 ]}\n\n{"id": "b", "x": null}\n', "", [b'{"id": 1']),
}


def _rows(ledger: psycopg.Connection, table: str) -> list[Row]:
    """The landed rows of a toy table, looked up by where they say they stand."""
    places = [
        Place("toy_source", "toy", file_id, row, table, record_id, method)
        for file_id, row, record_id, method in ledger.execute(
            f"select file_id, _row, _record_id, method from landing.toy__{table}"
            " inner join landing.loads on load_id = _load_id order by file_id, _row, _record_id"
        )
    ]
    found = Landed(ledger).rows(places)
    assert all(len(found[place]) == 1 for place in places)
    return [found[place][0] for place in places]


@pytest.mark.parametrize("name", _FILES)
def test_every_row_is_found_in_the_bytes_that_came(
    name: str, tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    content, form, stand = _FILES[name]
    load = land(tmp_path, name, content)
    table = "people" if name.startswith("people") else name.split(".")[0]
    rows = _rows(ledger, table)
    assert len(rows) == load.records_landed > 1
    assert [row.problems for row in rows] == [()] * len(rows)
    readings = [row.reading for row in rows if row.reading]
    assert all(len(reading.raw) == reading.end - reading.start for reading in readings)
    for beginning in stand:
        assert any(reading.raw.startswith(beginning) for reading in readings)
    assert {each.form for each in readings} == {form}
    if not form:
        assert all(content[each.start : each.end] == each.raw for each in readings)


Spoil = Callable[[Load, bytes, bytes], None]


@pytest.fixture
def spoil() -> Iterator[Spoil]:
    """spoil(load, was, now): other bytes in the archive's file, until the test is over."""
    kept: dict[Path, bytes] = {}

    def run(load: Load, was: bytes, now: bytes) -> None:
        path = archive.place(load.file_id)
        kept[path] = path.read_bytes()
        assert kept[path].count(was) == 1
        path.write_bytes(kept[path].replace(was, now))

    yield run
    for path, content in kept.items():
        path.write_bytes(content)


def test_a_changed_byte_of_the_archive_is_told(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection, spoil: Spoil
) -> None:
    declare(DECLARATION)
    spoil(land(tmp_path, "people.csv", _PEOPLE), b"Ana", b"Anb")
    ana, bo, cy = _rows(ledger, "people")
    changed = "The archive's file has changed since it landed: its sha256 isn't its name."
    assert ana.problems == (
        changed,
        "The bytes give another hash than the landed row has.",
        "The landed row holds something else than the bytes say in: name.",
    )
    assert bo.problems == cy.problems == (changed,)


_EDITS = {
    "name = 'Secret'": "The landed row holds something else than the bytes say in: name.",
    "_extra = '{\"a\": 1}'": "The landed row holds something else than the bytes say in: _extra.",
    "_record_id = '9'": "The bytes give another record id than the landed row has.",
    "_record_hash = '\\x00'": "The bytes give another hash than the landed row has.",
    "_row = 99": "The archive's file has no record on row 99.",
}


def test_an_edited_row_is_told_without_its_values(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    land(tmp_path, "people.csv", _PEOPLE)
    for edit, told in _EDITS.items():
        with ledger.transaction(force_rollback=True):
            ledger.execute(f"update landing.toy__people set {edit} where _record_id = '1'")
            assert [row.problems for row in _rows(ledger, "people") if row.problems] == [(told,)]


def test_an_edited_json_row_is_told(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    land(tmp_path, "pages.json", _PAGE)
    ledger.execute("update landing.toy__pages set phones = '[{\"n\": 1001}]' where _row = 2")
    first, second = _rows(ledger, "pages")
    assert first.problems == ()
    (told,) = second.problems
    assert told == "The landed row holds something else than the bytes say in: phones."


def test_a_file_that_is_gone_or_cut_off_is_told(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection, spoil: Spoil
) -> None:
    declare(DECLARATION)
    lost = land(tmp_path, "people_1.csv", b"id,name\n5,a\n")
    packed = gzip.compress(b"id,name\n6,a\n")
    spoil(land(tmp_path, "people_2.csv.gz", packed), packed[-6:], b"")
    archive.place(lost.file_id).unlink()
    told = {row.record_id: row.problems for row in _rows(ledger, "people")}
    assert told["5"][0] == "The archive has no file of that sha256."
    assert told["6"][1].startswith("The archive's file can't be read any more: The compressed file")


def test_a_mended_record_leads_to_what_had_come(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    land(tmp_path, "people.csv", b"id,name,note\n1,a,b\n2,too,many,fields\n")
    (item,) = quarantine.open_items("toy_source")
    quarantine.retry(item.quarantine_id, b"2,too,many")
    one, mended = _rows(ledger, "people")
    assert one.notes == one.problems == mended.problems == ()
    assert mended.notes == ("A steward mended the record: the bytes are what had come instead.",)
    assert mended.reading and mended.reading.raw == b"2,too,many,fields\n"
    assert (mended.reading.start, mended.reading.end) == (item.byte_start, item.byte_end)


def test_a_column_declared_since_is_no_corruption(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    land(tmp_path, "people.csv", b"id,name,colour\n1,Ana,green\n")
    declare(DECLARATION.replace("          - name: note\n", "          - name: colour\n"
                                "            config: {meta: {optional: true}}\n"
                                "          - name: note\n", 1))
    (row,) = _rows(ledger, "people")
    assert row.problems == ()
    assert row.notes == (DECLARED_OTHERWISE,)


@pytest.mark.parametrize("field", ["green", '"{""Colour"": ""green""}"'])
def test_a_column_that_may_not_be_kept_any_longer_is_no_corruption(
    field: str, tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    header = "colour" if field == "green" else "form"
    land(tmp_path, "people.csv", f"id,name,{header}\n1,Ana,{field}\n".encode())
    declare(DECLARATION.replace("record_id: [id]}}", "record_id: [id], never: [colour]}}"))
    (row,) = _rows(ledger, "people")
    assert row.problems == ()
    assert row.notes == (DECLARED_OTHERWISE,)
