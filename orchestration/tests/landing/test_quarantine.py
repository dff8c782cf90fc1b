"""I5: a record mended and landed again is as if the file had been right; and who may see what."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from orchestration.lib.errors import KithError
from orchestration.lib.landing import lander, quarantine
from orchestration.lib.warehouse.connection import connect
from orchestration.tests.conftest import Declare, forget_landings
from orchestration.tests.landing.toy import DECLARATION, land, release

pytestmark = pytest.mark.usefixtures("empty_landing")

_SEEN = (
    "select _source_id, _record_id, _record_hash, _extracted_at, _row, name, note, _extra"
    " from raw.toy__people order by _record_id"
)


def _rows(ledger: psycopg.Connection) -> list[tuple[object, ...]]:
    release(ledger)
    return ledger.execute(_SEEN).fetchall()


def test_a_mended_record_is_as_if_the_file_had_been_right(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    wrong = b"id,name,note\n1,a,b\n2,too,many,fields\n3,c,d\n"
    right = b"id,name,note\n1,a,b\n2,too,many\n3,c,d\n"
    land(tmp_path, "people_2026-05-01.csv", right)
    expected = _rows(ledger)
    forget_landings()
    land(tmp_path, "people_2026-05-01.csv", wrong)
    (item,) = quarantine.open_items("toy_source")
    assert (item.line, item.rule, item.file_name) == (3, "wrong_width", "people_2026-05-01.csv")
    assert quarantine.raw_bytes(item.quarantine_id) == b"2,too,many,fields\n"
    load = quarantine.retry(item.quarantine_id, b"2,too,many")
    assert (load.method, load.records_landed) == ("retry", 1)
    assert _rows(ledger) == expected
    assert quarantine.open_items() == []
    with pytest.raises(KithError, match="landed already"):
        quarantine.retry(item.quarantine_id)


def test_the_same_bad_record_of_every_day_is_listed_once(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    wrong = b"id,name,note\n%d,a,b\n2,too,many,fields\n"
    loads = [land(tmp_path, f"people_2026-05-0{day}.csv", wrong % day) for day in (4, 5, 6)]
    (once,) = quarantine.open_records("toy_source")
    assert once.told().endswith(f"Seen in 3 exports, newest load {loads[-1].load_id}.")
    assert once.newest.quarantine_id == max(
        item.quarantine_id for item in quarantine.open_items("toy_source")
    )
    quarantine.retry(once.newest.quarantine_id, b"2,too,many")
    assert quarantine.open_records() == []
    assert quarantine.open_items() == []
    statuses = ledger.execute(
        "select status from landing.quarantine order by quarantine_id"
    ).fetchall()
    assert statuses == [("dismissed",), ("dismissed",), ("landed",)]


def test_the_newest_is_the_one_that_was_exported_last(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    wrong = b"id,name,note\n%d,a,b\n2,too,many,fields\n"
    # The older export arrives last.
    newest, older = (land(tmp_path, f"people_2026-05-0{day}.csv", wrong % day) for day in (6, 5))
    (once,) = quarantine.open_records("toy_source")
    assert (once.newest.load_id, once.exports) == (newest.load_id, 2)
    by_load = {item.load_id: item.quarantine_id for item in quarantine.open_items()}
    # What is older doesn't speak for what is newer.
    quarantine.dismiss(by_load[older.load_id])
    assert [item.load_id for item in quarantine.open_items()] == [newest.load_id]
    ledger.execute("update landing.quarantine set status = 'open'")
    quarantine.retry(by_load[newest.load_id], b"2,too,many")
    assert quarantine.open_items() == []
    with pytest.raises(KithError, match="landed already"):
        quarantine.dismiss(by_load[newest.load_id])


def test_a_retry_closes_the_older_ones_with_it_or_not_at_all(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(DECLARATION)
    wrong = b"id,name,note\n%d,a,b\n2,too,many,fields\n"
    for day in (5, 6):
        land(tmp_path, f"people_2026-05-0{day}.csv", wrong % day)
    (once,) = quarantine.open_records("toy_source")

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(lander, "close_older", die)
    with pytest.raises(KeyboardInterrupt):
        quarantine.retry(once.newest.quarantine_id, b"2,too,many")
    assert len(quarantine.open_items()) == 2
    assert ledger.execute(
        "select count(*) from landing.loads where method = 'retry'"
    ).fetchone() == (0,)


def test_a_record_that_is_still_wrong_stays(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    land(tmp_path, "people.csv", b"id,name,note\n,a,b\n")
    (item,) = quarantine.open_items()
    load = quarantine.retry(item.quarantine_id)
    assert (load.records_landed, load.records_quarantined, load.rule) == (0, 1, "no_record_id")
    assert quarantine.open_items() == [item]
    assert ledger.execute("select count(*) from landing.loads").fetchone() == (1,)


def test_a_json_record_keeps_its_place(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    land(tmp_path, "things.json", b'[{"id": 1},\n {"id": 2, "value": NaN},\n {"id": 3}]')
    (item,) = quarantine.open_items()
    quarantine.retry(item.quarantine_id, b'{"id": 2, "value": null}')
    landed = ledger.execute("select _row, _record_id from landing.toy__things order by 1")
    assert landed.fetchall() == [(1, "1"), (2, "2"), (3, "3")]


def test_a_dismissed_record_is_closed(tmp_path: Path, declare: Declare) -> None:
    declare(DECLARATION)
    land(tmp_path, "people.csv", b"id,name,note\n1,a,b\nTotal\n")
    (item,) = quarantine.open_items()
    quarantine.dismiss(item.quarantine_id)
    assert quarantine.open_items() == []


def test_only_stewards_see_the_bytes(tmp_path: Path, declare: Declare) -> None:
    declare(DECLARATION)
    land(tmp_path, "people.csv", b"id,name,note\n,Secretperson,b\n")
    for role in ("kith_builder", "bi_reader"):
        with connect(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select raw_bytes from landing.quarantine")
    with connect("kith_builder") as connection:
        assert connection.execute("select line from landing.quarantine").fetchall() == [(2,)]


def test_a_failure_of_the_warehouse_says_no_value(tmp_path: Path, declare: Declare) -> None:
    from orchestration.lib.landing.lander import LandingFailed

    declare(DECLARATION)
    with connect() as connection:
        connection.execute(
            "alter table landing.toy__people add constraint never check (name <> 'Secretperson')"
        )
    with pytest.raises(LandingFailed) as failure:
        land(tmp_path, "people.csv", b"id,name,note\n1,Secretperson,b\n")
    assert "Secretperson" not in str(failure.value)
    assert failure.value.__cause__ is None
    assert failure.value.__suppress_context__
