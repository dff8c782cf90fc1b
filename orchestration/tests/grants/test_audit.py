"""The audit trail is appended to and never changed, and whoever tampers with it is found."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import LiteralString

import psycopg
import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.lib import audit
from orchestration.lib.warehouse import ROLES
from orchestration.lib.warehouse.connection import connect

WRITERS = ("kith_lander", "kith_builder", "kith_steward")


@pytest.fixture
def trail(warehouse: object) -> Iterator[psycopg.Connection]:
    """The owner's connection to an empty trail, which is empty again afterwards."""
    with connect(autocommit=True) as owner:
        _force(owner, "truncate landing.audit_trail")
        yield owner
        _force(owner, "truncate landing.audit_trail")


def _force(owner: psycopg.Connection, statement: LiteralString) -> None:
    """What only the owner can do, and only by taking the trigger away first."""
    with owner.transaction():
        owner.execute("alter table landing.audit_trail disable trigger nothing_is_changed")
        owner.execute(statement)
        owner.execute("alter table landing.audit_trail enable trigger nothing_is_changed")


def _note(count: int) -> None:
    with connect("kith_steward") as connection:
        for number in range(count):
            audit.note(connection, "grant_given", f"person-{number}", "ana", "asked for, é ✓",
                       {"count": number, "organization_id": "north", "none": None})


def test_rows_follow_each_other(trail: psycopg.Connection) -> None:
    assert audit.verify(trail) == audit.Verdict(0, "", None, "")
    _note(3)
    verdict = audit.verify(trail)
    newest, *_, oldest = audit.entries(trail)
    assert (verdict.count, verdict.broken_at, verdict.newest_hash) == (3, None, newest.hash)
    assert (oldest.previous_hash, oldest.entry_number) == ("", 1)


@pytest.mark.parametrize(("reason", "details", "is_let_in"), [
    ("jane@example.org wrote", "{}", False),
    ("called from (555) 010-0123", "{}", False),
    ("asked", '{"by": ["+1 555 010 0123"]}', False),
    ("on 2026-05-02, load:1234567", '{"package_id": "0a1b2345678c", "count": 12345678}', True),
])  # fmt: skip
def test_the_database_itself_takes_in_nothing_that_reaches_somebody(
    trail: psycopg.Connection, reason: str, details: str, is_let_in: bool
) -> None:
    """What is asked of it without our library, too: a grant taken back by SQL, or a page."""
    told = ["grant_revoked", "p_1", "ana", reason, details]
    if is_let_in:
        trail.execute("select landing.note_audit(%s, %s, %s, %s, %s::jsonb)", told)
        return
    with pytest.raises(psycopg.errors.RaiseException, match="no address and no telephone"):
        trail.execute("select landing.note_audit(%s, %s, %s, %s, %s::jsonb)", told)


def test_a_subject_is_found_and_not_named(trail: psycopg.Connection) -> None:
    _note(3)
    (found,) = audit.entries(trail, "person-1")
    assert found.entry_number == 2 and audit.entries(trail, "person-9") == []
    assert "person-1" not in str(found.figures())


