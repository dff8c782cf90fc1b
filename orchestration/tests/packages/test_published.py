"""The published example, its schemas, the rules and what writes packages all say the same."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import socket
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from frictionless import Package
from jsonschema import Draft202012Validator

from orchestration.lib import settings
from orchestration.lib.packages import archive, layout, policy, records, sign
from orchestration.lib.packages.write import write
from orchestration.lib.standard import blocks
from orchestration.lib.standard.conform import conform
from orchestration.tests.packages import example

_SCHEMAS = sorted(
    path.name.removesuffix(".schema.json")
    for path in (blocks.folder() / "schemas" / "package").glob("*.schema.json")
)
_FILES = ("resume", "provenance", "signature", "datapackage")


def _valid(name: str, told: Any) -> list[str]:
    return [each.message for each in Draft202012Validator(layout.schema(name)).iter_errors(told)]


def _lines(table: str) -> list[dict[str, str | None]]:
    path = example.folder() / "data" / f"{table}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def no_connections(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every attempt to look up or reach another machine."""
    tried: list[object] = []

    def refuse(*arguments: object, **_: object) -> None:
        tried.append(arguments)
        raise OSError("no network here")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    return tried


def test_the_example_is_what_is_written(tmp_path: Path, own_home: Path) -> None:
    written = tmp_path / "package"
    example.write_example(written)
    assert archive.names(written) == archive.names(example.folder())
    for name in archive.names(written):
        # Each home has a key of its own.
        if name != "signature.json":
            same = (written / name).read_bytes() == (example.folder() / name).read_bytes()
            assert same, f"{name}: python -m orchestration.tests.packages.example"


def test_frictionless_finds_the_package_valid_and_asks_nobody(
    no_connections: list[object],
) -> None:
    report = Package(str(example.folder() / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "message"])
    assert {task.name for task in report.tasks} == {
        *layout.TABLES, *(f"{table}_lines" for table in layout.WITH_LINES),
    }  # fmt: skip
    assert no_connections == []


