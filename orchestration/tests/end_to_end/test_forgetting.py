"""People are forgotten, however often that is ended in between, and nothing brings them back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString

import pytest

from orchestration.lib import settings
from orchestration.lib.bench import forget as bench
from orchestration.lib.build import gates, run
from orchestration.lib.grants import shares
from orchestration.lib.landing.crashpoints import OF_FORGETTING
from orchestration.lib.landing.lander import land_path
from orchestration.lib.landing.load import Load
from orchestration.lib.privacy import forget, known
from orchestration.lib.scratch.warehouse import scratch_warehouse
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.end_to_end import small_project

SOURCE = "county_spoke"
# Two are forgotten and it is ended in between; a third while it is; the others stay.
BEGUN, NAMED_THEN, STAY = (1, 2), 3, (4, 5, 6)
BUILD = ("dbt", "--quiet", "build", "--exclude-resource-type", "test", "unit_test",
         "-s", "+people", "+person_ids", "+refused_links")  # fmt: skip
NOTES: LiteralString = """
    select 'decisions' as of, count(*)::int from landing.steward_decisions
    union all select 'grants', count(*)::int from landing.grants
    union all select 'links', count(*)::int from landing.volunteer_links
    union all select 'shares', count(*)::int from landing.share_records
    union all select 'history', count(distinct record_key)::int from identity.person_id_history
"""


class Killed(BaseException):
    """What stands for the end of the process."""


@dataclass
class Told:
    """What was there before and after.

    ``killed``: where it was ended, how many waited then, and of how many identity still knew.
    """

    before: Counter[str]
    notes: list[dict[str, int]] = field(default_factory=list)
    killed: list[tuple[str, int, int]] = field(default_factory=list)
    certificate: dict[str, Any] = field(default_factory=dict)
    after: Counter[str] = field(default_factory=Counter)
    again: Load | None = None
    back: Counter[str] = field(default_factory=Counter)
    replayed: dict[str, Any] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    project = small_project.make(tmp_path_factory.mktemp("project"), ("spoke",))
    export = _export(tmp_path_factory.mktemp("exports") / "user_20260501.csv")
    at: list[str] = []

    of: list[object] = []

    def built() -> list[str]:
        """As updating does: nothing where nothing has changed."""
        now = _asked("select load_id, file_id from landing.loads order by 1")
        if now != of:
            project.kith(*BUILD)
            of[:] = now
        return []

    def crash(name: str) -> None:
        if name in at:
            raise Killed(name)

    with pytest.MonkeyPatch.context() as patch, scratch_warehouse(waits_for_disk=False):
        # The models that identity and its people need, of the small project.
        patch.setattr(run, "update_models", built)
        patch.setattr(forget, "crashpoint", crash)
        land_path(export, SOURCE)
        assert gates.check_source(SOURCE).is_passed
        project.kith(*BUILD)
        people = {number: _person(number) for number in (*BEGUN, NAMED_THEN, *STAY)}
        for number in people:
            _note(number, people[number])
        page = settings.folder("logs") / "left_behind.log"
        page.write_text(f"sent to {_address(1)} and not to jo{_address(1)}\n")
        theirs = {_token(number) for number in (*BEGUN, NAMED_THEN)}
        found = Told(bench.left(theirs), [dict(_asked(NOTES))])
        begun = [people[number] for number in BEGUN]
        for name in OF_FORGETTING:
            at[:] = [name]
            with pytest.raises(Killed):
                forget.forget(begun, "they asked", "a test")
            left = known.by_list(forget._unfinished())
            if name == "taken_out":
                with pytest.raises(forget.Behind, match="go-on"):
                    forget.forget([people[NAMED_THEN]], "they asked, too", "a test")
            found.killed.append((name, _waiting(), len(left.subjects)))
            begun = []
        at.clear()
        done = forget.forget([people[NAMED_THEN]], "they asked, too", "a test")
        found.certificate = done.certificate
        found.notes.append(dict(_asked(NOTES)))
        assert page.read_text().endswith(f" and not to jo{_address(1)}\n")
        page.unlink()
        found.after = bench.left(theirs)
        found.again = land_path(_export(export), SOURCE)[0]
        found.back = bench.left(theirs)
        # As a copy of before would bring it back, with the story of their id.
        _note(1, people[1])
        _put_story_back(1, people[1])
        found.replayed = forget.replay("a test").certificate
        found.notes.append(dict(_asked(NOTES)))
        found.people = [row[0] for row in _asked("select record_id from canon.people order by 1")]
        yield found


def _token(number: int) -> bytes:
    return f"k{number:012x}".encode()


def _address(number: int) -> str:
    return f"{_token(number).decode()}@texts.example"


def _export(path: Path) -> Path:
    """Spoke's users, each with a name and an address of their own."""
    rows = ["id,assigned_cell,auth0_id,cell,created_at,email,first_name,is_superadmin,is_suspended,"
            "last_name,notification_frequency,terms,updated_at"]
    rows += [
        f"{number},,auth0|{number},+12025550{number:03d},2026-01-01 00:00:00+00,{_address(number)},"
        f"Some,f,f,{_token(number).decode()},all,t,2026-01-01 00:00:00+00"
        for number in (*BEGUN, NAMED_THEN, *STAY)
    ]
    path.write_text("\n".join([*rows, ""]))
    return path


