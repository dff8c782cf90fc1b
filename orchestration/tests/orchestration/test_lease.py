"""A run that lost the warehouse can't publish, and a dead run doesn't hold it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.lib.build import run
from orchestration.lib.build.dbt_process import Node
from orchestration.lib.warehouse import connect, lease


def test_a_second_build_is_told_who_builds(landing: Path) -> None:
    with (
        lease.hold("first:1:a", "first build"),
        pytest.raises(lease.LeaseHeld, match="held by first build"),
        lease.hold("second:1:b", "second build"),
    ):
        pass


def test_the_lease_of_a_process_that_is_no_more_is_free(landing: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    token = lease.own_token().replace(f":{_own_process()}:", f":{dead.pid}:")
    dead.wait()
    with connect("kith_builder") as connection:
        connection.execute(
            "select landing.take_lease('warehouse', %s, 'a dead build', interval '1 hour')", [token]
        )
    with lease.hold(lease.own_token(), "the next build"):
        held = lease._other()
        assert held is not None and held.token != token


def test_whoever_waits_says_once_for_whom_and_since_when(
    landing: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lease, "_LOOK_SECONDS", 0.05)
    with lease.hold("first:1:a", "kith build"):
        lease.tell_of_another("a check")
        assert re.search(r"kith build \(since \d\d:\d\d\) is at work", capfd.readouterr().err)
        with pytest.raises(lease.LeaseHeld), lease.hold("second:1:b", "kith build", 0.3):
            pass
    said = capfd.readouterr().err
    assert len(re.findall(r"Waiting for kith build \(since \d\d:\d\d\) …", said)) == 1
    lease.tell_of_another("a check")
    assert capfd.readouterr().err == ""


def test_a_run_that_loses_the_lease_while_it_builds_publishes_nothing_more(landing: Path) -> None:
    outcome: list[Node] = []

    def steal(node: Node) -> None:
        if not outcome:
            with connect("kith_builder") as connection:
                connection.execute("delete from landing.leases")
                connection.execute(
                    "select landing.take_lease('warehouse', 'new', 'new owner', interval '1 hour')"
                )
        outcome.append(node)

    with connect("kith_builder") as connection:
        for (name,) in connection.execute(
            "select tablename from pg_tables where schemaname = 'staging'"
            " and tablename like 'stg_spoke__%'"
        ).fetchall():
            connection.execute(f"drop table staging.{name} cascade")
    with lease.hold(lease.own_token(), "zombie"):
        told = run.dbt().build(
            ["stg_mobilize__people", "staging.spoke"], on_node=steal, with_tests_of_selected=False
        )
    lost = [node for node in told.failed if "lease was lost" in node.message]
    assert len(lost) >= 3
    with connect("kith_builder") as connection:
        for node in lost:
            if node.kind == "model":
                row = connection.execute(
                    "select to_regclass('staging.' || %s)", [node.name]
                ).fetchone()
                assert row == (None,)
        held = lease._other()
        assert held is not None and held.token == "new"
        connection.execute("delete from landing.leases")


def _own_process() -> str:
    return lease.own_token().split(":")[1]