@pytest.mark.parametrize(
    ("table", "found", "put"),
    [
        ("people", "undecided", "opted_in"),
        ("people", "2026-05-02T23:30:00Z", "yesterday"),
        ("interactions", example.BEN, "0" * 32),
        ("interactions", "4d" * 16, "9c" * 16),
    ],
)
def test_frictionless_finds_what_was_changed(
    tmp_path: Path, table: str, found: str, put: str
) -> None:
    folder = Path(shutil.copytree(example.folder(), tmp_path / "package"))
    path = folder / "data" / f"{table}.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(found, put, 1), encoding="utf-8")
    manifest = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in manifest["resources"]:
        # The sums would give it away at once: what the columns say is to find it.
        del resource["hash"], resource["bytes"]
    (folder / "datapackage.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert not Package(str(folder / "datapackage.json")).validate().valid


@pytest.mark.parametrize("name", _SCHEMAS)
def test_every_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(layout.schema(name))
    assert layout.schema(name)["$id"] == f"urn:kith:package:1:{name}"
    assert layout.schema(name)["title"] and layout.schema(name)["description"]


@pytest.mark.parametrize("name", _FILES)
def test_the_files_have_the_form_of_their_schema(name: str) -> None:
    told = json.loads((example.folder() / f"{name}.json").read_text(encoding="utf-8"))
    assert _valid(name, told) == []
    assert _valid(name, told | {"another": 1}) != []


def test_contacts_and_collections_have_the_form_of_their_schema() -> None:
    cards = [*(example.folder() / "contacts").iterdir()]
    assert [card.stem for card in cards] == [example.ANA]
    card = json.loads(cards[0].read_text(encoding="utf-8"))
    assert _valid("contact", card) == []
    assert _valid("contact", ["vcard", [*card[1], ["note", {}, "text", "owes me money"]]]) != []
    for path in (example.folder() / "osdi").iterdir():
        told = json.loads(path.read_text(encoding="utf-8"))
        assert _valid("osdi", told) == []
        (items,) = told["_embedded"].values()
        assert len(items) == told["total_records"] > 0


@pytest.mark.parametrize("table", layout.WITH_LINES)
def test_both_editions_of_a_table_hold_the_same_and_have_its_form(table: str) -> None:
    lines = _lines(table)
    path = example.folder() / "data" / f"{table}.csv"
    with path.open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert [{name: value or None for name, value in row.items()} for row in rows] == lines
    for record in lines:
        assert tuple(record) == layout.columns(table)
        # What isn't known is left out before a schema looks, as in every exchange.
        filled = {name: value for name, value in record.items() if value is not None}
        assert _valid(table, filled) == []
        assert _valid(table, filled | {"note": "of somebody"}) != []


def test_a_package_is_an_exchange_of_level_three() -> None:
    verdict = conform(example.folder())
    assert verdict.level is not None
    assert verdict.level.rank == 3
    assert {table.label for table in verdict.tables} == {
        *(f"data/{table}.csv" for table in layout.TABLES),
        *(f"data/{table}.jsonl" for table in layout.WITH_LINES),
    }  # fmt: skip


def test_a_package_without_a_contact_is_an_exchange_too(tmp_path: Path, own_home: Path) -> None:
    """Nobody was brought: the table of that has a header as CSV, and nothing as JSON Lines."""
    told = {table: example.made(table, rows) for table, rows in example.TOLD.items()}
    (tmp_path / "package").mkdir()
    write(tmp_path / "package", example.GATHERED, told | {"relationships": ()})
    archive.pack(tmp_path / "package", tmp_path / "package.zip")
    assert (tmp_path / "package" / "data" / "relationships.jsonl").read_bytes() == b""
    assert conform(tmp_path / "package.zip").level == conform(example.folder()).level
    assert conform(tmp_path / "package").level == conform(example.folder()).level


def test_the_same_files_are_the_same_archive(tmp_path: Path) -> None:
    other = tmp_path / "copied"
    # In another order, at another time, by somebody with other habits.
    for name in reversed(archive.names(example.folder())):
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        (other / name).write_bytes((example.folder() / name).read_bytes())
        (other / name).chmod(0o640)
    archive.pack(example.folder(), tmp_path / "one.zip")
    archive.pack(other, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert stat.S_IMODE((tmp_path / "one.zip").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        assert packed.namelist() == archive.names(example.folder())
        assert {each.date_time for each in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_checksums_and_the_signature_hold() -> None:
    sums = (example.folder() / "checksums.sha256").read_bytes()
    listed = dict(line.split("  ")[::-1] for line in sums.decode().splitlines())
    told = {*archive.names(example.folder())} - {"checksums.sha256", "signature.json"}
    assert listed.keys() == told
    for name, digest in listed.items():
        assert hashlib.sha256((example.folder() / name).read_bytes()).hexdigest() == digest
    said = json.loads((example.folder() / "signature.json").read_text(encoding="utf-8"))
    assert sign.verify(sums, said)
    assert not sign.verify(sums + b" ", said)


def test_a_homes_key_is_made_once_and_another_homes_is_told_apart(own_home: Path) -> None:
    said = sign.signature(b"sums")
    key = own_home / "secrets" / "package_signing_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert said == sign.signature(b"sums")
    assert sign.verify(b"sums", said, sign.public_key())
    assert not sign.verify(b"sums", said, bytes(32))
    assert not sign.verify(b"sums", said | {"key_id": "0" * 64})
    assert not sign.verify(b"sums", {**said, "signature": "!"})


def test_every_column_and_kind_of_record_has_a_rule_with_a_reason() -> None:
    for table in layout.TABLES:
        for column in layout.columns(table):
            assert (table, column) in policy.rules(), f"{table}.{column}"
    path = settings.PROJECT_ROOT / "seeds" / "vocabulary" / "authored_types.csv"
    with path.open(newline="", encoding="utf-8") as handle:
        kinds = {row["authored_type_code"] for row in csv.DictReader(handle)}
    assert kinds == {rule.column for rule in policy.rules().values() if rule.table == "records"}
    assert all(len(rule.reason) > 10 for rule in policy.rules().values())


def test_what_canon_knows_of_people_is_named_by_a_rule() -> None:
    path = settings.PROJECT_ROOT / "models" / "canon" / "all_people.yml"
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    columns = {each["name"] for each in document["models"][0]["columns"]}
    named = {rule.column for rule in policy.rules().values() if rule.table == "people"}
    assert columns - named == set()


def test_a_column_no_rule_names_is_out() -> None:
    assert not policy.told("people", "shoe_size", layout.VOLUNTEER)
    assert policy.reason("people", "shoe_size") == policy.UNNAMED


def test_what_is_told_of_others_names_and_reaches_nobody() -> None:
    personal = {name for name, said in blocks.columns().items() if said["block"] == "person"}
    told = records.told("people", layout.OTHER) & personal
    assert told == {
        f"{channel}_consent_{part}" for channel in ("email", "phone", "text")
        for part in ("code", "at")
    }  # fmt: skip


def test_words_of_a_package_are_the_standards() -> None:
    for table in ("people", "interactions"):
        for column, said in layout.schema(table)["properties"].items():
            words = blocks.columns()[column].get("enum")
            if words and "enum" in said:
                assert {*said["enum"]} <= {*words}, column
    path = settings.PROJECT_ROOT / "seeds" / "vocabulary" / "relationship_meanings.csv"
    with path.open(newline="", encoding="utf-8") as handle:
        ties = {row["relationship_code"] for row in csv.DictReader(handle)}
    schema = layout.schema("relationships")["properties"]["relationship_code"]
    assert {*schema["enum"]} == ties
