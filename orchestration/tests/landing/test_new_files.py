"""What waits in the landing folder: each whole file once, until it or what refused it changes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from orchestration.lib import settings
from orchestration.lib.build import dbt_process
from orchestration.lib.landing import new_files
from orchestration.tests.conftest import Declare, forget_landings
from orchestration.tests.landing.toy import DECLARATION, SOURCE, put

pytestmark = pytest.mark.usefixtures("empty_landing")
HEADER = b"id,name,note\n"


@pytest.fixture
def place(declare: Declare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The toy source's folder in a landing folder of its own."""
    declare(DECLARATION)
    monkeypatch.setenv("KITH_LANDING", str(tmp_path / "landing"))
    return settings.landing_folder() / SOURCE


def _waiting() -> list[str]:
    return [path.name for _, path in new_files.waiting(settle=0)]


def _land_what_waits() -> list[str]:
    return [load.status for load in new_files.land(new_files.waiting(settle=0))]


def test_a_file_waits_until_it_landed_and_again_when_it_changed(place: Path) -> None:
    put(place, "people_2026-05-02.csv", HEADER + b"1,B,\n")
    put(place, "people_2026-05-01.csv", HEADER + b"1,A,\n")
    assert _waiting() == ["people_2026-05-01.csv", "people_2026-05-02.csv"]
    assert _land_what_waits() == ["landed", "landed"]
    assert _waiting() == []
    put(place, "people_2026-05-01.csv", HEADER + b"1,A,more\n")
    assert _waiting() == ["people_2026-05-01.csv"]


def test_what_was_refused_waits_again_when_the_project_changed(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(place, "people.csv", b"id,note\n1,x\n")
    assert _land_what_waits() == ["refused"]
    assert _waiting() == []
    monkeypatch.setattr(dbt_process, "fingerprint", lambda: "another project")
    assert _waiting() == ["people.csv"]
    assert _land_what_waits() == ["refused"]
    assert _waiting() == []


def test_the_landing_folder_may_move_and_the_ledger_may_be_another(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(place, "people.csv", HEADER + b"1,A,\n")
    _land_what_waits()
    (tmp_path / "landing").rename(tmp_path / "elsewhere")
    monkeypatch.setenv("KITH_LANDING", str(tmp_path / "elsewhere"))
    assert _waiting() == []
    forget_landings()
    assert _waiting() == ["people.csv"]


def test_two_that_land_at_once_both_remember(place: Path, ledger: psycopg.Connection) -> None:
    for number in range(24):
        put(place, f"people_{number}.csv", HEADER + b"%d,A,\n" % number)
    files = new_files.waiting(settle=0)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda file: new_files.land([file]), files))
    assert _waiting() == []
    assert ledger.execute("select count(*) from landing.seen_files").fetchone() == (24,)
