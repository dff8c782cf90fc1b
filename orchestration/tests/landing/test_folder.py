"""Files that are still being copied: not taken, or superseded by the whole one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from orchestration.lib.landing import folder
from orchestration.lib.landing.export_time import named_time
from orchestration.lib.landing.lander import land_path
from orchestration.tests.conftest import Declare
from orchestration.tests.landing.toy import DECLARATION, SOURCE, land, put, release


def _names(root: Path, now: float) -> list[str]:
    return [path.name for _, path in folder.complete_files(root, settle=5, now=now)]


def test_a_file_is_taken_when_nothing_says_that_it_is_still_being_written(
    tmp_path: Path, declare: Declare
) -> None:
    declare(DECLARATION)
    place = tmp_path / SOURCE
    written = put(place, "people.csv", b"id").stat().st_mtime
    for name in ("b.csv.partial", ".hidden.csv", "c.csv.tmp", "~$d.xlsx"):
        put(place, name, b"x")
    put(tmp_path / "no_source", "e.csv", b"x")
    (place / "linked.csv").symlink_to(place / "people.csv")
    assert _names(tmp_path, written + 1) == []
    assert _names(tmp_path, written + 6) == ["people.csv"]
    put(place, "people.csv.done", b"")
    assert _names(tmp_path, written + 1) == ["people.csv"]


def test_links_are_skipped_and_each_is_named(tmp_path: Path) -> None:
    put(tmp_path / "here", "people.csv", b"id")
    assert folder.told_of_links(tmp_path / "here") == []
    (tmp_path / "here" / "linked.csv").symlink_to(tmp_path / "here" / "people.csv")
    said = "linked.csv: skipped (a link). Land the file it points to."
    assert folder.told_of_links(tmp_path / "here") == [said]
    (tmp_path / "here" / "folder").symlink_to(tmp_path)
    assert folder.told_of_links(tmp_path)[1:] == [said, "2 links were skipped."]


def test_a_manifest_says_when_a_file_is_whole(tmp_path: Path, declare: Declare) -> None:
    declare(DECLARATION)
    place = tmp_path / SOURCE / "2026-05-01"
    written = put(place, "people.csv", b"id,na").stat().st_mtime
    put(place, "manifest.json", json.dumps({"files": [{"name": "people.csv", "size": 9}]}).encode())
    assert _names(tmp_path, written + 100) == []
    put(place, "people.csv", b"id,name\n\n")
    assert _names(tmp_path, written + 1) == ["people.csv"]


@pytest.mark.usefixtures("empty_landing")
def test_the_whole_file_supersedes_its_half_once_it_is_released(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    whole = b"id,name,note\n1,Ana,x\n2,Bo,y\n12,Cy,z\n"
    half = land(tmp_path, "people.csv", whole[:-8])
    assert half.records_landed == 2
    release(ledger)
    full = land(tmp_path, "people.csv", whole)
    assert full.records_landed == 3
    seen = "select _record_id, _load_id from raw.toy__people order by 1"
    assert ledger.execute(seen).fetchall() == [("1", half.load_id), ("2", half.load_id)]
    release(ledger)
    assert ledger.execute(seen).fetchall() == [
        ("1", full.load_id), ("12", full.load_id), ("2", full.load_id),
    ]
    other = land(tmp_path, "people.csv", b"id,name,note\n1,Ana,x\n2,Else,\n99,longer,than that\n")
    assert ledger.execute(
        "select count(*) from landing.loads where superseded_by_load_id = %s", [other.load_id]
    ).fetchone() == (0,)


@pytest.mark.usefixtures("empty_landing")
def test_a_folder_and_an_address_land(
    tmp_path: Path, declare: Declare, ledger: psycopg.Connection
) -> None:
    declare(DECLARATION)
    put(tmp_path / "out" / "2026-05-02", "people.csv", b"id,name,note\n1,new,\n")
    put(tmp_path / "out" / "2026-05-01", "people.csv", b"id,name,note\n1,old,\n")
    loads = land_path(tmp_path / "out", SOURCE)
    assert [load.extracted_at.day for load in loads] == [1, 2]
    path = put(tmp_path, "people_20260503T101500Z.csv", b"id,name,note\n2,far,\n")
    (load,) = land_path(path.as_uri(), SOURCE)
    assert load.extracted_at == datetime(2026, 5, 3, 10, 15, tzinfo=UTC)
    assert load.records_landed == 1


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("people_2026-05-01.csv", (2026, 5, 1)),
        ("20260501/people.csv", (2026, 5, 1)),
        ("people-20260501T031500Z.csv.gz", (2026, 5, 1, 3, 15)),
        ("2026-05-01T03-15-07 people.csv", (2026, 5, 1, 3, 15, 7)),
        ("2026-05-01/people_2026-06-02.csv", (2026, 6, 2)),
        ("people_20261399.csv", None),
        ("people_1202605011.csv", None),
    ],
)
def test_the_export_time_is_read_from_names(path: str, expected: tuple[int, ...] | None) -> None:
    found = named_time(Path(path))
    assert found == (datetime(*expected, tzinfo=UTC) if expected else None)  # type: ignore[arg-type,misc]
