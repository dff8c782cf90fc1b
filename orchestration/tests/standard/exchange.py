"""The published examples, and what tests change in copies of them."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from orchestration.lib.standard import blocks

Rows = list[dict[str, str]]
DAY = "2026-05-02"


def example(level: int) -> Path:
    """The published example of a level."""
    return blocks.folder() / "examples" / f"level-{level}"


def copied(level: int, folder: Path) -> Path:
    """A copy of an example that a test may change."""
    return Path(shutil.copytree(example(level), folder / "exchange"))


def rows(folder: Path, table: str) -> Rows:
    """The records of a table."""
    with (folder / f"{table}_{DAY}.csv").open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def write(folder: Path, table: str, records: Rows) -> None:
    """Write a table's records, their columns as the first has them."""
    with (folder / f"{table}_{DAY}.csv").open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, list(records[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)


def change(folder: Path, table: str, mend: Callable[[Rows], object]) -> None:
    """Change a table's records in place."""
    records = rows(folder, table)
    mend(records)
    write(folder, table, records)


def without(table: str, *columns: str) -> Callable[[Path], None]:
    """Take columns out of a table."""
    def mend(records: Rows) -> None:
        for record in records:
            for column in columns:
                del record[column]

    return lambda folder: change(folder, table, mend)


def with_value(table: str, line: int, column: str, value: str) -> Callable[[Path], None]:
    """Put a value where another was. ``line``: of the file, the header's is 1."""
    return lambda folder: change(folder, table, lambda records: records[line - 2].update(
        {column: value}
    ))  # fmt: skip


def with_contract(mend: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    """Change the contract."""
    def changed(folder: Path) -> None:
        path = folder / "contract.odcs.yaml"
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        mend(document)
        path.write_text(yaml.safe_dump(document), encoding="utf-8")

    return changed