@pytest.mark.parametrize("role", sorted(ROLES))
@pytest.mark.parametrize("statement", [
    "update landing.audit_trail set reason = 'none'",
    "delete from landing.audit_trail",
    "truncate landing.audit_trail",
    "insert into landing.audit_trail select * from landing.audit_trail",
])
def test_no_role_writes_in_it(trail: psycopg.Connection, role: str, statement: str) -> None:
    with connect(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


@pytest.mark.parametrize("statement", [
    "update landing.audit_trail set reason = 'none'", "delete from landing.audit_trail",
    "truncate landing.audit_trail",
])
def test_the_owner_changes_nothing_by_mistake(trail: psycopg.Connection, statement: str) -> None:
    _note(1)
    with pytest.raises(psycopg.errors.RaiseException, match="never changed"):
        trail.execute(statement.encode())


@pytest.mark.parametrize(("tampering", "first", "because"), [
    ("update landing.audit_trail set reason = 'another' where entry_number = 3", 3, "was changed"),
    ("update landing.audit_trail set actor = 'bo' where entry_number = 1", 1, "was changed"),
    ("update landing.audit_trail set subject_key = null where entry_number = 2", 2, "was changed"),
    ("update landing.audit_trail set details = details || '{\"count\": 9}' where entry_number = 4",
     4, "was changed"),
    ("update landing.audit_trail set noted_at = noted_at - interval '1 microsecond'"
     " where entry_number = 5", 5, "was changed"),
    ("update landing.audit_trail set hash = md5('') where entry_number = 3", 3, "was changed"),
    ("delete from landing.audit_trail where entry_number = 3", 4, "is missing"),
    ("delete from landing.audit_trail where entry_number = 1", 2, "is missing"),
    ("update landing.audit_trail set previous_hash = 'none' where entry_number = 2",
     2, "doesn't follow"),
    ("delete from landing.audit_trail where entry_number = 5", 5, "whose hash you know"),
])
def test_tampering_is_found_at_its_first_row(
    trail: psycopg.Connection, tampering: LiteralString, first: int, because: str
) -> None:
    _note(5)
    known = audit.verify(trail).newest_hash
    assert audit.verify(trail, known).broken_at is None
    _force(trail, tampering)
    verdict = audit.verify(trail, known)
    assert verdict.broken_at == first and because in verdict.because


def test_writers_at_once_make_one_chain(trail: psycopg.Connection) -> None:
    def write(number: int) -> None:
        for each in range(5):
            with connect(WRITERS[number % 3]) as connection:
                audit.note(connection, "package_made", f"{number}-{each}", "kith", "asked for")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    verdict = audit.verify(trail)
    assert (verdict.count, verdict.broken_at) == (20, None)


def test_what_is_rolled_back_was_never_noted(trail: psycopg.Connection) -> None:
    with connect("kith_steward") as connection:
        audit.note(connection, "grant_given", None, "ana", "asked for")
        connection.rollback()
    _note(1)
    assert audit.verify(trail) == audit.Verdict(1, audit.entries(trail)[0].hash, None, "")


@pytest.mark.parametrize(("reason", "details"), [
    ("she wrote from ana@mail.example", {}),
    ("call +1 (212) 555-0100", {}),
    ("asked for", {"told": ["by 2125550100"]}),
    ("asked for", {"to": {"ana@mail.example": 1}}),
])
def test_what_reaches_a_person_is_refused(
    trail: psycopg.Connection, reason: str, details: dict[str, object]
) -> None:
    with connect("kith_steward") as connection, pytest.raises(audit.NotForTheAudit) as refused:
        audit.note(connection, "grant_given", None, "ana", reason, details)
    assert "mail.example" not in str(refused.value) and "555" not in str(refused.value)


def test_counts_dates_and_hashes_reach_nobody(trail: psycopg.Connection) -> None:
    with connect("kith_steward") as connection:
        audit.note(connection, "grant_given", None, "ana", "until 2026-11-03, as asked", {
            "count": 20_000_000, "sha256": "0123456789" * 6, "starts_at": "2026-11-03 00:00:00",
        })
    assert audit.verify(trail).broken_at is None


def test_the_command_tells_the_first_broken_row(trail: psycopg.Connection) -> None:
    _note(3)
    runner = CliRunner()
    assert "Rows: 3." in runner.invoke(app, ["audit", "verify"]).stdout
    assert "grant_given" in runner.invoke(app, ["audit"]).stdout
    _force(trail, "update landing.audit_trail set actor = 'bo' where entry_number = 2")
    told = runner.invoke(app, ["audit", "verify"])
    assert told.exit_code == 1 and "Row 2 breaks the chain" in told.stdout
