"""I4: whatever kills a landing and whenever, all of the file is there or nothing, and a rerun
heals. And two landings at once are as good as one after the other."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from orchestration.lib import settings
from orchestration.lib.landing import archive, revisits
from orchestration.lib.landing.crashpoints import NAMES
from orchestration.lib.landing.lander import land_file
from orchestration.tests.conftest import Declare, forget_landings
from orchestration.tests.landing.toy import DECLARATION, SOURCE, put

pytestmark = pytest.mark.usefixtures("empty_landing")

_ROWS = 3000
_CONTENT = (
    b"id,name,note\n" + b"".join(b"%d,name %d,\n" % (n, n) for n in range(1, _ROWS)) + b"bad\n"
)
_CHILD = """
import sys
from pathlib import Path
from orchestration.lib.landing import declarations
toy = declarations.read(Path(sys.argv[2]))
known = {**declarations.tools(), "toy": toy}
declarations.tools = lambda: known
from orchestration.lib.landing.lander import land_file
print("ready", flush=True)
land_file(Path(sys.argv[1]), "toy_source")
"""

_CATCHES_UP = _CHILD.replace(
    "landing.lander import land_file", "landing import revisits"
).replace('land_file(Path(sys.argv[1]), "toy_source")', 'revisits.catch_up("toy_source")')


@pytest.fixture
def declaration(declare: Declare, tmp_path: Path) -> Path:
    declare(DECLARATION)
    return tmp_path / "models" / "staging" / "toy" / "_toy.yml"


def _start(
    path: Path, declaration: Path, crash_at: str = "", does: str = _CHILD
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", does, str(path), str(declaration)],
        cwd=settings.PROJECT_ROOT,
        env=os.environ | {"KITH_CRASH_AT": crash_at},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _state(ledger: psycopg.Connection) -> tuple[object, ...]:
    """What landed: files, rows, records aside, accounted parts. No ids, which a crash may skip."""
    return ledger.execute(
        "select (select count(*) from landing.loads where status = 'landed'),"
        " (select count(*) from landing.load_parts),"
        " (select count(*) from landing.quarantine),"
        " (select count(*) from landing.toy__people),"
        " (select md5(string_agg(_record_id || encode(_record_hash, 'hex') || _row, ','"
        "    order by _record_id)) from landing.toy__people)"
    ).fetchone()  # type: ignore[return-value]


def _check(ledger: psycopg.Connection, path: Path) -> None:
    """Nothing or all now; all after a rerun."""
    for _ in range(100):
        (others,) = ledger.execute(
            "select count(*) from pg_stat_activity where application_name = 'kith'"
            " and state <> 'idle' and pid <> pg_backend_pid() and datname = current_database()"
        ).fetchone()  # type: ignore[misc]
        if not others:
            break
        time.sleep(0.05)
    state = _state(ledger)
    assert state[:4] in ((0, 0, 0, 0), (1, 1, 1, _ROWS - 1))
    load = land_file(path, SOURCE)
    assert load.records_landed == _ROWS - 1
    assert _state(ledger)[:4] == (1, 1, 1, _ROWS - 1)
    kept = archive.place(load.file_id)
    assert kept.read_bytes() == path.read_bytes()
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", NAMES)
def test_killed_at_a_named_point(
    name: str, declaration: Path, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    path = put(tmp_path, "people.csv", _CONTENT)
    child = _start(path, declaration, name)
    child.communicate()
    assert child.returncode == -signal.SIGKILL
    assert (_state(ledger)[0] == 1) is (name == "after_commit")
    _check(ledger, path)


@pytest.mark.parametrize("name", ["before_absences", "absences_written", "after_commit"])
def test_killed_while_it_says_who_is_gone(
    name: str, declare: Declare, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION.replace("record_id: [id]", "record_id: [id], snapshot: full"))
    declaration = tmp_path / "models" / "staging" / "toy" / "_toy.yml"
    whole = _CONTENT.removesuffix(b"bad\n")
    land_file(put(tmp_path, "people_2026-05-01.csv", whole), SOURCE)
    path = put(tmp_path, "people_2026-05-02.csv", whole.replace(b"\n7,name 7,", b""))
    child = _start(path, declaration, name)
    child.communicate()
    assert child.returncode == -signal.SIGKILL
    gone = "select record_id, is_absent from landing.absences order by 1"
    is_landed = name == "after_commit"
    assert bool(ledger.execute(gone).fetchall()) is is_landed
    land_file(path, SOURCE)
    assert ledger.execute(gone).fetchall() == [("7", True)]


@pytest.mark.parametrize("name", ["before_absences", "before_commit"])
def test_killed_while_it_looks_again_at_what_came_later(
    name: str, declare: Declare, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    """The mark stays with the late file, nothing else does, and whoever comes next does it all."""
    declare(DECLARATION.replace("record_id: [id]", "record_id: [id], snapshot: full"))
    declaration = tmp_path / "models" / "staging" / "toy" / "_toy.yml"
    for day, content in ((1, b"7,a,\n8,b,\n"), (3, b"7,a,\n"), (2, b"7,c,\n8,b,\n9,d,\n")):
        path = put(tmp_path, f"people_2026-05-0{day}.csv", b"id,name,note\n" + content)
        land_file(path, SOURCE)
    state = (
        "select (select count(*) from landing.toy__people),"
        " (select count(*) from landing.absences),"
        " (select count(*) from landing.loads where is_to_revisit)"
    )
    assert ledger.execute(state).fetchone() == (4, 1, 1)
    child = _start(path, declaration, name, _CATCHES_UP)
    child.communicate()
    assert child.returncode == -signal.SIGKILL
    assert ledger.execute(state).fetchone() == (4, 1, 1)
    revisits.catch_up(SOURCE)
    # Record 7 of the third day is said anew, and 9 is gone there, too.
    assert ledger.execute(state).fetchone() == (5, 2, 0)


def test_killed_at_random_moments(
    declaration: Path, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    dice = random.Random(7)
    for number in range(6):
        forget_landings()
        path = put(tmp_path, f"people{number}.csv", _CONTENT + b"%d,x,\n" % (9000 + number))
        child = _start(path, declaration)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(dice.uniform(0, 0.15))
        child.kill()
        child.communicate()
        assert _state(ledger)[:4] in ((0, 0, 0, 0), (1, 1, 1, _ROWS))
        load = land_file(path, SOURCE)
        assert load.records_landed == _ROWS
        assert _state(ledger)[:4] == (1, 1, 1, _ROWS)


def test_two_landings_at_once_of_one_file(
    declaration: Path, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    paths = [put(tmp_path / str(n), "people.csv", _CONTENT) for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        loads = list(pool.map(lambda path: land_file(path, SOURCE), paths))
    assert len({load.load_id for load in loads}) == 1
    assert [load.is_repeated for load in loads].count(False) == 1
    assert _state(ledger)[:4] == (1, 1, 1, _ROWS - 1)


def test_two_landings_at_once_of_two_files(
    declaration: Path, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    """The second sees what the first landed: whichever is first, each record lands once."""
    paths = [
        put(tmp_path, f"people_2026-05-0{n}.csv", _CONTENT + b"%d,x,\n" % (9000 + n))
        for n in (1, 2, 3)
    ]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda path: land_file(path, SOURCE), paths))
    ledger.execute("update landing.loads set released_at = now()")
    assert ledger.execute(
        "select count(distinct _record_id) from raw.toy__people"
    ).fetchone() == (_ROWS + 2,)
    assert ledger.execute(
        "select bool_and(records_read = records_landed + records_unchanged + records_quarantined),"
        " sum(records_landed) = (select count(*) from landing.toy__people) from landing.loads"
    ).fetchone() == (True, True)
