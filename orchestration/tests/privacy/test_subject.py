"""What names an author in their own records, and in nobody else's."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from orchestration.cli import privacy
from orchestration.lib.landing import declarations
from orchestration.lib.landing.lander import land_file
from orchestration.lib.privacy import forget, keys, learned, screen, subject
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.conftest import forget_models
from orchestration.tests.landing.toy import SOURCE, put

pytestmark = pytest.mark.usefixtures("toy")

_MEMBERS = (
    "id,first_name,last_name,email,phone,note,login\n"
    "m1,Annabel,Writes,ann@writes.example,,,annabel01\n"
    "m2,Annabel,Writes,ann@writes.example,,,annabel01\n"
    "m3,Annabel,Else,ann@else.example,,,annabel02\n"
)


def test_what_two_records_of_one_author_say_is_theirs(tmp_path: Path) -> None:
    """A duplicate is no other person; a first name that another has, too, names nobody."""
    land_file(put(tmp_path, "members.csv", _MEMBERS.encode()), SOURCE)
    with connect("kith_privacy") as connection:
        found = set(subject.aliases(
            connection, [(SOURCE, "members", "m1"), (SOURCE, "members", "m2")]
        ))
    assert {value for _, value in found} == {"Writes", "ann@writes.example", "annabel01"}


_MERGED = """
    create table canon.merges (tool text, record_type text, source_id text, file_id text,
        file_row integer, merged_record_type text, kept_record_id text, removed_record_id text);
    create table canon.people (tool text, record_type text, source_id text, file_id text,
        file_row integer, record_id text, first_name text, last_name text, email text,
        phone_e164 text);
    create table identity.record_persons
        (source_id text, record_type text, record_id text, record_key text, person_id text);
    create table identity.person_ids as select 'p1' as person_id, 'p1' as current_person_id;
    create table identity.person_id_aliases (person_id text, retired_person_id text);
    create table identity.refused_links (left_record_key text, right_record_key text);
    insert into canon.people (tool, record_type, source_id, file_id, file_row, record_id)
        select 'toy', 'members', %(source)s, file_id, _row, _record_id
        from landing.toy__members inner join landing.loads on load_id = _load_id;
    insert into canon.merges
        select tool, record_type, source_id, file_id, file_row, 'members', 'm1', record_id
        from canon.people where record_id <> 'm1';
    create table canon.donations (tool text, record_type text, source_id text, file_id text,
        file_row integer, person_record_type text, person_record_id text);
    insert into canon.donations
        select tool, record_type, source_id, file_id, file_row, record_type, record_id
        from canon.people;
    insert into identity.record_persons
        select source_id, record_type, record_id, concat_ws('/', source_id, record_type, record_id),
            case record_id when 'm3' then 'another' else 'p1' end
        from canon.people;
"""


@pytest.fixture
def merged(tmp_path: Path, toy: None) -> Iterator[None]:
    """A tool merged the second and third into the first; identity gives the third to another."""
    land_file(put(tmp_path, "members.csv", _MEMBERS.encode()), SOURCE)
    forget_models()
    with connect() as connection:
        psycopg.ClientCursor(connection).execute(_MERGED, {"source": SOURCE})
        connection.execute("grant select on all tables in schema canon, identity to kith_privacy")
    yield
    forget_models()
    with connect() as connection:
        connection.execute("truncate landing.person_columns, landing.forgotten_people cascade")


@pytest.mark.usefixtures("merged")
def test_a_record_merged_into_theirs_is_anothers_where_identity_says_so() -> None:
    """The removed contact's own record tells of the merge: that makes it nobody else's."""
    with connect("kith_privacy") as connection:
        found = subject.of(connection, "p1")
        learned.learn(connection, ["toy"])
        columns = connection.execute(
            "select record_type, part_code from landing.person_columns where tool = 'toy'"
        ).fetchall()
    assert {record_id for _, _, record_id in found.landed} == {"m1", "m2"}
    assert ("members", "about") not in columns


@pytest.mark.usefixtures("merged")
def test_gifts_are_told_and_nobody_is_begun_who_gave_before_somebody_says_so() -> None:
    (found,) = forget.plan([f"{SOURCE}/members/m1"])
    assert found.kinds == (("donations", 2), ("merges", 2), ("people", 2))
    assert "2 donations" in (told := privacy._told(found)) and "--even-gifts" in told
    with pytest.raises(forget.GiftsKept, match=r"2 gifts are .*30102\(d\).*--even-gifts"):
        forget.forget([found.person_ids[0]], "they asked")
    with connect() as connection:
        assert connection.execute("select from landing.forgotten_people").fetchone() is None
        connection.execute("truncate canon.donations")
    (found,) = forget.plan([found.person_ids[0]])
    assert found.gifts == 0 and "--even-gifts" not in privacy._told(found)


_REMARKS = (
    "remark_id,owner_id,owner_type,words\n"
    "r1,1,Member,of a member\nr2,2,Member,of another\nr3,1,Call,of a call of the same number\n"
    "r4,2,Call,of a call that is theirs\n"
)
_CALLED = (
    "id,first_name,last_name,email,phone,note\n"
    "1,Annabel,Writes,ann@writes.example,,\n2,Bert,Reads,bert@reads.example,,\n"
)
# A remark on a call is about whom the call was with: the second one's, both.
_SAID = """
    create table canon.notes (tool text, record_type text, source_id text, file_id text,
        file_row integer, person_record_type text, person_record_id text);
    insert into canon.notes
        select 'toy', 'remarks', %(source)s, file_id, _row, 'members',
            case owner_type when 'Member' then owner_id else '2' end
        from landing.toy__remarks inner join landing.loads on load_id = _load_id;
