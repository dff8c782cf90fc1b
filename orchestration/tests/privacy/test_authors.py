"""Who made another's record is taken out of the column that tells it, and of nothing beside."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg.rows import dict_row

from orchestration.lib.landing import archive, declarations
from orchestration.lib.landing.lander import land_file
from orchestration.lib.privacy import cells, keys, landed, screen
from orchestration.lib.privacy.cells import Told
from orchestration.lib.privacy.words import Words
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.landing import toy
from orchestration.tests.landing.toy import SOURCE
from orchestration.tests.privacy.conftest import List, member
from orchestration.tests.privacy.forms import OF_TEXT, documents

pytestmark = pytest.mark.usefixtures("toy")

CALLS = (
    "call_id,member_id,caller_id,result,place,other,count\n"
    'c12,m3,12,12/11/2026,"12 Main St, 12",a-12,12\n'
    "12,m3,7,12,12 Main St,12,12\n"
)
AUTHOR, MEMBER_ID = "caller_id", "12"
NAMED = (
    "call_id,member_id,caller_id,caller__given_name,caller__family_name,caller__email_address,"
    "result,contact__name,contact__email,place\n"
    "c12,m3,12,Saskia,Li,saskia@example.org,yes,Saskia,saskia@example.org,12 Saskia St\n"
    "c13,m3,7,Saskia,Li,saskia@example.org,yes,Saskia,other@example.org,12 Saskia St\n"
)
TYPED = [
    {**each, "caller_id": int(each["caller_id"]), "count": int(each["count"])}
    for each in documents(CALLS)
]
OF_NUMBERS: dict[str, Callable[[list[dict[str, Any]]], bytes]] = {
    ".numbers.json": lambda rows: json.dumps(rows, indent=1).encode(),
    ".numbers.jsonl": lambda rows: "\n".join(map(json.dumps, rows)).encode(),
    ".numbers.parquet": lambda rows: toy.parquet(
        {name: [row[name] for row in rows] for name in rows[0]}
    ),
}
FORMS = {
    **{ending: form(CALLS.replace("\r", "")) for ending, form in OF_TEXT.items()
       if ending != ".zip"},
    **{ending: form(TYPED) for ending, form in OF_NUMBERS.items()},
}


NAMED_FORMS = {
    ending: form(NAMED) for ending, form in OF_TEXT.items() if ending != ".zip"
}


def _alone(call: dict[str, Any], ending: str) -> bytes:
    """An export that holds one call."""
    if ending in OF_NUMBERS:
        return OF_NUMBERS[ending]([call])
    fields = (f'"{field}"' for field in call.values())
    form: Callable[[str], bytes] = OF_TEXT[ending]
    return form(f"{','.join(call)}\n{','.join(fields)}\n")


def _without_others(ending: str) -> bytes:
    """The export with the first call alone."""
    form: Callable[[str], bytes] = OF_TEXT[ending]
    return form("\n".join(NAMED.splitlines()[:2]) + "\n")


def _rows() -> dict[str, dict[str, object]]:
    with connect(row_factory=dict_row) as connection:
        rows = connection.execute("select * from landing.toy__calls").fetchall()
    return {row["call_id"]: {**row, **(row.pop("_extra") or {})} for row in rows}


@pytest.mark.parametrize("ending", FORMS)
def test_a_short_id_gives_way_where_it_tells_the_author_only(
    ending: str, put_on_list: List, tmp_path: Path
) -> None:
    """Not in a date, an address, another id or a count; the archive says what raw rows say."""
    land_file(toy.put(tmp_path, f"calls{ending}", FORMS[ending]), SOURCE)
    before = _rows()
    assert before["c12"][AUTHOR] == MEMBER_ID
    put_on_list(member(MEMBER_ID))
    assert landed.take_out(SOURCE, Words([]))["rows of others changed"] == 1
    landed.sweep()
    after = _rows()
    assert after["12"] == before["12"]
    own = {AUTHOR, "_record_hash"}
    assert after["c12"][AUTHOR] in (keys.pseudonym(MEMBER_ID), "0")
    assert {name for name in before["c12"] if before["c12"][name] != after["c12"][name]} == own
    (kept,) = archive.place("00").parent.parent.glob("[0-9a-f][0-9a-f]/*")
    if not ending.endswith((".gz", ".xlsx", ".parquet")):
        assert kept.stat().st_size == len(FORMS[ending])
    # What comes once more becomes the very file that stayed, and nothing is left to take out.
    again = toy.put(tmp_path, f"again/calls{ending}", FORMS[ending])
    assert land_file(again, SOURCE).is_repeated
    assert landed.take_out(SOURCE, Words([]))["files rewritten"] == 0


@pytest.mark.parametrize("said", [
    '{"by": 20250012, "at": 20250012}', '{"by": "20250012", "at": [20250012]}',
    '{"by": "\\u00320250012" , "at": {"by": "20250012"}}', '{ "at":"20250012","by":20250012}',
], ids=range(4))
def test_json_is_json_afterwards_and_as_long(said: str) -> None:
    raw = said.encode()
    found = list(cells.of_json(raw, lambda key: key))
    new = cells.renamed_json(raw, found, [Told("20250012", "by")])
    before, after = json.loads(raw), json.loads(new)
    assert len(new) == len(raw)
    assert after["at"] == before["at"] and after["by"] != before["by"]
    assert isinstance(after["by"], str) and not any(each.isdigit() for each in after["by"])


@pytest.mark.parametrize("ending", NAMED_FORMS)
def test_who_made_it_is_named_nowhere_in_it(
    ending: str, put_on_list: List, tmp_path: Path
) -> None:
    """Neither beside their id nor where the tool says it again, now or when it comes once more."""
    land_file(toy.put(tmp_path, f"calls{ending}", NAMED_FORMS[ending]), SOURCE)
    before = _rows()
    address = keys.email_key("saskia@example.org")
    put_on_list(member(MEMBER_ID) | {("mention", keys.keyed("mention", address))})
    landed.take_out(SOURCE, Words([("email", "saskia@example.org")]))
    landed.sweep()
    after = _rows()
    said = " ".join(map(str, after["c12"].values()))
    assert "saskia@example.org" not in said and "Li" not in said.split()
    assert after["c12"]["contact__name"] == keys.pseudonym("Saskia")
    assert after["c12"]["place"] == after["c13"]["place"] == before["c12"]["place"]
    # Somebody else of the same name keeps it.
    assert (after["c13"]["caller__family_name"], after["c13"]["contact__name"]) == ("Li", "Saskia")
    again = toy.put(tmp_path, f"again/calls{ending}", _without_others(ending))
    land_file(again, SOURCE)
    with connect() as connection:
        told = connection.execute("select landed::text from landing.toy__calls as landed"
                                  " where call_id = 'c12'").fetchall()
    assert told and not any("saskia@" in row or "Li," in row for (row,) in told)


@pytest.mark.parametrize("ending", FORMS)
def test_two_files_that_told_of_them_alone_stay_two(
    ending: str, put_on_list: List, tmp_path: Path
) -> None:
    """A record that was pulled again, one digit later, leaves another file behind."""
    (call,) = [each for each in TYPED if each["call_id"] == "c12"]
    for number in (1, 2):
        said = _alone({**call, "count": number}, ending)
        land_file(toy.put(tmp_path, f"calls_{number}{ending}", said), SOURCE)
    put_on_list(member("m3"))
    assert landed.take_out(SOURCE, Words([]))["files rewritten"] == 2
    assert _rows() == {}
    landed.sweep()
    folder = archive.place("00").parent.parent
    kept = [path.read_bytes() for path in folder.glob("[0-9a-f][0-9a-f]/*")]
    assert len({*kept}) == 2
    assert landed.take_out(SOURCE, Words([]))["files rewritten"] == 0
    again = toy.put(tmp_path, f"again/calls{ending}", said)
    assert land_file(again, SOURCE).is_repeated


def test_what_names_them_deeper_in_json_gives_way_there_alone() -> None:
    raw = b'{"host": {"count": 20250012, "by": 20250012, "of": {}}, "by": 20250012}'
    columns = {"host": "host", "host.by": "host_id", "by": "by"}
    new = cells.renamed_json(raw, cells.of_json(raw, columns.get), [Told("20250012", "host_id")])
    after = json.loads(new)
    assert len(new) == len(raw)
    assert (after["by"], after["host"]["count"], after["host"]["of"]) == (20250012, 20250012, {})
    assert isinstance(after["host"]["by"], str)


def test_a_number_of_theirs_in_json_gives_way_to_text() -> None:
    raw = b'{"phone": 2025550102, "note": "call (202) 555-0102", "count": 12}'
    masked = cells.masked_json(raw, Words([("phone", "2025550102")]))
    assert json.loads(masked) == {
        "phone": "x" * 8, "note": "call (" + "x" * 13, "count": 12
    } and len(masked) == len(raw)


def test_an_id_within_a_longer_text_gives_way_there() -> None:
    raw = b'1;"by ""k20-25-0012"", again";k20-25-0012 St\r\n'
    found = list(cells.of_csv(raw, b";", ["n", "by", "at"],
                              ["1", 'by "k20-25-0012", again', "k20-25-0012 St"]))
    new = cells.renamed_csv(raw, found, [Told("k20-25-0012", "by", is_within=True)])
    instead = keys.pseudonym("k20-25-0012").encode()
    assert new == b'1;"by ""%b"", again";k20-25-0012 St\r\n' % instead


def test_what_arrives_later_is_screened_alike(put_on_list: List, tmp_path: Path) -> None:
    put_on_list(member(MEMBER_ID))
    land_file(toy.put(tmp_path, "calls.csv", CALLS.encode()), SOURCE)
    row = _rows()["c12"]
    assert (row["result"], row["place"], row["count"]) == ("12/11/2026", "12 Main St, 12", "12")
    assert row[AUTHOR] == keys.pseudonym(MEMBER_ID)


def test_an_id_is_known_in_whatever_length_the_tool_writes_it(warehouse: Path) -> None:
    """Salesforce's first fifteen characters are the id; it is taken out as it is written."""
    kinds = {kind.name: kind for kind in declarations.tools()["salesforce"].record_types}
    columns = [("task", "whoid", "about", "contact", True, "", ""),
               ("contact", "masterrecordid", "by", "contact", True, "", "")]
    listed = [("reference", keys.keyed("reference", "s", "contact", "003A00000000001"))]
    found = screen.Screen("salesforce", "s", listed, columns)
    for written in ("003A00000000001", "003A00000000001AAA"):
        said = defaultdict(str, whoid=written, masterrecordid=written)
        assert found.of(kinds["task"]).is_forgotten("1", said.__getitem__)
        told = found.of(kinds["contact"]).authored(said.__getitem__, said.values)
        assert Told(written, "masterrecordid") in told
    other = defaultdict(str, whoid="003A00000000002AAA")
    assert not found.of(kinds["task"]).is_forgotten("1", other.__getitem__)
