"""Exports that landed well, to be written again as their vendors might change them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from importlib import import_module
from itertools import count
from pathlib import Path

import psycopg
import pytest
import yaml

from orchestration.lib import registry, settings
from orchestration.lib.landing import declarations, raw_tables
from orchestration.lib.landing.declarations import RecordType
from orchestration.lib.landing.load import Load
from orchestration.lib.landing.matching import by_name
from orchestration.tests.conftest import forget_landings
from simulation import simulate, tools_beside

OTHERS = [tool for tool in tools_beside() if tool in declarations.tools()]
LAST_DAY = date(2026, 1, 10)
LINE_TO_WRITE = re.compile(r"config: \{meta: \{headers: \[.+?\]\}\}")
# Each export is later than the one before.
_minutes = (100 * (minute // 60) + minute % 60 for minute in count())


@contextmanager
def first_day(world: Path) -> Iterator[dict[str, list[Path]]]:
    """By source, the files of forty people's first day, each source registered; nothing landed.

    What is known by its header alone is no longer that kind with another header: it is left out.
    """
    simulate(40, 7, world, days=1, last_day=LAST_DAY, tools=tools_beside(), workers=1)
    usual = registry.registry_file().read_text().rstrip("\n")
    accounts = {tool: import_module(f"simulation.tools.{tool}").SOURCE for tool in OTHERS}
    (world / "sources.csv").write_text("\n".join([usual, *(
        f"{source},{tool},county_organizers,{tool},,UTC,utf-8,3"
        for tool, source in accounts.items()
    ), ""]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KITH_SOURCES", str(world / "sources.csv"))
        forget_landings()
        raw_tables.create_raw_tables()
        yield {
            name: [
                path for path in sorted(next(world.glob(f"days/*/{name}")).iterdir())
                if by_name(path.name, declarations.tools()[source.tool])
            ]
            for name, source in registry.sources().items()
        }
        forget_landings()


def next_export(folder: Path, path: Path) -> Path:
    """Where the next export of the file belongs."""
    exported = f"{LAST_DAY + timedelta(1):%Y%m%d}T{next(_minutes):04}"
    name = path.name.removesuffix(".gz").replace(f"{LAST_DAY:%Y%m%d}", exported)
    (folder / exported).mkdir()
    return folder / exported / name


def rows(ledger: psycopg.Connection, record_type: RecordType) -> list[tuple[object, ...]]:
    """What has landed of the kind."""
    return ledger.execute(
        f"select _load_id, _row, _record_hash from landing.{record_type.table}"
        " order by _load_id, _row"
    ).fetchall()


def assert_told_well(load: Load, record_type: RecordType, column: str, values: set[str]) -> None:
    """The missing column, its vendor and who is responsible are named, and no value is."""
    tool, source = declarations.tools()[record_type.tool], registry.source(load.source_id)
    told = load.told()
    assert (load.status, load.rule) == ("refused", "missing_column"), told
    assert f"{tool.name} {record_type.name}: {column}" in told
    assert f"Ask {tool.vendor} whether" in told
    assert told.endswith(source.who_is_responsible)
    assert source.responsible_contact in told
    told = told.replace(tool.vendor, "").removesuffix(source.who_is_responsible)
    assert not [value for value in values if len(value) > 12 and value in told]


def declared_with(
    lines: list[tuple[RecordType, str, str]], tool: str, folder: Path
) -> dict[str, declarations.Tool]:
    """Every tool, with each of these lines (record type, column, line) written below its column."""
    original = settings.PROJECT_ROOT / "models" / "staging" / tool / f"_{tool}.yml"
    # By way of JSON: columns that tables share by an anchor are each their own then.
    document = json.loads(json.dumps(yaml.load(original.read_text(), Loader=yaml.CSafeLoader)))
    (source,) = (each for each in document["sources"] if each["name"] == tool)
    tables = {table["name"]: table for table in source["tables"]}
    for record_type, name, line in lines:
        columns = tables[record_type.name]["columns"]
        (column,) = (each for each in columns if each["name"] == name)
        meta = column.setdefault("config", {}).setdefault("meta", {})
        meta.setdefault("headers", []).extend(yaml.safe_load(line)["config"]["meta"]["headers"])
    copy = folder / tool / original.name
    copy.parent.mkdir()
    copy.write_text(yaml.dump(document, Dumper=yaml.CSafeDumper))
    declared = declarations.read(copy)
    assert declared is not None
    return {**declarations.tools(), tool: declared}
