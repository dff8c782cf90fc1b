"""One writer at a time: a run that lost its lease can't commit."""

from __future__ import annotations

import psycopg
import pytest

from orchestration.lib.warehouse import connect

pytestmark = pytest.mark.usefixtures("warehouse")


def _take(token: str, lifetime: str = "30 minutes") -> None:
    with connect("kith_builder") as connection:
        connection.execute(
            "select landing.take_lease('test', %s, %s, %s::interval)", [token, token, lifetime]
        )


def _release(token: str) -> None:
    with connect("kith_builder") as connection:
        connection.execute("select landing.release_lease('test', %s)", [token])


def test_a_second_run_is_told_who_holds_the_lease() -> None:
    _take("first run")
    try:
        with pytest.raises(
            psycopg.errors.RaiseException, match="held by first run since"
        ) as refused:
            _take("second run")
        assert "kith unlock" in str(refused.value)
    finally:
        _release("first run")


def test_the_holder_may_take_it_again_and_others_once_it_is_released() -> None:
    _take("first run")
    _take("first run")
    _release("first run")
    _take("second run")
    _release("second run")


def test_a_zombie_can_not_commit_after_a_take_over() -> None:
    _take("zombie", lifetime="-1 second")
    with connect("kith_builder") as connection:
        connection.execute("create table staging.written_by_a_zombie (id integer)")
        _take("new owner")
        with pytest.raises(psycopg.errors.RaiseException, match="lease was lost"):
            connection.execute("select landing.assert_lease('test', 'zombie')")
        connection.rollback()
        found = connection.execute("select to_regclass('staging.written_by_a_zombie')").fetchone()
    _release("new owner")
    assert found == (None,)


def test_a_take_over_waits_for_a_commit_that_has_already_been_allowed() -> None:
    _take("slow run", lifetime="-1 second")
    with connect("kith_builder") as slow:
        slow.execute("select landing.assert_lease('test', 'slow run')")
        with connect("kith_builder") as impatient:
            impatient.execute("set local lock_timeout = '200ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                impatient.execute(
                    "select landing.take_lease('test', 'new owner', 'new owner', '1 minute')"
                )
            impatient.rollback()
    _release("slow run")
