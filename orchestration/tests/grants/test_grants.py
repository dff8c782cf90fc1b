"""What volunteers grant, pass on and take back, and who sees their records then."""

from __future__ import annotations

from datetime import UTC, date
from typing import Any

import psycopg
import pytest

from orchestration.lib import audit
from orchestration.lib.grants import ledger, shares, texts
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.grants.conftest import COUNTY, HUB, _people

ALWAYS = "insert into registry.default_grants values ('everything', null, null, true, null, %s,"\
    " 'by_default', 1, null, %s)"


def _default(owner: psycopg.Connection, purposes: str = "organizing", until: object = None) -> None:
    owner.execute(ALWAYS, [purposes, until])


def _give(owner: psycopg.Connection, person: str = "p_ana", organization: str = COUNTY,
          records_of: str = COUNTY, types: str = "", purposes: str = "organizing onward",
          starts: str = "0", ends: str | None = None, parent: int | None = None,
          is_onward: bool = False) -> int:
    """Times are intervals from now."""
    row = owner.execute(
        "select landing.give_grant(%s, %s, %s, %s, %s, now() + %s::interval,"
        " now() + %s::interval, 'to_organize', 1, 'test', %s, %s)",
        [person, records_of, organization, types, purposes, starts, ends, is_onward, parent],
    ).fetchone()
    assert row
    return int(row[0])


def _revoke(owner: psycopg.Connection, person: str = "p_ana", grant: object = None,
            organization: str | None = None) -> int:
    row = owner.execute(
        "select landing.revoke_grants(%s, %s, %s, 'test', 'asked for')",
        [person, None if grant is None else str(grant), organization],
    ).fetchone()
    assert row
    return int(row[0])


def _withdrawn(owner: psycopg.Connection, organization: str = COUNTY) -> set[str]:
    """Records as source/person and kind, as marts are told of them at once."""
    return {
        f"{source}/{record}" for source, record in owner.execute(
            "select source_id, record_id from landing.withdrawn_records"
            " where organization_id = %s", [organization],
        )
    }


def _states(owner: psycopg.Connection, person: str = "p_ana") -> dict[str, str]:
    return dict(owner.execute("select grant_id, state_code from landing.grants_of(%s)", [person]))


OF_ANA = {f"{source}/1-{kind}" for source in ("van", "spoke") for kind in "mtb"}


def test_what_is_revoked_is_withdrawn_at_once_and_noted(owner: psycopg.Connection) -> None:
    _default(owner)
    assert (_revoke(owner, organization=COUNTY), _withdrawn(owner)) == (1, OF_ANA)
    assert _states(owner)[f"default/{COUNTY}/{COUNTY}"] == "revoked"
    newest = audit.entries(owner, "p_ana", 1)
    assert [entry.action_code for entry in newest] == ["grant_revoked"]
    # Once is enough: nothing stands that could be taken back again.
    assert _revoke(owner, organization=COUNTY) == 0


def test_one_grant_that_stands_is_enough(owner: psycopg.Connection) -> None:
    _default(owner)
    one, other = _give(owner), _give(owner)
    _revoke(owner, grant=f"default/{COUNTY}/{COUNTY}")
    assert _revoke(owner, grant=one) == 1 and _withdrawn(owner) == set()
    assert _revoke(owner, grant=other) == 1 and _withdrawn(owner) == OF_ANA


def test_what_was_given_again_is_seen_again(owner: psycopg.Connection) -> None:
    _default(owner)
    _revoke(owner, organization=COUNTY)
    _give(owner, types="message")
    # A record that is work of two kinds needs both.
    assert _withdrawn(owner) == {each for each in OF_ANA if not each.endswith("-m")}
    _give(owner)
    assert _withdrawn(owner) == set()


@pytest.mark.parametrize(("starts", "ends", "state", "is_seen"), [
    ("-1 day", "0", "expired", False), ("-1 day", "1 microsecond", "active", True),
    ("0", None, "active", True), ("1 microsecond", None, "not_yet", False),
])
def test_it_holds_from_its_first_instant_until_just_before_its_last(
    owner: psycopg.Connection, starts: str, ends: str | None, state: str, is_seen: bool
) -> None:
    given = _give(owner, starts=starts, ends=ends)
    assert _states(owner)[str(given)] == state
    assert _withdrawn(owner).isdisjoint(OF_ANA) == is_seen


@pytest.mark.parametrize(("day", "over"), [
    (date(2026, 11, 3), "2026-11-04 05:00:00+00:00"),
    # The day on which clocks are put back has 25 hours.
    (date(2026, 11, 1), "2026-11-02 05:00:00+00:00"),
    (date(2026, 10, 31), "2026-11-01 04:00:00+00:00"),
])
def test_a_last_day_ends_at_the_organizations_midnight(day: date, over: str) -> None:
    assert str(texts.is_over(COUNTY, day).astimezone(UTC)) == over
    assert texts.begins(COUNTY, day) < texts.is_over(COUNTY, day)


def test_a_default_that_ended_withdraws_what_nobody_granted(owner: psycopg.Connection) -> None:
    _default(owner, until=date(2026, 1, 31))
    _give(owner)
    assert _withdrawn(owner) == {"van/2-m", "van/2-t", "van/2-b"}
    since = owner.execute(
        "select distinct withdrawn_at from landing.withdrawn_records where organization_id = %s",
        [COUNTY],
    ).fetchall()
    assert [str(at) for (at,) in since] == ["2026-02-01 00:00:00+00:00"]


