"""A vendor renames, drops, adds or retypes a column: who is told what, and what goes on landing.

Every tool that is simulated, every kind of delimited file it exports.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import psycopg
import pytest

from orchestration.lib import registry
from orchestration.lib.landing import containers, declarations
from orchestration.lib.landing.declarations import Column, RecordType
from orchestration.lib.landing.lander import land_file
from orchestration.lib.landing.matching import match
from orchestration.tests.landing.drifting import (
    LINE_TO_WRITE,
    OTHERS,
    assert_told_well,
    declared_with,
    first_day,
    next_export,
    rows,
)

# Action Network's web API, which gives JSON, has an account of its own.
USUAL = {
    "van": "county_van", "action_network": "alliance_action_network",
    "mobilize": "county_mobilize", "spoke": "county_spoke",
}
_MOST_ROWS = 30


@dataclass(frozen=True)
class Export:
    """An export that landed well, to be written again as its vendor might change it.

    ``columns``: the declared column of each field, or None.
    """

    path: Path
    source_id: str
    record_type: RecordType
    columns: tuple[Column | None, ...]
    delimiter: str
    header: list[str]
    rows: list[list[str]]

    @property
    def required(self) -> list[int]:
        """The fields no export may lack."""
        return [at for at, column in enumerate(self.columns) if column and not column.is_optional]

    @property
    def is_surely_headed(self) -> bool:
        """Whether two declared names stay when one is renamed."""
        return sum(column is not None for column in self.columns) > 2

    @property
    def values(self) -> set[str]:
        """What no message may tell."""
        return {value for row in self.rows for value in row if value not in self.header}

    def column(self, place: int) -> str:
        """The declared name of the field at that place."""
        column = self.columns[place]
        assert column is not None
        return column.name

    def written(
        self, folder: Path, header: Callable[[list[str]], list[str]],
        row: Callable[[list[str]], list[str]] = lambda row: row,
    ) -> Path:
        """The next export, changed so."""
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self.delimiter).writerows(
            [header(self.header), *(row(each) for each in self.rows)]
        )
        path = next_export(folder, self.path)
        path.write_text(text.getvalue(), encoding="utf-8")
        return path


@pytest.fixture(scope="module")
def exports(
    warehouse: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, list[Export]]]:
    """By tool, the delimited exports of the first day, all of them landed."""
    with first_day(tmp_path_factory.mktemp("world")) as files:
        yield {
            registry.source(source).tool: [
                _landed(path, source) for path in paths if ".csv" in path.name
            ]
            for source, paths in files.items()
            if registry.source(source).tool not in USUAL or source in USUAL.values()
        }


def _landed(path: Path, source_id: str) -> Export:
    load = land_file(path, source_id)
    assert load.status == "landed", load.told()
    (part,) = containers.parts(path, path.name)
    found = match(part, declarations.tools()[registry.source(source_id).tool], "utf-8")
    assert found.record_type is not None and found.layout is not None
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw)[found.layout.header.end :]
    told = csv.reader(
        io.StringIO(text.decode("utf-8", "replace"), newline=""),
        delimiter=found.layout.header.delimiter,
    )
    width = len(found.layout.columns)
    return Export(
        path, source_id, found.record_type, found.layout.columns, found.layout.header.delimiter,
        list(found.layout.header.fields),
        [row for row in islice(told, _MOST_ROWS) if len(row) == width],
    )


def _without(place: int) -> Callable[[list[str]], list[str]]:
    return lambda row: row[:place] + row[place + 1 :]


def _with(place: int, value: str) -> Callable[[list[str]], list[str]]:
    return lambda row: [*row[:place], value, *row[place + 1 :]]


@pytest.mark.parametrize("tool", [*USUAL, *OTHERS])
def test_a_renamed_column_is_one_line_to_declare(
    tool: str, exports: dict[str, list[Export]], tmp_path: Path, ledger: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waiting, lines = [], []
    for export in exports[tool]:
        place, before = export.required[-1], rows(ledger, export.record_type)
        column, new = export.column(place), f"New {export.column(place)}"
        path = export.written(tmp_path, _with(place, new))
        load = land_file(path, export.source_id)
        assert_told_well(load, export.record_type, column, export.values)
        assert f"it may be {column} under a new name" in load.told()
        assert (json.dumps(new) in load.told()) == export.is_surely_headed
        assert rows(ledger, export.record_type) == before
        line = LINE_TO_WRITE.search(load.advice or "")
        assert line is not None
        written = line[0].replace(f"the header of field {place + 1}", new)
        lines.append((export.record_type, column, written))
        waiting.append((path, export))
    declared = declared_with(lines, tool, tmp_path)
    monkeypatch.setattr(declarations, "tools", lambda: declared)
    for path, export in waiting:
        load = land_file(path, export.source_id)
        assert load.status == "landed", load.told()
        assert load.records_read == len(export.rows)


@pytest.mark.parametrize("tool", [*USUAL, *OTHERS])
def test_a_dropped_column_refuses_its_file_alone(
    tool: str, exports: dict[str, list[Export]], tmp_path: Path, ledger: psycopg.Connection
) -> None:
    other = exports["spoke" if tool != "spoke" else "van"][0]
    for export in exports[tool]:
        place, before = export.required[0], rows(ledger, export.record_type)
        path = export.written(tmp_path, _without(place), _without(place))
        load = land_file(path, export.source_id)
        assert_told_well(load, export.record_type, export.column(place), export.values)
        assert rows(ledger, export.record_type) == before
    load = land_file(other.written(tmp_path, list), other.source_id)
    assert load.status == "landed", load.told()


@pytest.mark.parametrize("tool", [*USUAL, *OTHERS])
def test_an_added_column_lands_and_is_noted(
    tool: str, exports: dict[str, list[Export]], tmp_path: Path
) -> None:
    for export in exports[tool]:
        path = export.written(
            tmp_path, lambda row: ["Brand new", *row], lambda row: ["something", *row]
        )
        load = land_file(path, export.source_id)
        assert load.status == "landed", load.told()
        assert "Brand new" in load.parts[0].undeclared_columns
        assert load.records_landed == load.records_read == len(export.rows)


@pytest.mark.parametrize("tool", [*USUAL, *OTHERS])
def test_an_id_column_that_holds_no_ids_sets_every_record_aside(
    tool: str, exports: dict[str, list[Export]], tmp_path: Path, ledger: psycopg.Connection
) -> None:
    for export in exports[tool]:
        for name in export.record_type.record_id:
            place = [column.name if column else None for column in export.columns].index(name)
            before = rows(ledger, export.record_type)
            load = land_file(
                export.written(tmp_path, list, _with(place, "n/a")), export.source_id
            )
            assert load.records_quarantined == load.records_read == len(export.rows)
            assert ledger.execute(
                "select distinct rule, column_name from landing.quarantine where load_id = %s",
                [load.load_id],
            ).fetchall() in ([("no_record_id", name)], [])
            assert rows(ledger, export.record_type) == before
