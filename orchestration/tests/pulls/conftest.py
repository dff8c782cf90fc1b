"""A stand-in VAN to pull from, a landing folder of its own, and a puller that may be killed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration.lib.pulls import pull as the_pull
from orchestration.lib.pulls import spool
from orchestration.lib.pulls.pull import Pulled
from orchestration.lib.warehouse import connect
from standins.van import Van

VAN_RESOURCES = ("contacts", "contactsphones", "contactscontacts", "contactsdeduped")


class Killed(BaseException):
    """The puller died here, as by ``kill -9``: nothing after it was done."""


@pytest.fixture
def landing_folder(
    warehouse: Path, empty_landing: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """An empty landing folder; nothing was ever pulled."""
    monkeypatch.setenv("KITH_LANDING", str(tmp_path / "landing"))
    forget_pulls()
    yield tmp_path / "landing"
    forget_pulls()


def forget_pulls() -> None:
    """No cursor stands anywhere."""
    with connect() as connection:
        connection.execute("delete from landing.pull_cursors")
        connection.execute("delete from landing.pulled_files")
        connection.execute("delete from landing.seen_files")


@pytest.fixture
def tempo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """tempo(source, *resources): what ``pulls.csv`` lists."""

    def write(source_id: str, *resources: str, full_every_days: str = "7") -> None:
        lines = [f"{source_id},{name},15,120,{full_every_days}" for name in resources]
        header = "source_id,resource_name,every_minutes,overlap_minutes,full_every_days"
        (tmp_path / "pulls.csv").write_text("\n".join([header, *lines, ""]))
        monkeypatch.setenv("KITH_PULLS", str(tmp_path / "pulls.csv"))

    return write


@pytest.fixture
def van(
    landing_folder: Path, tempo: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Van]:
    """A running VAN with nobody in it, which ``county_van`` is an account of."""
    tempo("county_van", *VAN_RESOURCES)
    with Van() as running:
        monkeypatch.setenv("KITH_COUNTY_VAN_URL", running.url)
        monkeypatch.setenv("KITH_COUNTY_VAN_API_KEY", running.api_key)
        yield running


def pull(source_id: str = "county_van", **settings: Any) -> list[Pulled]:
    """Pull without waiting."""
    return the_pull.pull(source_id, sleep=lambda seconds: None, **settings)


@pytest.fixture
def kill_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[str], bool]], None]:
    """kill_at(whether): die at the places of which it says so."""

    def arrange(whether: Callable[[str], bool]) -> None:
        def crashpoint(name: str) -> None:
            if whether(name):
                raise Killed(name)

        monkeypatch.setattr(spool, "crashpoint", crashpoint)
        monkeypatch.setattr(the_pull, "crashpoint", crashpoint)

    return arrange
