"""What is older than its rule goes, once somebody says so, and nothing else does."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from orchestration.lib import settings
from orchestration.lib.privacy import retain
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.landing.toy import land

_AGES = {1: ("dismissed", 100), 2: ("open", 100), 3: ("landed", 10)}


def test_only_closed_records_older_than_the_rule_go(toy: None, tmp_path: Path) -> None:
    lines = "".join(f"broken {number}\n" for number in _AGES)
    header = "id,first_name,last_name,email,phone,note\n"
    header += "".join(f"m{number},A,B,,,\n" for number in range(4))
    land(tmp_path, "members.csv", (header + lines).encode())
    with connect() as connection:
        for place, (status, age) in _AGES.items():
            connection.execute(
                "update landing.quarantine set status = %s,"
                " created_at = now() - %s * interval '1 day' where line = %s",
                [status, age, 5 + place],
            )
    assert _count("closed_quarantine", retain.overdue()) == 1
    assert _open_and_closed() == 3
    assert _count("closed_quarantine", retain.retain("a test")) == 1
    assert _open_and_closed() == 2
    assert _count("closed_quarantine", retain.overdue()) == 0


def test_packages_and_links_that_nobody_needs_any_more_go(toy: None) -> None:
    folder = settings.folder("packages")
    for name, age in (("v_old.zip", 31), ("v_new.zip", 29)):
        (folder / name).write_bytes(b"")
        os.utime(folder / name, (0, time.time() - age * 86400))
    with connect() as connection:
        connection.execute(
            "insert into landing.volunteer_links (person_id, made_by, expires_at, ended_at)"
            " select 'p_retained', 'test', now() + expires * interval '1 day',"
            "  now() + ended * interval '1 day'"
            " from (values (-91, null), (-89, null), (7, -91), (7, null)) as told (expires, ended)"
        )
    found = retain.overdue()
    assert (_count("made_packages", found), _count("ended_page_links", found)) == (1, 2)
    retain.retain("a test")
    assert (folder / "v_new.zip").exists() and not (folder / "v_old.zip").exists()
    (folder / "v_new.zip").unlink()
    with connect() as connection:
        gone = connection.execute(
            "delete from landing.volunteer_links where person_id = 'p_retained'"
        )
        assert gone.rowcount == 2


def test_a_rule_nobody_knows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rules.csv"
    path.write_text("rule_id,kept_days,reason\nraw_rows,10,they are old\n")
    with pytest.raises(retain.BadRule, match="raw_rows"):
        retain.rules(path)


def _count(rule_id: str, found: list[retain.Outcome]) -> int:
    return next(each.count for each in found if each.rule.rule_id == rule_id)


def _open_and_closed() -> int:
    with connect() as connection:
        row = connection.execute("select count(*) from landing.quarantine").fetchone()
    return int(row[0]) if row else 0
