"""Writes a package: files in a folder, a line at a time, and the archive that is made of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, TextIO

from orchestration.lib.packages import archive, layout, osdi, sign
from orchestration.lib.packages.gather import Gathered
from orchestration.lib.packages.jcard import jcard
from orchestration.lib.packages.manifest import manifest
from orchestration.lib.packages.provenance import provenance
from orchestration.lib.packages.readme import readme
from orchestration.lib.packages.records import Record
from orchestration.lib.packages.resume import resume
from orchestration.lib.packages.tally import Tally

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
Tables = dict[str, Iterable[Record]]


def write(folder: Path, gathered: Gathered, tables: Tables) -> Tally:
    """Write every file of a package below ``folder``, which is empty, and sign it.

    ``tables``: the records of each, in the order of their ids. What was written, counted.
    """
    tally, volunteer = Tally(), dict.fromkeys(layout.columns("people"))
    for name in ("contacts", "data", "osdi"):
        (folder / name).mkdir(mode=0o700)
    with ExitStack() as stack:
        collections = {
            each: stack.enter_context(closing(_Collection(folder, each)))
            for each in osdi.COLLECTIONS
        }
        for table in layout.WITH_LINES:
            for record in _written(folder, table, tables.get(table, ())):
                tally.count(table, record)
                _tell_osdi(collections, table, record)
                if table == "people" and record["record_type"] == layout.CONTACT:
                    _write_json(folder / "contacts" / f"{record['record_id']}.json", jcard(record))
                if table == "people" and record["record_type"] == layout.VOLUNTEER:
                    volunteer = record
    with _opened(folder / "data" / "merges.csv") as handle:
        csv.writer(handle, lineterminator="\n").writerow(layout.columns("merges"))
    service = resume(volunteer, tally)
    name = service["basics"]["name"]
    _write_json(folder / "resume.json", service)
    _write_json(folder / "provenance.json", provenance(gathered, tally))
    _write_json(folder / "datapackage.json", manifest(folder, gathered, tally, name))
    (folder / "README.md").write_text(readme(gathered, tally, name), encoding="utf-8", newline="\n")
    sums = archive.checksums(folder)
    (folder / sign.SIGNED).write_text(sums, encoding="utf-8", newline="\n")
    (folder / "signature.json").write_bytes(sign.rendered(sign.signature(sums.encode())))
    return tally


def _written(folder: Path, table: str, records: Iterable[Record]) -> Iterator[Record]:
    """Each record, once it stands in the table's CSV and JSON Lines."""
    columns = layout.columns(table)
    with (
        _opened(folder / "data" / f"{table}.csv") as as_csv,
        _opened(folder / "data" / f"{table}.jsonl") as as_lines,
    ):
        writer = csv.writer(as_csv, lineterminator="\n")
        writer.writerow(columns)
        for record in records:
            # What isn't known is empty in CSV, and null in JSON Lines.
            writer.writerow([record[each] for each in columns])
            as_lines.write(_line(record) + "\n")
            yield record


class _Collection:
    """An OSDI collection, written item by item."""

    def __init__(self, folder: Path, name: str) -> None:
        self._handle = _opened(folder / "osdi" / f"osdi_{name}.json")
        self._handle.write(f'{{"_embedded":{{"osdi:{name}":[')
        self._count = 0

    def add(self, item: dict[str, Any]) -> None:
        """Write one more."""
        self._handle.write(("," if self._count else "") + "\n" + _line(item))
        self._count += 1

    def close(self) -> None:
        """Say how many there are."""
        with self._handle:
            self._handle.write(f'\n]}},"total_records":{self._count}}}\n')


def _tell_osdi(collections: dict[str, _Collection], table: str, record: Record) -> None:
    if table == "people" and (person := osdi.person(record)):
        collections[osdi.PEOPLE].add(person)
    elif table == "interactions" and (found := osdi.interaction(record)):
        collections[found[0]].add(found[1])


def _opened(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="")


def _line(told: Any) -> str:
    return _ENCODER.encode(told)


def _write_json(path: Path, told: Any) -> None:
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
