"""A vendor renames, drops, adds or retypes a column: who is told what, and what goes on landing.

Every tool that is simulated, every kind of delimited file it exports.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from itertools import count, islice
from pathlib import Path

import psycopg
import pytest
import yaml

from orchestration.lib import settings
from orchestration.lib.landing import containers, declarations, raw_tables, registry
from orchestration.lib.landing.declarations import Column, RecordType
from orchestration.lib.landing.lander import land_file
from orchestration.lib.landing.load import Load
from orchestration.lib.landing.matching import by_name, match
from orchestration.tests.conftest import forget_landings
from simulation.run import simulate

_TOOLS = settings.PROJECT_ROOT / "simulation" / "tools"
OTHERS = sorted(path.stem for path in _TOOLS.glob("*.py") if "\nWRITER = " in path.read_text())
USUAL = {
    "van": "county_van", "action_network": "alliance_action_network",
    "mobilize": "county_mobilize", "spoke": "county_spoke",
}
LAST_DAY = date(2026, 1, 10)
# Each export is later than the one before.
_minutes = (100 * (minute // 60) + minute % 60 for minute in count())
_MOST_ROWS = 30
_LINE_TO_WRITE = re.compile(r"config: \{meta: \{headers: \[.+?\]\}\}")


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
        exported = f"{LAST_DAY + timedelta(1):%Y%m%d}T{next(_minutes):04}"
        name = self.path.name.removesuffix(".gz").replace(f"{LAST_DAY:%Y%m%d}", exported)
        path = folder / exported / name
        path.parent.mkdir()
        path.write_text(text.getvalue(), encoding="utf-8")
        return path


@pytest.fixture(scope="module")
def exports(
    warehouse: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, list[Export]]]:
    """By tool, the delimited exports of forty people's first day, all of them landed."""
    world = tmp_path_factory.mktemp("world")
    simulate(40, 7, world, days=1, last_day=LAST_DAY, tools=OTHERS, workers=1)
    sources = world / "sources.csv"
    usual = registry.registry_file().read_text().rstrip("\n")
    places = {tool: import_module(f"simulation.tools.{tool}").SOURCE for tool in OTHERS}
    known = {source: name for name, source in places.items() if name in declarations.tools()}
    sources.write_text("\n".join([usual, *(
        f"{source},{tool},county_organizers,{tool},,UTC,utf-8,26,keeper@{tool}.example,3"
        for source, tool in known.items()
    ), ""]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KITH_SOURCES", str(sources))
        forget_landings()
        raw_tables.create_raw_tables()
        found: dict[str, list[Export]] = {}
        for tool, source_id in {**USUAL, **{name: place for place, name in known.items()}}.items():
            files = sorted(next(world.glob(f"days/*/{source_id}")).iterdir())
            # What is known by its header alone is no longer that kind with another header.
            found[tool] = [
                _landed(path, source_id) for path in files
                if ".csv" in path.name and by_name(path.name, declarations.tools()[tool])
            ]
        yield found
        forget_landings()


def _landed(path: Path, source_id: str) -> Export:
    load = land_file(path, source_id)
    assert load.status == "landed", load.told()
    (part,) = containers.parts(path, path.name)
    found = match(part, declarations.tools()[registry.source(source_id).tool], "utf-8")
    assert found.record_type is not None and found.layout is not None
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw)[found.layout.header.end :]
    rows = csv.reader(
        io.StringIO(text.decode("utf-8", "replace"), newline=""),
        delimiter=found.layout.header.delimiter,
    )
    width = len(found.layout.columns)
    return Export(
        path, source_id, found.record_type, found.layout.columns, found.layout.header.delimiter,
        list(found.layout.header.fields),
        [row for row in islice(rows, _MOST_ROWS) if len(row) == width],
    )


def _without(place: int) -> Callable[[list[str]], list[str]]:
    return lambda row: row[:place] + row[place + 1 :]


def _with(place: int, value: str) -> Callable[[list[str]], list[str]]:
    return lambda row: [*row[:place], value, *row[place + 1 :]]


def _rows(ledger: psycopg.Connection, export: Export) -> list[tuple[object, ...]]:
    return ledger.execute(
        f"select _load_id, _row, _record_hash from landing.{export.record_type.table}"
        " order by _load_id, _row"
    ).fetchall()


def _is_told_well(load: Load, export: Export, column: str) -> None:
    tool = declarations.tools()[export.record_type.tool]
    assert (load.status, load.rule) == ("refused", "missing_column"), load.told()
    told = load.told()
    assert f"{tool.name} {export.record_type.name}: {column}" in told
    assert f"Ask {tool.vendor} whether" in told
    assert told.endswith(registry.source(export.source_id).keeper)
    assert registry.source(export.source_id).responsible_contact in told
    values = {value for row in export.rows for value in row if len(value) > 12}
    told = told.replace(tool.vendor, "").removesuffix(registry.source(export.source_id).keeper)
    assert not [value for value in values if value in told and value not in export.header]


def _declared_with(
    lines: list[tuple[Export, str, str]], tool: str, folder: Path
) -> dict[str, declarations.Tool]:
    """Every tool, with each of these lines (export, column, line) written below its column."""
    original = settings.PROJECT_ROOT / "models" / "staging" / tool / f"_{tool}.yml"
    # By way of JSON: columns that tables share by an anchor are each their own then.
    document = json.loads(json.dumps(yaml.load(original.read_text(), Loader=yaml.CSafeLoader)))
    (source,) = (each for each in document["sources"] if each["name"] == tool)
    tables = {table["name"]: table for table in source["tables"]}
    for export, name, line in lines:
        columns = tables[export.record_type.name]["columns"]
        (column,) = (each for each in columns if each["name"] == name)
        meta = column.setdefault("config", {}).setdefault("meta", {})
        meta.setdefault("headers", []).extend(yaml.safe_load(line)["config"]["meta"]["headers"])
    copy = folder / tool / original.name
    copy.parent.mkdir()
    copy.write_text(yaml.dump(document, Dumper=yaml.CSafeDumper))
    declared = declarations.read(copy)
    assert declared is not None
    return {**declarations.tools(), tool: declared}


@pytest.mark.parametrize("tool", [*USUAL, *OTHERS])
def test_a_renamed_column_is_one_line_to_declare(
    tool: str, exports: dict[str, list[Export]], tmp_path: Path, ledger: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waiting, lines = [], []
    for export in exports.get(tool, []):
        place, before = export.required[-1], _rows(ledger, export)
        column, new = export.column(place), f"New {export.column(place)}"
        path = export.written(tmp_path, _with(place, new))
        load = land_file(path, export.source_id)
        _is_told_well(load, export, column)
        assert f"it may be {column} under a new name" in load.told()
        assert (json.dumps(new) in load.told()) == export.is_surely_headed
        assert _rows(ledger, export) == before
        line = _LINE_TO_WRITE.search(load.advice or "")
        assert line is not None
        lines.append((export, column, line[0].replace(f"the header of field {place + 1}", new)))
        waiting.append((path, export))
    declared = _declared_with(lines, tool, tmp_path) if lines else {}
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
    for export in exports.get(tool, []):
        place, before = export.required[0], _rows(ledger, export)
        path = export.written(tmp_path, _without(place), _without(place))
        _is_told_well(land_file(path, export.source_id), export, export.column(place))
        assert _rows(ledger, export) == before
    assert land_file(other.written(tmp_path, list), other.source_id).status == "landed"


@pytest.mark.parametrize("tool", [*USUAL, *OTHERS])
def test_an_added_column_lands_and_is_noted(
    tool: str, exports: dict[str, list[Export]], tmp_path: Path
) -> None:
    for export in exports.get(tool, []):
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
    for export in exports.get(tool, []):
        for name in export.record_type.record_id:
            place = [column.name if column else None for column in export.columns].index(name)
            before = _rows(ledger, export)
            load = land_file(
                export.written(tmp_path, list, _with(place, "n/a")), export.source_id
            )
            assert load.records_quarantined == load.records_read == len(export.rows)
            assert ledger.execute(
                "select distinct rule, column_name from landing.quarantine where load_id = %s",
                [load.load_id],
            ).fetchall() in ([("no_record_id", name)], [])
            assert _rows(ledger, export) == before
