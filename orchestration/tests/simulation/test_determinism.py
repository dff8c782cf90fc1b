"""The same arguments give the same bytes, whatever the machine does meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from orchestration.tests.simulation.conftest import DAYS
from simulation import clock, run, simulate, tools_beside

Digest = Callable[[Path], dict[str, bytes]]
ROOT = Path(__file__).parents[3]


def test_hash_randomization_changes_nothing(tmp_path: Path, digest: Digest) -> None:
    code = "import sys, pathlib, simulation; simulation.simulate(300, 9, pathlib.Path(sys.argv[1]))"
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / seed)],
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": f"Etc/GMT{seed}"},
        )
    assert digest(tmp_path / "1") == digest(tmp_path / "2")


def test_another_seed_is_another_county(tmp_path: Path, digest: Digest) -> None:
    simulate(100, 1, tmp_path / "one", days=1)
    simulate(100, 2, tmp_path / "two", days=1)
    assert digest(tmp_path / "one" / "truth") != digest(tmp_path / "two" / "truth")


def test_the_first_day_does_not_depend_on_the_number_of_days(
    tmp_path: Path, digest: Digest
) -> None:
    simulate(300, 4, tmp_path / "short", days=1)
    simulate(300, 4, tmp_path / "long", days=5)
    first = Path("days") / DAYS[0]
    assert digest(tmp_path / "short" / first) == digest(tmp_path / "long" / first)


def test_more_tools_change_no_other_tools_files(tmp_path: Path, digest: Digest) -> None:
    simulate(300, 4, tmp_path / "usual", days=1)
    simulate(300, 4, tmp_path / "all", days=1, tools=tools_beside(), workers=1)
    usual, together = (digest(tmp_path / world / "days") for world in ("usual", "all"))
    assert usual == {file: told for file, told in together.items() if file in usual}


def test_another_last_day_moves_the_year_and_nothing_else(tmp_path: Path, digest: Digest) -> None:
    simulate(300, 4, tmp_path / "usual")
    last_day = date(2028, 3, 1)
    simulate(300, 4, tmp_path / "moved", last_day=last_day)
    simulate(300, 4, tmp_path / "again", last_day=last_day, workers=1)
    assert digest(tmp_path / "moved") == digest(tmp_path / "again")
    days = sorted(path.name for path in (tmp_path / "moved" / "days").iterdir())
    assert days == ["2028-02-28", "2028-02-29", "2028-03-01"]
    for name in ("records.csv", "canaries.csv"):  # what truth says without a date
        usual, moved = (tmp_path / world / "truth" / name for world in ("usual", "moved"))
        assert usual.read_bytes() == moved.read_bytes()
    simulate(300, 4, tmp_path / "moved")
    assert digest(tmp_path / "moved") == digest(tmp_path / "usual")


@pytest.mark.parametrize(
    ("moved_by", "utc", "eastern"),
    [
        (0, "2026-03-08 06:59:59", "2026-03-08 01:59:59"),
        (0, "2026-03-08 07:00:00", "2026-03-08 03:00:00"),
        (0, "2026-11-01 05:59:59", "2026-11-01 01:59:59"),
        (0, "2026-11-01 06:00:00", "2026-11-01 01:00:00"),
        (500, "2027-03-14 06:59:59", "2027-03-14 01:59:59"),
        (500, "2027-03-14 07:00:00", "2027-03-14 03:00:00"),
        (500, "2027-11-07 06:00:00", "2027-11-07 01:00:00"),
    ],
)
def test_clocks_change_on_the_day_they_really_do(moved_by: int, utc: str, eastern: str) -> None:
    clock.first_export_on(clock.USUAL_FIRST_EXPORT + timedelta(moved_by))
    try:
        when = int(datetime.fromisoformat(f"{utc}+00:00").timestamp()) - moved_by * clock.DAY
        assert (clock.utc(when), clock.eastern(when)) == (utc, eastern)
    finally:
        clock.first_export_on(clock.USUAL_FIRST_EXPORT)


def test_splitting_the_work_changes_nothing(
    tmp_path: Path, digest: Digest, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulate(5_200, 4, tmp_path / "together", days=1, workers=1)
    monkeypatch.setattr(run, "_SPAN", 1)
    seen: list[tuple[int, int]] = []
    simulate(
        5_200,
        4,
        tmp_path / "apart",
        days=1,
        workers=2,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert digest(tmp_path / "together") == digest(tmp_path / "apart")
    assert seen == [(2_500, 5_200), (5_000, 5_200), (5_200, 5_200)]


def test_an_earlier_world_is_replaced_and_nothing_else(tmp_path: Path, digest: Digest) -> None:
    simulate(60, 1, tmp_path / "world", days=2)
    simulate(50, 1, tmp_path / "world", days=1)
    simulate(50, 1, tmp_path / "fresh", days=1)
    assert digest(tmp_path / "world") == digest(tmp_path / "fresh")
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "thesis.txt").write_text("mine")
    with pytest.raises(FileExistsError):
        simulate(50, 1, tmp_path / "precious")
    assert (tmp_path / "precious" / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize(("people", "days"), [(0, 1), (1, 0), (1, 365)])
def test_impossible_sizes_are_refused(tmp_path: Path, people: int, days: int) -> None:
    with pytest.raises(ValueError, match="needs at least one person"):
        simulate(people, 1, tmp_path / "world", days=days)


@pytest.mark.parametrize("people", [1, 2, 3])
def test_the_smallest_worlds_work(tmp_path: Path, people: int) -> None:
    simulate(people, 1, tmp_path / "world", days=1)
    assert (tmp_path / "world" / "truth" / "people.csv").read_text().count("\n") == people + 1