def _key(number: int) -> str:
    return f"{SOURCE}/user/{number}"


def _person(number: int) -> str:
    ((person_id,),) = _asked(
        "select person_id from identity.record_persons where record_key = %s", _key(number)
    )
    return str(person_id)


def _note(number: int, person_id: str) -> None:
    """What people note beside what landed: a decision, a grant, a link to a page, a share."""
    with connect() as connection:
        connection.execute(
            "insert into landing.steward_decisions (left_record_key, right_record_key,"
            " decision_code, decided_by, reason) values (%s, %s, 'no', 'a test', 'not alike')",
            sorted([_key(number), f"{SOURCE}/user/9{number}"]),
        )
        connection.execute(
            "insert into landing.grants (record_key, records_of_id, organization_id, purposes,"
            " starts_at, grant_text_id, grant_text_version, recorded_by)"
            " values (%s, 'county_organizers', 'county_organizers', 'contact', now(), 'volunteer',"
            " 1, 'a test')", [_key(number)],
        )
        connection.execute(
            "insert into landing.volunteer_links (person_id, expires_at, made_by)"
            " values (%s, now() + interval '1 day', 'a test')", [person_id],
        )
        shares.note(connection, "package", f"receiver {number}", "a test", [_key(number)])


def _put_story_back(number: int, person_id: str) -> None:
    with connect("kith_builder") as connection:
        connection.execute(
            "insert into identity.person_id_history"
            " select %s, %s, previous_person_id, run_number, run_id, valid_from_at"
            " from identity.person_id_history limit 1", [_key(number), person_id],
        )


def _asked(question: LiteralString, *values: object) -> list[tuple[Any, ...]]:
    with connect() as connection:
        return connection.execute(question, values).fetchall()


def _is_own_server() -> bool:
    """The files of a server of somebody else's can't be looked through."""
    return settings.external_database_url() is None


def _waiting() -> int:
    return len(_asked("select from landing.forgotten_people where done_at is null"))


def test_they_were_everywhere_before(told: Told) -> None:
    """What is looked for is found where it stands, or finding nothing would say nothing."""
    places = {name.partition("/")[0].partition(".")[0] for name in told.before}
    assert {"archive", "landing", "canon", "logs"} <= places
    assert ("the server's files" in places) == _is_own_server()
    assert set(told.notes[0].values()) == {len((*BEGUN, NAMED_THEN, *STAY))}


def test_whatever_ends_it_leaves_it_unfinished(told: Told) -> None:
    assert [killed[:2] for killed in told.killed] == [(name, len(BEGUN)) for name in OF_FORGETTING]


def test_who_was_begun_before_goes_with_whoever_is_named_then(told: Told) -> None:
    """All of the three, and what was noted of them; of the others everything stays."""
    assert told.certificate["people"] == 3 and told.certificate["found"] == 0
    assert _waiting() == 0
    assert told.notes[1] == dict.fromkeys(told.notes[0], len(STAY))
    assert told.people == [str(number) for number in STAY]


def test_whom_to_tell_is_known_to_the_end(told: Told) -> None:
    told_of = [each.split(" (")[0] for each in told.certificate[
        "tell_for_what_they_were_given"
    ]]
    assert told_of == [f"receiver {number}" for number in (*BEGUN, NAMED_THEN)]


def test_nothing_of_them_is_left_in_any_byte(told: Told) -> None:
    """Of tables, the home and the server's files, looked for by what they were and not by Kith."""
    assert told.after == Counter()


def test_by_value_is_looked_for_while_identity_knows_them(told: Told) -> None:
    """Until the models are built without them; from then on the certificate says what isn't."""
    assert [killed[2] for killed in told.killed] == [len(BEGUN)] * 3 + [0] * 2
    said = {place["name"]: place["not_looked_for"] for place in told.certificate["looked"]}
    assert ("hashes" in said.get("postgres", "")) == _is_own_server()


def test_the_same_file_again_brings_nobody_back(told: Told) -> None:
    assert told.again is not None
    assert (told.again.records_landed, told.back) == (len(STAY), Counter())


def test_what_a_copy_of_before_brings_back_goes_again(told: Told) -> None:
    assert told.notes[2] == told.notes[1]
    assert told.replayed["found"] == 0
