"""A source that packages land as, in a home of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

SOURCE = "moved_volunteers"


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a source of packages, the only one in the registry."""
    path = tmp_path / "sources.csv"
    path.write_text(
        "source_id,tool,organization_id,account_name,account_id,time_zone,encoding,trust_rank\n"
        f"{SOURCE},kith,county_organizers,Volunteers' packages,,UTC,utf-8,\n"
    )
    monkeypatch.setenv("KITH_SOURCES", str(path))
    return SOURCE


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, with a key of its own."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("KITH_HOME", str(home))
    return home
