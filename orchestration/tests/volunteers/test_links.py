"""A link opens one person's page, while it is good, and the database itself sees to that."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from uuid import uuid4

import psycopg
import pytest

from orchestration.lib.identity.reasons.subjects import UnknownPerson
from orchestration.lib.volunteers import links
from orchestration.lib.warehouse import connect
from orchestration.tests.volunteers.conftest import ANA, BO

pytestmark = pytest.mark.usefixtures("people")


def _enter(link: str) -> str:
    with connect("kith_volunteer") as connection:
        row = connection.execute("select volunteers.enter(%s)", [link]).fetchone()
    assert row
    return str(row[0])


def _person(link: str) -> str:
    with connect("kith_volunteer") as connection:
        row = connection.execute("select volunteers.person(%s)", [link]).fetchone()
    assert row
    return str(row[0])


def _told(statement: str, *about: object) -> list[tuple[object, ...]]:
    with connect() as connection:
        return connection.execute(statement.encode(), about or None).fetchall()


def test_a_link_opens_the_page_of_the_person_it_was_made_for() -> None:
    for named, person in ((ANA, ANA), ("van/users/2", BO)):
        link = links.make(named, 7, "Dana")
        assert (_enter(link), _person(link)) == ("good", person)
    assert _told(
        "select made_by, ended_at, round(extract(epoch from expires_at - made_at) / 86400)"
        " from landing.volunteer_links"
    ) == [("Dana", None, 7), ("Dana", None, 7)]


@pytest.mark.parametrize("days", [0, 91])
def test_a_link_is_good_for_some_days(days: int) -> None:
    with pytest.raises(links.NoLink, match="1 to 90"):
        links.make(ANA, days, "Dana")
    with pytest.raises(UnknownPerson):
        links.make("p_99", 7, "Dana")


def _other_person(link: str) -> str:
    return link.replace(ANA, BO)


def _longer(link: str) -> str:
    identity, person, expires, signature = link.split(".")
    return ".".join((identity, person, f"{int(expires) + 86400}", signature))


def _other_id(link: str) -> str:
    return ".".join((uuid4().hex, *link.split(".")[1:]))


def _other_signature(link: str) -> str:
    return link[:-1] + ("0" if link[-1] != "0" else "1")


def _signed_without_the_secret(link: str) -> str:
    said = link.rpartition(".")[0]
    return f"{said}.{hmac.new(b'', said.encode(), hashlib.sha256).hexdigest()}"


TAMPERED: list[Callable[[str], str]] = [
    _other_person, _longer, _other_id, _other_signature, _signed_without_the_secret,
    lambda _: "", lambda _: "mine", lambda link: link.upper(), lambda link: link + "\n",
    lambda link: link + " ", lambda link: f"{link}.{link}", lambda link: "'; select 1 --" + link,
    lambda link: link.replace(".", ".-", 3), lambda link: "." * len(link),
]  # fmt: skip


@pytest.mark.parametrize("change", TAMPERED, ids=map(str, range(len(TAMPERED))))
def test_a_changed_link_opens_nothing_and_is_noted(change: Callable[[str], str]) -> None:
    link = change(links.make(ANA, 7, "Dana"))
    assert _enter(link) == "tampered"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _person(link)
    newest = "select action_code, subject_key, reason from landing.audit_trail" \
        " order by entry_number desc limit 1"
    assert _told(newest) == [("volunteer_link_refused", None, "tampered")]


def test_a_link_ends_with_its_time_by_a_stewards_word_and_with_the_id_it_is_for() -> None:
    first, second, other = (links.make(who, 7, "Dana") for who in (ANA, ANA, BO))
    assert links.end("van/users/1", "Eli") == 2
    assert links.end(ANA, "Eli") == 0
    assert [_enter(link) for link in (first, second, other)] == ["ended", "ended", "good"]
    assert _told("select distinct ended_by from landing.volunteer_links where person_id = %s", ANA)
    with connect("kith_builder") as connection:
        connection.execute(
            "update identity.person_ids set current_person_id = %s where person_id = %s", [ANA, BO]
        )
    assert _enter(other) == "moved"
    for link in (first, other):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            _person(link)


def test_a_link_runs_out_by_what_it_says_and_by_what_was_noted() -> None:
    link = links.make(ANA, 7, "Dana")
    said = "select landing.signed_volunteer_link(link_id, person_id, now() - interval '1 s')" \
        " from landing.volunteer_links"
    assert _enter(str(_told(said)[0][0])) == "expired"
    assert _enter(link) == "good"
    with connect() as connection:
        connection.execute("update landing.volunteer_links set expires_at = now()")
    assert _enter(link) == "expired"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _person(link)


def test_what_was_done_with_links_is_noted_without_saying_of_whom() -> None:
    before = _told("select count(*) from landing.audit_trail")[0][0]
    link = links.make(ANA, 7, "Dana")
    _enter(link)
    links.end(ANA, "Eli")
    _enter(link)
    rows = _told(
        "select action_code, actor, subject_key = landing.subject_key(%s), details::text"
        " from landing.audit_trail where entry_number > %s order by entry_number", ANA, before,
    )
    assert [row[:3] for row in rows] == [
        ("volunteer_link_made", "Dana", True),
        ("volunteer_page_opened", "the page of volunteers", True),
        ("volunteer_links_ended", "Eli", True),
        ("volunteer_link_refused", "the page of volunteers", True),
    ]
    assert not any(ANA in str(row) or link.split(".")[-1] in str(row) for row in rows)


@pytest.mark.parametrize("length", [0, 32, 64, 65, 131])
def test_the_databases_signature_is_the_standards(length: int) -> None:
    key, message = bytes(range(length)), b"what the link says" * length
    found = _told("select landing.hmac_sha256(%s, %s)", key, message)[0][0]
    assert found == hmac.new(key, message, hashlib.sha256).digest()


def test_every_question_looks_at_the_link_and_only_the_page_may_ask() -> None:
    """By the catalog: a question added later is looked at, too."""
    asked = _told(
        "select proname, pronargs from pg_proc where pronamespace = 'volunteers'::regnamespace"
        " and proname <> 'enter' order by 1"
    )
    assert len(asked) >= 6
    ended = links.make(ANA, 7, "Dana")
    links.end(ANA, "Dana")
    for name, count in asked:
        for link in ("mine", ended, None):
            values = ", ".join(["%s", *["null"] * (int(str(count)) - 1)])
            refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
            with connect("kith_volunteer") as connection, refused:
                connection.execute(f"select volunteers.{name}({values})".encode(), [link])
    may = "select distinct grantee::regrole::text from pg_proc, aclexplode(proacl)" \
        " where pronamespace = 'volunteers'::regnamespace and grantee <> proowner"
    assert _told(may) == [("kith_volunteer",)]
    reads = "select relname from pg_class where relkind = any('{r,v,m,p,f}') and" \
        " relnamespace::regnamespace::text !~ '^(pg_|information_schema)' and" \
        " (has_table_privilege('kith_volunteer', oid, 'select, insert, update, delete')" \
        "  or has_any_column_privilege('kith_volunteer', oid, 'select, insert, update'))"
    assert _told(reads) == []
