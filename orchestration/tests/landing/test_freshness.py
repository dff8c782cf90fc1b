"""An export that told nothing is no news: it can't make a silent source look fresh."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from orchestration.lib.reports import source_report, status
from orchestration.tests.conftest import Declare
from orchestration.tests.landing.toy import DECLARATION, SOURCE, land, release, zipped

pytestmark = pytest.mark.usefixtures("empty_landing")
HEADER = b"id,name,note\n"
FIRST, SECOND = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 2, tzinfo=UTC)


def _newest_export(ledger: psycopg.Connection) -> datetime | None:
    """When the source last told something, as every reader of the ledger has it."""
    release(ledger)
    (shown,) = (source for source in status.sources() if source.source_id == SOURCE)
    assert source_report.read(SOURCE).newest_export_at == shown.last_export_at
    return shown.last_export_at


@pytest.fixture
def told_once(tmp_path: Path, declare: Declare) -> None:
    declare(DECLARATION)
    land(tmp_path, "people_2026-05-01.csv", HEADER + b"1,Ana,\n")


def test_a_source_whose_tool_is_spoken_no_more_is_retired(told_once: None) -> None:
    gates = {source.tool: source.gate for source in status.sources()}
    assert gates["toy"] == "retired"
    assert "retired" not in {gate for tool, gate in gates.items() if tool != "toy"}


@pytest.mark.parametrize("name", ["people_2026-05-02.csv", "whatever_2026-05-02.csv"])
@pytest.mark.parametrize("content", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused_and_is_no_news(
    name: str, content: bytes, told_once: None, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    load = land(tmp_path, name, content)
    assert (load.status, load.rule) == ("refused", "empty_file")
    assert "Export it again" in load.told()
    assert _newest_export(ledger) == FIRST


def test_an_archive_of_empty_files_is_refused_and_one_among_others_is_accounted_for(
    told_once: None, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    load = land(tmp_path, "2026-05-02.zip", zipped({"people.csv": b"", "cards.csv": b"\n"}))
    assert load.rule == "empty_file"
    assert _newest_export(ledger) == FIRST
    load = land(tmp_path, "2026-05-02.zip", zipped({"people.csv": HEADER, "else.csv": b"\n"}))
    assert [(part.part, part.record_type, part.size_bytes) for part in load.parts] == [
        ("else.csv", None, 1), ("people.csv", "people", len(HEADER)),
    ]
    assert _newest_export(ledger) == SECOND


def test_nothing_but_unreadable_records_is_no_news(
    told_once: None, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    load = land(tmp_path, "things_2026-05-02.json", b'[{"id": 1, "val')
    assert (load.status, load.records_quarantined, load.records_read) == ("landed", 1, 1)
    assert _newest_export(ledger) == FIRST


@pytest.mark.parametrize(
    ("name", "content"),
    [("people_2026-05-02.csv", HEADER), ("things_2026-05-02.json", b"[]")],
)
def test_a_whole_export_of_no_records_proves_that_the_source_still_tells(
    name: str, content: bytes, told_once: None, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    load = land(tmp_path, name, content)
    assert (load.status, load.records_read) == ("landed", 0)
    assert _newest_export(ledger) == SECOND
