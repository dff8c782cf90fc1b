"""Somebody forgotten is out of what landed, in whatever form, and nothing brings them back."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from orchestration.lib import settings
from orchestration.lib.errors import KithError
from orchestration.lib.landing import archive, containers, declarations, lander, quarantine
from orchestration.lib.landing.lander import land_file
from orchestration.lib.landing.load import Load
from orchestration.lib.privacy import keys, landed, screening
from orchestration.lib.privacy.words import Words
from orchestration.lib.trace import in_archive
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.landing import toy as files
from orchestration.tests.landing.toy import SOURCE
from orchestration.tests.privacy.conftest import List, member
from orchestration.tests.privacy.forms import OF_TEXT

pytestmark = pytest.mark.usefixtures("toy")

HEADER = "id,first_name,last_name,email,phone,note\n"
GONE = 'm2,Gona,Away,gona@away.example,(202) 555-0102,"asked, twice,\nto go"\n'
REST = [
    "m1,Anna,Stays,anna@stays.example,(202) 555-0101,\n",
    "m3,Bert,Away,bert@away.example,(202) 555-0102,her husband\n",
    "m4,Carl,Told,carl@told.example,(202) 555-0104,knows gona@away.example well\n",
]
MEMBERS = HEADER + REST[0] + GONE + REST[1] + REST[2]
CALLS = (
    "call_id,member_id,caller_id,result,login\n"
    "c1,m1,m2,yes,gonaa\nc2,m2,m1,no,annas\nc3,m3,m1,yes,annas\n"
)
POINT = ("email", "gona@away.example")
CANARIES = (b"gona", b"Gona")


def _theirs() -> set[tuple[str, bytes]]:
    return member("m2", ("gona@away.example", "gonaaway"), ("2025550102", "gonaaway"))


def _land(folder: Path, name: str, content: bytes) -> Load:
    return land_file(files.put(folder, name, content), SOURCE)


def _ids(connection: psycopg.Connection, table: str = "members") -> list[str]:
    rows = connection.execute(f"select _record_id from landing.toy__{table} order by 1".encode())
    return [row[0] for row in rows]


def _texts() -> bytes:
    """All the archive holds, as it is read."""
    found = b""
    for path in settings.archive_folder().glob("[0-9a-f][0-9a-f]/*"):
        found += path.read_bytes()
        for part in containers.parts(path, "any.csv"):
            with part.open() as stream:
                raw = stream.read()
            found += raw + raw.decode("utf-16-le", "ignore").encode()
    return found


@pytest.fixture
def connection(warehouse: Path) -> Iterator[psycopg.Connection]:
    with connect(autocommit=True) as opened:
        yield opened


@pytest.mark.parametrize("ending", OF_TEXT)
def test_a_record_is_cut_out_of_every_form_of_file(
    ending: str, connection: psycopg.Connection, put_on_list: List, tmp_path: Path
) -> None:
    """And the others still stand where the ledger says, and every record and byte is counted."""
    name, form = f"members{ending}", OF_TEXT[ending]
    content = form(MEMBERS)
    before = _land(tmp_path, name, content)
    assert before.records_landed == 4
    put_on_list(_theirs())
    landed.take_out(SOURCE, Words([POINT]))
    landed.sweep()
    assert _ids(connection) == ["m1", "m3", "m4"]
    assert not any(canary in _texts() for canary in CANARIES)
    counts = connection.execute(
        "select records_read, records_landed, records_suppressed, file_id from landing.loads"
    ).fetchone()
    assert counts is not None and counts[:3] == (4, 3, 1)
    rows: dict[int, bytes] = dict(
        connection.execute("select _row, _record_hash from landing.toy__members")
    )
    part = containers.parts(archive.place(counts[3]), name)[0]
    found = in_archive.read(archive.place(counts[3]), name, SOURCE, "members", [part.name], rows)
    for row, digest in rows.items():
        assert [each.record_hash for each in found[row]] == [digest.hex()]
    assert landed.take_out(SOURCE, Words([POINT]))["files rewritten"] == 0
    # The very same file once more, and another day's that lists them still.
    again = _land(tmp_path / "again", name, content)
    assert again.records_suppressed == 1 and again.records_quarantined == 0
    later = MEMBERS.replace("(202) 555-0104", "(202) 555-0105")
    other = _land(tmp_path / "later", name, form(later))
    assert (other.records_read, other.records_landed, other.records_suppressed) == (4, 1, 1)
    assert set(_ids(connection)) == {"m1", "m3", "m4"}
    assert not any(canary in _texts().replace(b"knows gona@away", b"") for canary in CANARIES)


def test_what_refers_to_them_goes_and_what_they_did_for_others_stays_by_nobody(
    connection: psycopg.Connection, put_on_list: List, tmp_path: Path
) -> None:
    _land(tmp_path, "calls.csv", CALLS.encode())
    put_on_list(_theirs() | {("alias", keys.keyed("alias", SOURCE, "gonaa"))})
    landed.take_out(SOURCE, Words([POINT]))
    rows = connection.execute(
        "select call_id, member_id, caller_id from landing.toy__calls order by 1"
    ).fetchall()
    logins = connection.execute(
        "select _extra ->> 'login' from landing.toy__calls order by 1"
    ).fetchall()
    assert logins == [("annas",), (keys.pseudonym("gonaa"),)]
    landed.sweep()
    nobody = keys.pseudonym("m2")
    assert rows == [("c1", "m1", nobody), ("c3", "m3", "m1")]
    assert nobody != "m2" and len(nobody) == 2
    later = CALLS + "c4,m2,m3,yes,bert\nc5,m3,m2,no,gonaa\n"
    more = _land(tmp_path, "calls_2.csv", later.encode())
    assert (more.records_suppressed, more.records_unchanged, more.records_landed) == (2, 2, 1)
    assert _ids(connection, "calls") == ["c1", "c3", "c5"]
    assert b"m2" not in _texts() and b"gonaa" not in _texts()


NEW = {
    "by a new id, with their address": ("m9,Gona,Away,GONA@away.example,,\n", 1),
    "by a new id, with the household's number": ("m9,Gona,Away,,+1 202-555-0102,\n", 1),
    "another name at the household's number": ("m9,Dora,Away,,(202) 555-0102,\n", 0),
    "the same name elsewhere": ("m9,Gona,Away,g.away@else.example,(202) 555-0199,\n", 0),
    "their old id with another name": ("m2,Nobody,Known,,,\n", 1),
}


@pytest.mark.parametrize("case", NEW)
def test_they_are_known_by_id_or_by_name_and_contact_and_a_household_is_not(
    case: str, connection: psycopg.Connection, put_on_list: List, tmp_path: Path
) -> None:
    line, suppressed = NEW[case]
    put_on_list(_theirs())
    load = _land(tmp_path, "members.csv", (HEADER + REST[0] + line).encode())
    assert (load.records_read, load.records_suppressed) == (2, suppressed)
    assert len(_ids(connection)) == 2 - suppressed


def test_one_of_many_is_found_whatever_stands_beside_it(
    connection: psycopg.Connection, put_on_list: List, tmp_path: Path
) -> None:
    """Records are screened by the block: an id with a backslash, a blank line, a short line."""
    many = "".join(f"n{number},Ana,Here,,,\n" for number in range(3_000))
    put_on_list(_theirs() | member("back\\slash"))
    lines = HEADER + many + "back\\slash,A,B,,,\n" + many.replace("n", "o")
    whole = _land(tmp_path, "members.csv", lines.encode())
    assert (whole.records_landed, whole.records_suppressed) == (6_000, 1)
    odd = lines.replace("Here", "There").replace("n7,", "\nn7,") + "short\n"
    other = _land(tmp_path / "odd", "members.csv", odd.encode())
    assert (other.records_landed, other.records_suppressed) == (6_000, 1)
    assert other.records_quarantined == 1


def test_a_record_that_was_anothers_then_is_spared(
    connection: psycopg.Connection, put_on_list: List, tmp_path: Path
) -> None:
    junior = "m7,Gona,Away,gona@away.example,,the younger\n"
    put_on_list(_theirs() | {("spared", keys.keyed("spared", SOURCE, "members", "m7"))})
    load = _land(tmp_path, "members.csv", (HEADER + GONE + junior).encode())
    assert (load.records_landed, load.records_suppressed) == (1, 1)
    assert _ids(connection) == ["m7"]


def test_what_is_set_aside_goes_too(
    connection: psycopg.Connection, put_on_list: List, tmp_path: Path
) -> None:
    broken = "m8,gona@away.example\n"
    _land(tmp_path, "members.csv", (HEADER + REST[0] + broken).encode())
    held = "select records_quarantined, records_suppressed from landing.loads"
    assert connection.execute(held).fetchone() == (1, 0)
    put_on_list(_theirs() | {("mention", keys.keyed("mention", "gona@away.example"))})
    landed.take_out(SOURCE, Words([POINT]))
    landed.sweep()
    assert connection.execute(held).fetchone() == (0, 1)
    assert connection.execute("select count(*) from landing.quarantine").fetchone() == (0,)
    assert b"gona" not in _texts()


def test_a_record_mended_by_hand_is_looked_through_too(
    connection: psycopg.Connection, put_on_list: List, tmp_path: Path
) -> None:
    _land(tmp_path, "members.csv", (HEADER + REST[0] + "m2,Gona\n").encode())
    number = connection.execute("select quarantine_id from landing.quarantine").fetchone()
    assert number is not None
    put_on_list(_theirs())
    with pytest.raises(KithError, match="forgotten"):
        quarantine.retry(number[0], GONE.encode())
    assert _ids(connection) == ["m1"]
    assert quarantine.retry(number[0], REST[1].encode()).records_landed == 1


def test_the_landing_folder_holds_what_landed_and_not_what_came(
    put_on_list: List, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KITH_LANDING", str(tmp_path))
    put_on_list(_theirs())
    path = files.put(tmp_path, f"{SOURCE}/members.csv", MEMBERS.encode())
    told = path.stat().st_mtime_ns
    land_file(path, SOURCE)
    assert b"Gona" not in path.read_bytes() and b"Anna" in path.read_bytes()
    assert path.stat().st_mtime_ns == told


def test_whoever_is_listed_while_a_file_lands_is_out_of_it_too(
    connection: psycopg.Connection, put_on_list: List, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The file was looked through by the list of before, so it is looked through again."""
    listed: list[str] = []

    def amid(name: str) -> None:
        if name == "screened" and not listed:
            listed.append(name)
            put_on_list(_theirs())

    monkeypatch.setattr(lander, "crashpoint", amid)
    load = _land(tmp_path, "members.csv", MEMBERS.encode())
    assert (load.records_read, load.records_landed, load.records_suppressed) == (4, 3, 1)
    assert _ids(connection) == ["m1", "m3", "m4"]
    refused = _land(tmp_path, "strange.csv", b"who,what\ngona@away.example,x\n")
    assert refused.status == "refused"


