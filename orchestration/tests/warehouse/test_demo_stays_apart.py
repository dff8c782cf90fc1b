"""The demo's pretend people never come to where somebody's real ones are."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from orchestration.lib import registry
from orchestration.lib.build import run
from orchestration.lib.commands import demo
from orchestration.tests.conftest import Declare

pytestmark = pytest.mark.usefixtures("empty_landing")

TOYS = """
      - name: toys
        identifier: toy__toys
        config: {meta: {files: ["toys*.csv"], record_id: [id]}}
        columns: [{name: id}]
"""


@pytest.fixture(autouse=True)
def played(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """The worlds that got as far as the landing folder; nothing is simulated or built."""
    worlds: list[Path] = []
    monkeypatch.setattr(demo, "make_world", lambda: tmp_path)
    monkeypatch.setattr(demo, "_put_in_landing_folder", worlds.append)
    monkeypatch.setattr(run, "build", lambda settle: False)
    return worlds


def _load(ledger: psycopg.Connection, source_id: str) -> None:
    ledger.execute(
        "insert into landing.loads (source_id, file_id, file_name, size_bytes, method,"
        " extracted_at, status) values (%s, 'f', 'f.csv', 1, 'file', now(), 'refused')",
        [source_id],
    )


def test_it_plays_beside_an_account_that_has_landed_nothing(
    declare: Declare, ledger: psycopg.Connection, played: list[Path]
) -> None:
    """A new tool's account, just registered, is no reason to refuse."""
    declare(TOYS)
    _load(ledger, "county_van")
    demo.play()
    assert len(played) == 1


def test_it_refuses_where_its_own_accounts_are_gone(
    played: list[Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A group that replaced the registry's rows would find an empty warehouse otherwise."""
    ours = registry.registry_file().read_text().splitlines(keepends=True)
    sources = tmp_path / "sources.csv"
    sources.write_text("".join(line for line in ours if not line.startswith("county_van,")))
    monkeypatch.setenv("KITH_SOURCES", str(sources))
    with pytest.raises(demo.NotADemoWarehouse, match="county_van"):
        demo.play()
    assert played == []


def test_it_refuses_where_another_account_has_landed(
    ledger: psycopg.Connection, played: list[Path]
) -> None:
    """Whether it is still registered or not."""
    _load(ledger, "other_van")
    with pytest.raises(demo.NotADemoWarehouse, match="other_van"):
        demo.play()
    assert played == []