"""


def _learned(said: str) -> list[tuple[str, str, str, str, bool, str, str]]:
    """What is learned once canon says this."""
    forget_models()
    try:
        with connect() as connection:
            psycopg.ClientCursor(connection).execute(said.encode(), {"source": SOURCE})
            connection.execute("grant select on all tables in schema canon to kith_privacy")
        with connect("kith_privacy") as connection:
            learned.learn(connection, ["toy"])
            return connection.execute(
                "select record_type, column_name, part_code, names_type, is_within, kind_column,"
                " kind_value from landing.person_columns where tool = 'toy'"
            ).fetchall()
    finally:
        forget_models()
        with connect() as connection:
            connection.execute("truncate landing.person_columns")


def _forgotten(
    columns: list[tuple[str, str, str, str, bool, str, str]], record_type: str, said: str
) -> list[str]:
    """The ids of a file's records that are the first member's, once they are forgotten."""
    listed = [("reference", keys.keyed("reference", SOURCE, "members", "1"))]
    kinds = {kind.name: kind for kind in declarations.tools()["toy"].record_types}
    found = screen.Screen("toy", SOURCE, listed, columns).of(kinds[record_type])
    rows = list(csv.DictReader(said.splitlines()))
    (own_id,) = kinds[record_type].record_id
    return [row[own_id] for row in rows if found.is_forgotten(row[own_id], row.__getitem__)]


def test_a_number_that_is_of_something_else_there_is_nobody(tmp_path: Path, toy: None) -> None:
    """What a remark is on, another column says: a call has the number of a member by chance."""
    for name, said in (("members.csv", _CALLED), ("remarks.csv", _REMARKS)):
        land_file(put(tmp_path, name, said.encode()), SOURCE)
    columns = _learned(_SAID)
    assert columns == [
        ("remarks", "owner_id", "about", "members", False, "owner_type", "Member")
    ]
    assert _forgotten(columns, "remarks", _REMARKS) == ["r1"]


_CHATS = 'chat_id,people\nh1,"[""1"", ""2""]"\nh2,[2]\nh3,[12]\nh4,"[""x"", 1]"\n'
_OF_LISTS = """
    create table canon.messages (tool text, record_type text, source_id text, file_id text,
        file_row integer, person_record_type text, person_record_id text);
    insert into canon.messages
        select 'toy', 'chats', %(source)s, file_id, _row, 'members', item
        from landing.toy__chats inner join landing.loads on load_id = _load_id,
            jsonb_array_elements_text(people) as item;
"""


def test_an_id_in_a_list_is_known_however_short_it_is(tmp_path: Path, toy: None) -> None:
    """Deleted records, which no model reads, name people in lists as the others do."""
    for name, said in (("members.csv", _CALLED), ("chats.csv", _CHATS)):
        land_file(put(tmp_path, name, said.encode()), SOURCE)
    columns = _learned(_OF_LISTS)
    assert columns == [("chats", "people", "about", "members", True, "", "")]
    assert _forgotten(columns, "chats", _CHATS + "h5,{1\nh6,[[1]]\n") == ["h1", "h4"]
