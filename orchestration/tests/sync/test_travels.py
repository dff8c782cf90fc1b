"""What was passed on comes along to another installation, which passes none of it on again."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

from orchestration.lib.bench.sync_outbox import fact, forget_sync, publish
from orchestration.lib.leaving import facts, told
from orchestration.lib.leaving.ownership import Owner
from orchestration.lib.leaving.replay import LEDGER
from orchestration.lib.sync import plan, push
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.sync.shelf import Shelf

_OFFSET = 1000
_STATES = """
    select intent_id, plan_id, state_code, attempt_count from landing.sync_intents order by 1
"""


class Folder:
    """A package's files of the ledger, as they were written."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self, name: str) -> IO[bytes]:
        """A file of it."""
        return (self._path / name.removeprefix(LEDGER)).open("rb")


def test_what_was_passed_on_arrives_under_other_numbers_and_is_passed_on_no_more(
    account: str, shelf: Shelf, tmp_path: Path
) -> None:
    publish([fact(1), fact(2), fact(3)])
    plan.make(account, "a test", shelf)
    shelf.faults = ["", "after", "refused"]
    push.push(account, "a test", shelf)
    folder = tmp_path / "ledger"
    folder.mkdir()
    with connect() as connection:
        before = connection.execute(_STATES).fetchall()
        owner = Owner("county_organizers", "", (account,), frozenset(), True)
        facts.write(connection, owner, folder)
    forget_sync()
    package: Any = Folder(folder)
    with connect() as connection:
        for name, numbers in told.APPENDED.items():
            if name.startswith("sync_"):
                told._add(connection, package, name, numbers, _OFFSET)
        after = connection.execute(_STATES).fetchall()
    assert after == [(i + _OFFSET, p + _OFFSET, *rest) for i, p, *rest in before]
    assert [state for _, _, state, _ in after] == ["done", "unknown", "rejected"]
    assert not plan.make(account, "a test", shelf).plans
    publish([fact(1), fact(2), fact(3), fact(4)])
    assert plan.make(account, "a test", shelf).plans[0].plan_id > _OFFSET