def test_taking_out_waits_for_what_lands_by_the_list_of_before(
    connection: psycopg.Connection, put_on_list: List, tmp_path: Path
) -> None:
    _land(tmp_path, "members.csv", MEMBERS.encode())
    with ThreadPoolExecutor(1) as other, connect("kith_lander") as landing:
        screening.hold_list(landing, SOURCE, 0)
        put_on_list(_theirs())
        taking = other.submit(landed.take_out, SOURCE, Words([POINT]))
        with pytest.raises(TimeoutError):
            taking.result(0.3)
        assert _ids(connection) == ["m1", "m2", "m3", "m4"]
        landing.commit()
        assert taking.result(20)["rows deleted"] == 1


def test_a_neighbour_whose_address_contains_theirs_keeps_it(
    connection: psycopg.Connection, put_on_list: List, tmp_path: Path
) -> None:
    """And in a file that no reader takes, too; however often the same number stands there."""
    neighbour = "m5,Joa,Near,jogona@away.example,+1 (202) 555-01029,\n"
    _land(tmp_path, "members.csv", (MEMBERS + neighbour).encode())
    odd = b"call +1 (202) 555-0102 or mail; neighbour: jogona@away.example\n"
    _land(tmp_path, "strange.csv", odd)
    put_on_list(_theirs() | {("mention", keys.keyed("mention", "2025550102"))})
    landed.take_out(SOURCE, Words([POINT, ("phone", "2025550102")]))
    landed.sweep()
    held = connection.execute(
        "select email, phone from landing.toy__members where _record_id = 'm5'"
    ).fetchone()
    assert held == ("jogona@away.example", "+1 (202) 555-01029")
    assert b"call +1 (xxxxxxxxxxxxx or mail; neighbour: jogona@away.example" in _texts()


def test_nothing_lands_where_the_key_is_not(put_on_list: List, tmp_path: Path) -> None:
    put_on_list(_theirs())
    key = settings.folder("secrets") / "suppression"
    kept = key.read_text()
    key.write_text("another")
    try:
        with pytest.raises(KithError, match="secrets/suppression"):
            _land(tmp_path, "members.csv", MEMBERS.encode())
    finally:
        key.write_text(kept)


def test_every_tool_is_declared_without_a_column_called_like_the_mark() -> None:
    """What stands for a blanked JSON record is no record of any tool."""
    for tool in declarations.tools().values():
        for kind in tool.record_types:
            assert "" not in {header for column in kind.columns for header in column.headers}
