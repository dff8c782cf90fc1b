"""Bad files and bad records, one by one: the rule, the place, what to do, and never the value."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import psycopg
import pytest

from orchestration.lib.landing.load import Load
from orchestration.tests.conftest import Declare
from orchestration.tests.landing.toy import DECLARATION, land, parquet, quarantined, zipped

pytestmark = pytest.mark.usefixtures("empty_landing")
SECRET = "Secretperson"
HEAD = b"id,name,note\n"
GOOD = b"1,Ana,x\n"


@dataclass(frozen=True)
class Bad:
    """A file whose bad records are set aside: (rule, line, column, byte start, byte end)."""

    name: str
    content: bytes
    landed: int
    aside: list[tuple[str, int, str | None, int, int]] = field(default_factory=list)
    file: str = "people.csv"
    encoding: str = "utf-8"


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


_S = SECRET.encode()
RECORDS = [
    Bad("A1 byte order mark", b"\xef\xbb\xbf" + HEAD + GOOD, 1),
    Bad("A2 UTF-16 with mark", b"\xff\xfe" + (HEAD + GOOD).decode().encode("utf-16-le"), 1),
    Bad("A2 UTF-16 big end", b"\xfe\xff" + (HEAD + GOOD).decode().encode("utf-16-be"), 1),
    Bad("A2 UTF-16 unmarked", (HEAD + GOOD).decode().encode("utf-16-le"), 1),
    Bad("A3 declared cp1252", HEAD + b"1,Jos\xe9,\n", 1, encoding="cp1252"),
    Bad("A4 a foreign line", HEAD + GOOD + _S + b"\xe9,b,c\n2,\xc3\xa9,\n", 2,
        [("undecodable", 3, None, 21, 39)]),
    Bad("A5 undefined in cp1252", HEAD + _S + b"\x81,b,c\n" + GOOD, 1,
        [("undecodable", 2, None, 13, 31)], encoding="cp1252"),
    Bad("A6 twice encoded", HEAD + "1,JosÃ©,\n".encode(), 1),
    Bad("A7 NUL", HEAD + b"2," + _S + b"\0,c\n" + GOOD, 1, [("nul_byte", 2, None, 13, 31)]),
    Bad("A8 line end in quotes", HEAD + b'1,"a\r\nb",c\n2,b,c\n', 2),
    Bad("A9 mixed line ends", b"id,name,note\r1,a,b\r\n2,a,b\n3,a,b\r", 3),
    Bad("A10 unicode line ends", HEAD + "1,a\u2028b\x85c\x0bd,e\n".encode(), 1),
    Bad("A11 stray quote", HEAD + b'2,"' + _S + b",c\n" + GOOD, 1,
        [("unclosed_quote", 2, None, 13, 31)]),
    Bad("A12 text after quote", HEAD + b'2,"' + _S + b'"x,c\n' + GOOD, 1,
        [("text_after_quote", 2, None, 13, 33)]),
    Bad("A12 quote inside", HEAD + b'1,5\'10" tall,c\n', 1),
    Bad("A13 long", HEAD + GOOD + b"2," + _S + b",c,d\n", 1, [("wrong_width", 3, None, 21, 40)]),
    Bad("A13 short", HEAD + b"2," + _S + b"\n" + GOOD, 1, [("wrong_width", 2, None, 13, 28)]),
    Bad("A13 spanning and long", HEAD + b'2,"a\nb",c,d\n' + GOOD, 1,
        [("wrong_width", 2, None, 13, 25)]),
    Bad("A16 header only", HEAD, 0),
    Bad("A18 header again", HEAD + GOOD + HEAD + b"2,b,c\n", 2,
        [("repeated_header", 3, None, 21, 34)]),
    Bad("A19 semicolons", b"id;name;note\n1;a,b;c\n", 1),
    Bad("A19 tabs", b"id\tname\tnote\n1\ta,b\tc\\d\n", 1),
    Bad("A19 pipes", b"id|name|note\n1|a,b|c\td\n", 1),
    Bad("A20 footer", HEAD + GOOD + b"Total: 1\n", 1, [("wrong_width", 3, None, 21, 30)]),
    Bad("A20 preamble", b"Report of " + _S + b"\n\n" + HEAD + GOOD, 1,
        [("preamble", 1, None, 0, 23)]),
    Bad("A21 backslash dot", HEAD + b"1,a,b\n\\.\n2,a,b\n", 2, [("wrong_width", 3, None, 19, 22)]),
    Bad("A22 a field of 3 MB", HEAD + b"1," + b"x" * 3_000_000 + b",c\n", 1),
    Bad("A22 beyond 8 MB", HEAD + b"2," + b"x" * 9_000_000 + b",c\n" + GOOD, 1,
        [("too_long", 2, None, 13, 9_000_018)]),
    Bad("A23 1700 columns",
        b"id,name," + b",".join(b"c%d" % n for n in range(1700))
        + b"\n1,a," + b"v," * 1699 + b"v\n", 1),
    Bad("A24 alike in 63 bytes", b"id,name," + b"h" * 63 + b"1," + b"h" * 63 + b"2\n1,a,b,c\n", 1),
    Bad("A25 hostile headers",
        b'id,name,"x"" from t);drop table t;--",{{ env_var(1) }},%s,,select\n1,a,b,c,d,e,f\n', 1),
    Bad("A26 other spellings", b"\xe2\x80\x8bID , full_NAME,No-te\n1,a,b\n", 1),
    Bad("A32 formulas", HEAD + b'1,=HYPERLINK("x"),+1\n2,-1,@x\n', 2),
    Bad("duplicate undeclared headers", b"id,name,Reserved,Reserved\n1,a,b,c\n", 1),
    Bad("C13 no ids", HEAD + b",a,b\n0,a,b\n-1,a,b\nnull,a,b\nNULL,a,b\n" + GOOD, 1,
        [("no_record_id", 2, "id", 13, 18), ("no_record_id", 3, "id", 18, 24),
         ("no_record_id", 4, "id", 24, 31), ("no_record_id", 5, "id", 31, 40),
         ("no_record_id", 6, "id", 40, 49)]),
    Bad("C14 twice the same", HEAD + GOOD + GOOD, 2),
    Bad("blank lines", HEAD + b"\n" + GOOD + b"\n\n", 1),
    Bad("no final line end", HEAD + b"1,a,b", 1),
    Bad("B1 cut off lines", _json({"id": 1}) + b"\n" + _json({"id": 2}) + b'\n{"id": 3, "val', 2,
        [("cut_off", 3, None, 20, 34)], "things.jsonl"),
    Bad("B1 a broken line between", b'{"id": 1}\n{"id": 2, "value": tru\n{"id": 3}\n', 2,
        [("bad_json", 2, None, 10, 32)], "things.jsonl"),
    Bad("B2 duplicate keys", b'[{"id": 1, "id": 2}, {"id": 3}]', 1,
        [("duplicate_key", 1, None, 1, 19)], "things.json"),
    Bad("B2 deeper", b'[{"id": 1, "list": [{"a": 1, "a": 2}]}, {"id": 3}]', 1,
        [("duplicate_key", 1, None, 1, 38)], "things.json"),
    Bad("B3 big numbers", b'[{"id": 12345678901234567890123, "value": 1e400}]', 1,
        file="things.json"),
    Bad("B3 5000 digits", b'[{"id": 1, "value": ' + b"9" * 5000 + b"}]", 1, file="things.json"),
    Bad("B3 beyond numeric", b'[{"id": 1, "list": 1e999999}]', 0,
        [("number_too_large", 1, None, 1, 28)], "things.json"),
    Bad("B4 NaN", b'[{"id": 1, "value": NaN},\n {"id": 2, "value": -Infinity}]', 0,
        [("not_a_number", 1, None, 1, 24), ("not_a_number", 2, None, 27, 56)], "things.json"),
    Bad("B5 NUL character", b'{"id": 1, "value": "\\u0000"}', 0,
        [("nul_character", 1, None, 0, 28)], "things.json"),
    Bad("B5 NUL in the extra", b'{"id": 1, "other": {"a\\u0000": 2}}', 0,
        [("nul_character", 1, None, 0, 34)], "things.json"),
    Bad("B5 escaped backslash", b'{"id": 1, "value": "\\\\u0000"}', 1, file="things.json"),
    Bad("B5 half a pair", b'{"id": 1, "value": "\\ud83d"}', 0,
        [("lone_surrogate", 1, None, 0, 28)], "things.json"),
    Bad("B5 a whole pair", b'{"id": 1, "value": "\\ud83d\\ude00"}', 1, file="things.json"),
    Bad("B6 depth", b'[{"id": 1, "list": ' + b"[" * 70 + b"]" * 70 + b'}, {"id": 2}]', 1,
        [("too_deep", 1, None, 1, 160)], "things.json"),
    Bad("B6 100,000 deep", b'[{"id": 1, "list": ' + b"[" * 100_000 + b"]" * 100_000 + b"}]", 0,
        [("too_deep", 1, None, 1, 200_020)], "things.json"),
    Bad("B7 mark and pretty print", b"\xef\xbb\xbf[\r\n  {\r\n    \"id\": 1\r\n  }\r\n]\r\n", 1,
        file="things.json"),
    Bad("B8 types flip", b'[{"id": 1, "value": "a"}, {"id": "2", "value": [1]}]', 2,
        file="things.json"),
    Bad("JSON not an object", b'[1, {"id": 1}, [2]]', 1,
        [("not_an_object", 1, None, 1, 2), ("not_an_object", 1, None, 15, 18)], "things.json"),
    Bad("JSON without id", b'[{"id": null, "value": "a"}, {"value": "b"}, {"id": 3}]', 1,
        [("no_record_id", 1, "id", 1, 27), ("no_record_id", 1, "id", 29, 43)], "things.json"),
    Bad("an empty page", b'{"_embedded": {"toy:people": []}}', 0, file="pages.json"),
    Bad("a page cut off",
        b'{"_embedded": {"toy:people": [{"identifiers": ["toy:1"], "given_name": "a"}, {"ident', 1,
        [("cut_off", 1, None, 77, 84)], "pages.json"),
    Bad("pages line by line",
        b"".join(
            _json({"_embedded": {"toy:people": [{"identifiers": [f"toy:{n}"], "given_name": "a"}]}})
            + b"\n"
            for n in (1, 2, 3)
        ), 3, file="pages.jsonl"),
]


@pytest.mark.parametrize("bad", RECORDS, ids=lambda bad: bad.name)
def test_bad_records_are_set_aside_alone(
    bad: Bad, tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION, bad.encoding)
    load = land(tmp_path, bad.file, bad.content)
    assert (load.status, load.message) == ("landed", None)
    assert quarantined(ledger, load) == bad.aside
    assert load.records_landed == bad.landed
    assert load.records_quarantined == len(bad.aside)
    for message, advice in ledger.execute("select message, advice from landing.quarantine"):
        assert advice
        assert SECRET not in message
        assert SECRET not in advice
    _assert_every_byte_is_accounted_for(ledger, load)


def _assert_every_byte_is_accounted_for(ledger: psycopg.Connection, load: Load) -> None:
    """The quarantine holds the very bytes of its ranges."""
    for part in load.parts:
        read, records, aside, structure = ledger.execute(
            "select size_bytes, record_bytes, quarantined_bytes, structural_bytes"
            " from landing.load_parts where load_id = %s and part = %s",
            [load.load_id, part.part],
        ).fetchone()  # type: ignore[misc]
        assert read == records + aside + structure
        assert min(records, aside, structure) >= 0


def _symbolic_link() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        entry = zipfile.ZipInfo("people.csv")
        entry.external_attr = 0o120777 << 16
        opened.writestr(entry, "/etc/passwd")
    return packed.getvalue()


def _encrypted() -> bytes:
    raw = bytearray(zipped({"people.csv": HEAD + GOOD}))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


REFUSED = [
    ("empty_file", "people.csv", b"", "holds nothing"),
    ("empty_file", "people.csv.gz", gzip.compress(b" \n\n"), "holds nothing"),
    ("missing_column", "people.csv", b"id,Secretperson\n1,2\n", "name"),
    ("repeated_column", "people.csv", b"id,name,NAME\n1,Secretperson,b\n", "name"),
    ("unknown_header", "people.csv", b"7,Secretperson,x\n8,Bo,y\n", "header"),
    ("unknown_header", "surprise.csv", b"Secretperson,x\n1,2\n", "header"),
    ("wrong_header", "people.csv", HEAD + b"1,Secretperson,c,d\n" * 30 + GOOD, "30 of 31"),
    ("web_page", "people.csv", b"<!DOCTYPE html><title>Secretperson</title>", "web page"),
    ("not_an_export", "people.csv", b"%PDF-1.7 Secretperson", "PDF"),
    ("not_an_export", "people.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Secretperson", "Excel"),
    ("damaged_archive", "people.csv.gz", gzip.compress(HEAD + GOOD * 9000)[:-9], "cut off"),
    ("damaged_archive", "people.csv.gz",
     gzip.compress(HEAD + GOOD)[:-8] + b"\0\0\0\0" + gzip.compress(HEAD + GOOD)[-4:], "damaged"),
    ("damaged_archive", "people.zip", zipped({"people.csv": HEAD + GOOD})[:-30], "damaged"),
    ("inflates_too_far", "people.csv.gz", gzip.compress(HEAD + b"x" * 20_000_000), "grows"),
    ("inflates_too_far", "people.zip", zipped({"people.csv": HEAD + b"x" * 20_000_000}), "grows"),
    ("nested_archive", "people.zip", zipped({"a.zip": zipped({"people.csv": HEAD})}), "another"),
    ("encrypted", "people.zip", _encrypted(), "password"),
    ("damaged_archive", "people.parquet", parquet({"id": ["1"], "name": ["a"]})[:-9], "cut off"),
    ("damaged_archive", "people.parquet",
     parquet({"id": ["1"] * 9, "name": ["a"] * 9}).replace(b"PAR1\x15", b"PAR1\xff", 1), "damaged"),
    ("inflates_too_far", "people.parquet",
     parquet({"id": ["1"] * 200_000, "name": ["x" * 100] * 200_000}), "grows"),
    ("not_an_export", "people.parquet", b"PARE" + b"\0" * 99 + b"PARE", "encrypted"),
    ("missing_column", "people.parquet", parquet({"id": ["1"], "note": ["a"]}), "name"),
    ("nested_archive", "people.zip", zipped({"a.parquet": parquet({"id": ["1"]})}), "another"),
    ("symbolic_link", "people.zip", _symbolic_link(), "link"),
    ("repeated_entry", "people.zip", zipped({"a/people.csv": HEAD, "b/people.csv": HEAD}), "twice"),
    ("too_many_entries", "people.zip", zipped(dict.fromkeys(map(str, range(1001)), b"")), "1000"),
    ("empty_archive", "people.zip", zipped({}), "no file"),
    ("unknown_json", "things.json", b'[{"name": "Secretperson"}]', "no record"),
]


@pytest.mark.parametrize(
    ("rule", "name", "content", "said"), REFUSED, ids=[f"{rule} {n}" for n, (rule, *_) in
                                                           enumerate(REFUSED)]
)
def test_bad_files_are_refused_whole(
    rule: str, name: str, content: bytes, said: str, tmp_path: Path, declare: Declare,
    ledger: psycopg.Connection,
) -> None:
    declare(DECLARATION)
    load = land(tmp_path, name, content)
    assert (load.status, load.rule) == ("refused", rule)
    assert load.message is not None and said in load.message
    assert load.advice
    assert SECRET not in load.told()
    assert ledger.execute("select count(*) from landing.toy__people").fetchone() == (0,)
    again = land(tmp_path, name, content)
    assert (again.load_id, again.is_repeated) == (load.load_id, True)


def test_another_tools_export_is_recognised(tmp_path: Path, declare: Declare) -> None:
    declare(DECLARATION)
    header = (
        b"id,membership_id,given_name,family_name,email_address,phone_number,postal_code,"
        b"blocked_date,created_date,modified_date\n"
    )
    load = land(tmp_path, "export.csv", header + b"1,2,Secretperson,,,,,,,\n")
    assert load.rule == "wrong_source"
    assert load.message == "This looks like a Mobilize users export."


def test_another_record_type_under_this_name_is_recognised(
    tmp_path: Path, declare: Declare
) -> None:
    declare(DECLARATION)
    load = land(tmp_path, "cards.csv", HEAD + GOOD)
    assert (load.rule, load.message) == (
        "wrong_record_type", "This looks like a Toymaker people export.",
    )


def test_a_missing_column_names_the_vendor(tmp_path: Path, declare: Declare) -> None:
    declare(DECLARATION)
    load = land(tmp_path, "people.csv", b"id,note\n1,2\n")
    assert load.rule == "missing_column"
    assert "Toymaker" in (load.advice or "")
    assert "_toy.yml" in (load.advice or "")


def test_values_land_as_they_were_sent(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    land(tmp_path, "people.csv", b'id,name,Re,Re\n007,"a ""b""\n\\N\tc",x,\n8,,,\n')
    assert ledger.execute(
        "select _row, _record_id, id, name, note, _extra from landing.toy__people order by _row"
    ).fetchall() == [
        (2, "007", "007", 'a "b"\n\\N\tc', None, {"Re": "x"}),
        (4, "8", "8", None, None, None),
    ]
    land(
        tmp_path, "pages.json",
        b'{"_embedded": {"toy:people": [{"identifiers": ["x:1", "toy:9"], "given_name": "\\u00e9",'
        b' "amount": 12345678901234567890.10, "phones": [{"n": 1.50}], "new": {"a": 1e2}}]}}',
    )
    assert ledger.execute(
        "select _record_id, given_name, amount, phones::text, _extra::text from landing.toy__pages"
    ).fetchall() == [
        ("9", "é", "12345678901234567890.10", '[{"n": 1.50}]', '{"new": {"a": 100}}')
    ]


def test_containers_land_what_is_in_them(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    assert land(tmp_path, "people1.csv.gz", gzip.compress(HEAD + GOOD)).records_landed == 1
    twice = gzip.compress(HEAD + b"2,b,c\n") + gzip.compress(b"3,b,c\n")
    assert land(tmp_path, "people2.csv.gz", twice).records_landed == 2
    packed = zipped(
        {"../../people_x.csv": HEAD + b"4,a,b\n", "/abs/cards.csv": b"who,what\na,b\n",
         "__MACOSX/._people_x.csv": b"\0\1"}
    )
    load = land(tmp_path, "both.zip", packed)
    assert [(part.part, part.record_type, part.records_landed) for part in load.parts] == [
        ("cards.csv", "cards", 1), ("people_x.csv", "people", 1),
    ]
    book = openpyxl.Workbook()
    for row in (["id", "name", "note"], [5, "e", 1.5], [6, None, "=1+1"]):
        book.active.append(row)
    book.save(tmp_path / "book.xlsx")
    load = land(tmp_path, "people_book.xlsx", (tmp_path / "book.xlsx").read_bytes())
    assert (load.status, load.rule, load.records_landed) == ("landed", None, 2)
    assert ledger.execute("select count(*) from landing.toy__people").fetchone() == (6,)


def test_hostile_file_names_are_labels(tmp_path: Path, declare: Declare) -> None:
    declare(DECLARATION)
    load = land(tmp_path, "people; rm -rf\n\u202e..csv.csv", HEAD + GOOD)
    assert load.status == "landed"
    assert load.file_name.isprintable()


def test_what_is_no_plain_file_is_not_read(tmp_path: Path, declare: Declare) -> None:
    import os

    from orchestration.lib.landing.lander import NotAFile, land_file

    declare(DECLARATION)
    os.mkfifo(tmp_path / "people.csv")
    (tmp_path / "people_folder.csv").mkdir()
    (tmp_path / "people_link.csv").symlink_to("/etc/passwd")
    for name in ("people.csv", "people_folder.csv", "people_link.csv", "people_absent.csv"):
        with pytest.raises(NotAFile):
            land_file(tmp_path / name, "toy_source")
