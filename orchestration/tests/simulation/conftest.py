"""One small world, read back the way a reader of exports would."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from simulation import simulate

DAYS = ("2026-10-01", "2026-10-02", "2026-10-03")
Row = dict[str, str]


class World:
    """A finished world on disk."""

    def __init__(self, out: Path) -> None:
        self.out = out

    def files(self) -> Iterator[Path]:
        """Every exported file."""
        return (path for path in sorted((self.out / "days").rglob("*")) if path.is_file())

    def table(self, source: str, name: str, day: str = DAYS[0]) -> list[Row]:
        """The well-formed rows of an exported table."""
        folder = self.out / "days" / day / source
        dated = f"{name}_{day.replace('-', '')}.csv"
        path = next(p for p in (folder / dated, folder / f"{name}.csv", folder / f"{name}.csv.gz")
                    if p.exists())  # fmt: skip
        return [row for row in read_csv(path) if None not in row and None not in row.values()]

    def collection(self, name: str, day: str = DAYS[0]) -> list[dict[str, Any]]:
        """All resources of an Action Network collection."""
        found: list[dict[str, Any]] = []
        folder = self.out / "days" / day / "county_action_network"
        for path in sorted(folder.glob(f"{name}_p0*.json")) + sorted(folder.glob(f"{name}.jsonl")):
            for page in path.read_text().splitlines():
                found += json.loads(page)["_embedded"][f"osdi:{name}"]
        return found

    def truth(self, name: str) -> list[Row]:
        """A truth table."""
        return read_csv(self.out / "truth" / f"{name}.csv")


def text_of(path: Path) -> str:
    """A file's text, unzipped; undecodable bytes are replaced."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return data.decode("utf-8", "replace")


def read_csv(path: Path) -> list[Row]:
    """All rows of a CSV file."""
    text = text_of(path).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """1,500 people, three days."""
    out = tmp_path_factory.mktemp("world")
    simulate(1_500, 5, out)
    return World(out)


@pytest.fixture
def digest() -> Callable[[Path], dict[str, bytes]]:
    """Every file below a folder, by relative name."""
    return lambda folder: {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
