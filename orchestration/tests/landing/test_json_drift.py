"""A vendor renames, drops, adds or retypes a key of its JSON: what is told, what goes on landing.

Every tool that is simulated, every kind of JSON it exports: documents a line, and pages.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from orchestration.lib import registry
from orchestration.lib.landing import declarations, json_drift
from orchestration.lib.landing.declarations import RecordType, header_key
from orchestration.lib.landing.lander import land_file
from orchestration.lib.landing.load import Load
from orchestration.lib.landing.matching import by_name
from orchestration.tests.conftest import Declare
from orchestration.tests.landing.drifting import (
    LINE_TO_WRITE,
    assert_told_well,
    declared_with,
    first_day,
    next_export,
    rows,
)
from orchestration.tests.landing.toy import land

Record = dict[str, Any]
PEOPLE = """\
      - name: people
        config: {meta: {files: ["people*.json"], record_id: [id]}}
        columns: [{name: id}, {name: tier}, {name: city}]
"""
NUMBERS = count(1000)
SOURCES = (
    "county_action_network", "county_airtable", "county_callhub", "county_hustle",
    "county_mailchimp", "county_mobile_commons", "county_nationbuilder", "county_pdi",
)


@dataclass(frozen=True)
class Export:
    """An export that landed well. ``documents``: the lines of the file, or the one it is."""

    path: Path
    source_id: str
    record_type: RecordType
    documents: list[Any]

    @property
    def records(self) -> list[Record]:
        """What the documents hold."""
        pages = [self._page(document) for document in self.documents]
        return [
            record
            for document, page in zip(self.documents, pages, strict=True)
            for record in (page if page is not None else [document])
        ]

    @property
    def keys(self) -> dict[str, str]:
        """By required column, in the order of the declaration, the key that tells it."""
        told = {key for record in self.records for key in record if record[key] is not None}
        return {
            column.name: key
            for column in self.record_type.columns if not column.is_optional
            for key in told if header_key(key) in column.headers
        }

    def count_of(self, key: str) -> int:
        """How many records say something under the key."""
        return sum(record.get(key) is not None for record in self.records)

    @property
    def values(self) -> set[str]:
        """What no message may tell."""
        return {
            value for record in self.records for value in record.values()
            if isinstance(value, str) and value != self.record_type.name
        }

    def written(self, folder: Path, change: Callable[[Record], Record]) -> Path:
        """The next export, each record changed so."""
        path = next_export(folder, self.path)
        changed = [self._changed(document, change) for document in self.documents]
        path.write_text("\n".join(json.dumps(document) for document in changed))
        return path

    def _page(self, document: Any) -> list[Record] | None:
        """The records of a document that is a page of them."""
        for key in (self.record_type.records_at or "no page").split("."):
            document = document.get(key, {})
        return document if isinstance(document, list) else None

    def _changed(self, document: Any, change: Callable[[Record], Record]) -> Any:
        copy = json.loads(json.dumps(document))
        if (records := self._page(copy)) is not None:
            records[:] = [change(record) for record in records]
            return copy
        return change(copy)


@pytest.fixture(scope="module")
def exports(
    warehouse: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, list[Export]]]:
    """By source, an export of each kind of record it gives as JSON, all of them landed."""
    with first_day(tmp_path_factory.mktemp("world")) as files:
        yield {source: _landed(files[source], source) for source in SOURCES}


def _landed(paths: list[Path], source_id: str) -> list[Export]:
    found: dict[str, Export] = {}
    for path in paths:
        record_type = by_name(path.name, declarations.tools()[registry.source(source_id).tool])
        if ".json" not in path.name or record_type is None or record_type.name in found:
            continue
        if len(record_type.columns) == 1:
            continue  # Without its one declared key it is nothing that anybody knows.
        load = land_file(path, source_id)
        assert load.status == "landed", load.told()
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
        try:
            documents = [json.loads(text)]
        except json.JSONDecodeError:
            documents = [json.loads(line) for line in text.splitlines()]
        export = Export(path, source_id, record_type, documents)
        if export.records:
            found[record_type.name] = export
    return list(found.values())


def _land(folder: Path, records: list[Record]) -> Load:
    return land(folder, f"people_{next(NUMBERS)}.json", json.dumps(records).encode())


def _renamed(key: str, new: str) -> Callable[[Record], Record]:
    return lambda record: {new if name == key else name: value for name, value in record.items()}


def _without(key: str) -> Callable[[Record], Record]:
    return lambda record: {name: value for name, value in record.items() if name != key}


def _without_in_others(key: str, one: Record) -> Callable[[Record], Record]:
    return lambda record: record if record == one else _without(key)(record)


def _as_object(key: str) -> Callable[[Record], Record]:
    return lambda record: {**record, key: {"value": record[key]}}


@pytest.mark.parametrize("source", SOURCES)
def test_a_renamed_key_is_one_line_to_declare(
    source: str, exports: dict[str, list[Export]], tmp_path: Path, ledger: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waiting, lines = [], []
    for export in exports[source]:
        (column, key), before = list(export.keys.items())[-1], rows(ledger, export.record_type)
        new = f"new_{key.split(':')[-1]}"
        path = export.written(tmp_path, _renamed(key, new))
        load = land_file(path, source)
        assert_told_well(load, export.record_type, column, export.values)
        assert f"it may be {column} under a new name" in load.told()
        assert rows(ledger, export.record_type) == before
        line = LINE_TO_WRITE.search(load.advice or "")
        assert line is not None
        lines.append((export.record_type, column, line[0].replace("the header of a key", new)))
        waiting.append((path, export))
    declared = declared_with(lines, registry.source(source).tool, tmp_path)
    monkeypatch.setattr(declarations, "tools", lambda: declared)
    for path, export in waiting:
        load = land_file(path, source)
        assert load.status == "landed", load.told()
        assert load.records_read == len(export.records)


@pytest.mark.parametrize("source", SOURCES)
def test_a_dropped_key_refuses_its_file_alone(
    source: str, exports: dict[str, list[Export]], tmp_path: Path, ledger: psycopg.Connection
) -> None:
    for export in exports[source]:
        before, ids = rows(ledger, export.record_type), set(export.record_type.record_id)
        for column, key in export.keys.items():
            path = export.written(tmp_path, _without(key))
            if column not in ids and export.count_of(key) < 1.5 * json_drift.FEWEST_EXPECTED:
                continue
            load = land_file(path, source)
            assert_told_well(load, export.record_type, column, export.values)
            assert rows(ledger, export.record_type) == before
        assert land_file(export.written(tmp_path, dict), source).status == "landed"


def test_of_a_few_records_only_an_id_or_a_key_with_another_in_its_place_is_missed(
    declare: Declare, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    """Exports of a few changed records, of which none has anything under a key."""
    declare(PEOPLE)
    # What another test's toy has told says nothing of this one.
    ledger.execute(
        "delete from landing.load_parts using landing.loads"
        " where loads.load_id = load_parts.load_id and loads.source_id = 'toy_source'"
    )
    everything = {"id": "%d", "tier": "x", "city": "y"}
    few = json_drift.FEWEST_EXPECTED - 1
    for record, records, missing in (
        (everything, 60, None),
        ({"id": "%d", "city": "x"}, few, None),
        ({"id": "%d", "city": "x"}, 1, "tier"),
        (everything, 1, None),
        ({"id": "%d", "tier": "x"}, 60, "city"),
        ({"id": "%d", "tier": "x"}, few, None),
        (everything, 1, None),
        # Four of five records have had a city by now.
        ({"id": "%d", "tier": "x"}, few + 2, None),
        ({"id": "%d", "tier": "x"}, 2 * few, "city"),
        ({"id": "%d", "city": "x", "tier_name": "y"}, 1, "tier"),
        ({"number": "%d", "tier": "x", "city": "y"}, 1, "id"),
        ({"tier": "%d", "city": "x"}, 1, "id"),
    ):
        told = json.dumps([record] * records)
        load = _land(tmp_path, json.loads(re.sub("%d", lambda _: str(next(NUMBERS)), told)))
        assert load.status == ("refused" if missing else "landed"), (record, load.told())
        assert (f"toy people: {missing}." in load.told()) == bool(missing)


def test_what_landed_before_it_was_counted_is_counted_then(
    declare: Declare, tmp_path: Path, ledger: psycopg.Connection
) -> None:
    declare(PEOPLE)
    assert _people(tmp_path, {"tier": "x", "city": "y"}, 60).status == "landed"
    ledger.execute("update landing.load_parts set told_counts = null")
    assert _people(tmp_path, {"city": "y"}, 5).status == "landed"
    load = _people(tmp_path, {"city": "y"}, 60)
    assert load.status == "refused" and "toy people: tier." in load.told()


def _people(folder: Path, said: Record, count: int) -> Load:
    return _land(folder, [{"id": str(next(NUMBERS)), **said} for _ in range(count)])


@pytest.mark.parametrize("source", SOURCES)
def test_a_key_that_some_records_leave_out_is_no_drift(
    source: str, exports: dict[str, list[Export]], tmp_path: Path
) -> None:
    for export in exports[source]:
        ids = set(export.record_type.record_id)
        for key in [key for column, key in export.keys.items() if column not in ids]:
            first = next(record for record in export.records if record.get(key) is not None)
            load = land_file(export.written(tmp_path, _without_in_others(key, first)), source)
            assert load.status == "landed", load.told()


@pytest.mark.parametrize("source", SOURCES)
def test_an_added_key_lands_and_is_noted(
    source: str, exports: dict[str, list[Export]], tmp_path: Path
) -> None:
    for export in exports[source]:
        path = export.written(tmp_path, lambda record: {"brand_new": [1, "something"], **record})
        load = land_file(path, source)
        assert load.status == "landed", load.told()
        assert "brand_new" in load.parts[0].undeclared_columns
        assert load.records_landed == load.records_read == len(export.records)


@pytest.mark.parametrize("source", SOURCES)
def test_an_id_that_is_an_object_now_sets_every_record_aside(
    source: str, exports: dict[str, list[Export]], tmp_path: Path, ledger: psycopg.Connection
) -> None:
    for export in exports[source]:
        before = rows(ledger, export.record_type)
        for name in export.record_type.record_id:
            load = land_file(export.written(tmp_path, _as_object(export.keys[name])), source)
            assert load.records_quarantined == load.records_read == len(export.records)
            assert ledger.execute(
                "select distinct rule, column_name from landing.quarantine where load_id = %s",
                [load.load_id],
            ).fetchall() == [("no_record_id", name)]
        assert rows(ledger, export.record_type) == before