def test_who_has_it_from_the_county_loses_it_with_the_county(owner: psycopg.Connection) -> None:
    given = _give(owner)
    passed_on = _give(owner, organization=HUB, purposes="organizing", parent=given)
    assert _states(owner)[str(passed_on)] == "active"
    _revoke(owner, grant=given)
    assert _states(owner)[str(passed_on)] == "parent_ended"
    assert _withdrawn(owner, HUB) >= OF_ANA
    # What others have from a default goes with it too.
    _default(owner, "organizing onward")
    by_default = _give(owner, "p_bo", HUB, purposes="organizing", is_onward=True)
    assert _states(owner, "p_bo")[str(by_default)] == "active"
    _revoke(owner, "p_bo", organization=COUNTY)
    assert _states(owner, "p_bo")[str(by_default)] in ("parent_ended", "revoked")
    assert {"van/2-m", "van/2-t", "van/2-b"} <= _withdrawn(owner, HUB)


@pytest.mark.parametrize(("wider", "because"), [
    ({"types": ""}, "wider"), ({"types": "message tag"}, "wider"),
    ({"purposes": "organizing research"}, "wider"), ({"ends": "10 days"}, "outlive"),
    ({"ends": None}, "outlive"), ({"starts": "-1 day"}, "outlive"), ({"person": "p_bo"}, "no such"),
])
def test_what_is_passed_on_is_no_wider_and_no_longer(
    owner: psycopg.Connection, wider: dict[str, Any], because: str
) -> None:
    given = _give(owner, types="message", ends="9 days")
    asked: dict[str, Any] = {
        "organization": HUB, "types": "message", "purposes": "organizing", "ends": "9 days",
        "parent": given,
    } | wider
    with pytest.raises(psycopg.errors.RaiseException, match=because):
        _give(owner, **asked)


def test_nothing_is_passed_on_without_leave(owner: psycopg.Connection) -> None:
    given = _give(owner, purposes="organizing")
    with pytest.raises(psycopg.errors.RaiseException, match="may not be passed on"):
        _give(owner, organization=HUB, purposes="organizing", parent=given)


def test_each_organization_has_its_own_record(owner: psycopg.Connection) -> None:
    _default(owner)
    _revoke(owner, organization=COUNTY)
    assert "hub/1-m" not in _withdrawn(owner, HUB) and _withdrawn(owner) == OF_ANA


def test_a_refusal_follows_who_it_is_found_to_be(owner: psycopg.Connection) -> None:
    """Two are found to be one, and to be two after all; a refusal stays with its record."""
    _default(owner)
    _revoke(owner, "p_bo", organization=COUNTY)
    of_bo = {"van/2-m", "van/2-t", "van/2-b"}

    def found_to_be(person: str) -> set[str]:
        owner.execute("update identity.record_persons set person_id = %s"
                      " where record_key = 'van/t/2'", [person])
        owner.execute("update marts_next.authored_records set author_person_id = %s"
                      " where record_id like '2-%%'", [person])
        owner.execute("select landing.settle_withdrawals()")
        return _withdrawn(owner)

    assert found_to_be("p_ana") == of_bo | OF_ANA
    assert found_to_be("p_new") == of_bo


def test_readers_are_not_shown_it_and_sums_count_it(granting: None) -> None:
    """As published marts are read by each role; aggregates are the same before and after."""
    with connect() as owner:
        _people(owner)
        _default(owner)
        # What dbt does after this: it makes the table of records and the sum of it.
        owner.execute("insert into marts_next.shown select source_id, record_type, record_id,"
                      " author_person_id, organization_id from marts_next.authored_records"
                      " where authored_type_code = 'message'")
        owner.execute("insert into marts_next.summed select organization_id, count(*)"
                      " from marts_next.shown group by 1")
        owner.execute("select landing.publish_marts('{shown,summed}')")
        _revoke(owner, organization=COUNTY)
        seen = {}
        for role in ("bi_reader", "bi_viewer", "kith_steward", "kith_builder"):
            owner.execute(f"set local role {role}".encode())
            row = owner.execute("select (select count(*) from marts.shown),"
                                " (select sum(record_count) from marts.summed)").fetchone()
            seen[role] = row
            owner.execute("reset role")
        owner.rollback()
    # Eight messages, of which four are Ana's for the county.
    assert seen["bi_reader"] == seen["bi_viewer"] == (4, 8)
    assert seen["kith_steward"] == seen["kith_builder"] == (8, 8)


def test_whoever_was_given_somebodys_records_is_known(owner: psycopg.Connection) -> None:
    package = shares.note(owner, "package", "the volunteer", "test", ["van/t/1", "spoke/t/1"])
    everybody = shares.note(owner, "export_all", HUB, "test", None)
    assert [each.share_id for each in shares.receivers(owner, ["spoke/t/1"])] == [
        package, everybody,
    ]
    assert [each.receiver for each in shares.receivers(owner, ["van/t/2"])] == [HUB]
    kept = owner.execute("select record_hash from landing.share_records").fetchall()
    assert kept and not any("van" in each for (each,) in kept)


@pytest.mark.parametrize("role", ["kith_steward", "kith_builder", "bi_reader", "kith_lander"])
@pytest.mark.parametrize("statement", [
    "update landing.grants set ends_at = null", "delete from landing.grants",
    "delete from landing.grant_revocations",
    "insert into landing.withdrawn_records (source_id) values (null)",
    "delete from landing.withdrawn_records",
])
def test_nobody_changes_what_was_granted(granting: None, role: str, statement: str) -> None:
    with connect(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


@pytest.mark.parametrize("reason", ["", " \t"])
def test_nothing_is_taken_back_without_a_word_of_why(reason: str) -> None:
    with pytest.raises(ledger.GrantRefused, match="Say why"):
        ledger.revoke("p_ana", by="Dana", reason=reason, organization=COUNTY)
