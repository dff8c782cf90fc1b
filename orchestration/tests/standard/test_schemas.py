"""The schemas, the examples, the judge, Kith's own words and the pages all say the same."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, ValidationError

from orchestration.lib import settings
from orchestration.lib.landing.declarations import header_key
from orchestration.lib.standard import blocks, contract, pages
from orchestration.lib.standard.checks import CHECKS
from orchestration.lib.standard.requirements import VERSION, levels, requirements
from orchestration.lib.tools import variables
from orchestration.tests.standard.exchange import example, rows

# Which blocks a record of each table is made of, as docs/standard/README.md says.
MADE_OF = {
    "people": ("identity", "provenance", "change", "person", "organization"),
    "interactions": (
        "identity", "provenance", "time", "change", "interaction", "organization",
    ),
    "merges": ("identity", "merge"),
}  # fmt: skip
# A value of each form that no column of that form may hold.
REFUSED = {
    "instant": "2026-05-01T18:00:00",
    "date": "5/1/2026",
    "consent": "yes",
    "id": "N/A",
    "text": "",
}
# What the standard's words must be able to say: Kith's own, so that nothing is lost on the way in.
WORDS = {
    "interaction_type": ("interaction_types", "interaction_type_code", None),
    "program_code": ("programs", "program_code", None),
    "channel_code": ("codes", "code", "channels"),
    "direction_code": ("codes", "code", "message_directions"),
    "result_code": ("codes", "code", "contact_results"),
    "email_consent_code": ("codes", "code", "consent_statuses"),
}


def _validator(block: str) -> Draft202012Validator:
    return Draft202012Validator(blocks.schema(block))


def _records(level: int, table: str) -> Iterator[dict[str, Any]]:
    for record in rows(example(level), table):
        yield {name: value for name, value in record.items() if value}


def _example_of(block: str) -> dict[str, Any]:
    return {name: said["examples"][0] for name, said in blocks.schema(block)["properties"].items()}


@pytest.mark.parametrize("block", [*blocks.BLOCKS, "service"])
def test_every_schema_is_one(block: str) -> None:
    Draft202012Validator.check_schema(blocks.schema(block))
    assert blocks.schema(block)["$id"] == f"urn:kith:exchange:{VERSION.split('.')[0]}:{block}"


@pytest.mark.parametrize("level", [3, 4])
@pytest.mark.parametrize("table", list(MADE_OF))
def test_every_record_of_the_examples_is_valid_in_each_of_its_blocks(
    level: int, table: str
) -> None:
    for record in _records(level, table):
        for block in MADE_OF[table]:
            _validator(block).validate(record)


@pytest.mark.parametrize("block", blocks.BLOCKS)
def test_the_example_of_every_column_is_valid_and_without_a_required_one_it_is_not(
    block: str,
) -> None:
    whole = _example_of(block)
    _validator(block).validate(whole)
    for name in blocks.schema(block).get("required", []):
        with pytest.raises(ValidationError):
            _validator(block).validate({**whole, name: None})
        assert not _validator(block).is_valid({k: v for k, v in whole.items() if k != name})


@pytest.mark.parametrize("column", list(blocks.columns()))
def test_schema_and_judge_refuse_the_same_values(column: str) -> None:
    said = blocks.columns()[column]
    document = blocks.schema(said["block"])
    plain = document["properties"][column]
    kind = plain["$ref"].rsplit("/", 1)[1] if "$ref" in plain else ""
    bad = REFUSED.get(kind, "not (of any) form!")
    whole = _example_of(said["block"])
    assert not _validator(said["block"]).is_valid({**whole, column: bad})
    assert blocks.form(column)(str(said["examples"][0]))
    # That nothing stands for an id or a text is judged as a value that isn't given.
    if kind not in ("id", "text"):
        assert not blocks.form(column)(bad)


def test_what_schemas_require_is_what_a_level_asks() -> None:
    asked = {
        name
        for each in requirements()
        if each.check in ("given", "coded")
        for one_of in each.columns
        for name in one_of.split("/")
    }
    required = {
        name for block in blocks.BLOCKS for name in blocks.schema(block).get("required", [])
    }
    # These two are asked, and a schema of one record can't: of people only, of some kinds of work.
    assert required - asked == set()
    assert asked - required == {
        "created_at", "happened_at", "happened_from_at", "collected_by_id",
    }  # fmt: skip


def test_a_form_is_the_same_in_every_schema() -> None:
    forms: dict[str, Any] = {}
    for block in blocks.BLOCKS:
        for name, said in blocks.schema(block).get("$defs", {}).items():
            assert forms.setdefault(name, said) == said, f"{block}: {name}"
    assert REFUSED.keys() == forms.keys()


def test_every_column_that_is_asked_for_is_one_of_the_standard() -> None:
    asked = {
        name
        for each in requirements()
        if each.check in CHECKS
        for column in each.columns
        for name in column.replace(">", "/").split("/")
    }
    assert asked - blocks.columns().keys() == set()
    assert len({header_key(name) for name in blocks.columns()}) == len(blocks.columns())


def test_every_requirement_can_be_judged_and_weighs_something() -> None:
    told_otherwise = {"table", "contract", "contract_complete"}
    assert {each.check for each in requirements()} <= CHECKS.keys() | told_otherwise
    assert {each.level for each in requirements()} == {level.rank for level in levels()}
    assert sum(each.points for each in requirements()) == 100
    assert all(each.points > 0 and 0 < each.required_share <= 1 for each in requirements())
    of_contracts = [each.code for each in requirements() if each.check == "contract"]
    assert of_contracts == list(blocks.schema("service")["$defs"])


@pytest.mark.parametrize("column", list(WORDS))
def test_the_standard_has_every_word_kith_has(column: str) -> None:
    seed, name, vocabulary = WORDS[column]
    path = settings.PROJECT_ROOT / "seeds" / "vocabulary" / f"{seed}.csv"
    with path.open(newline="") as handle:
        own = {row[name] for row in csv.DictReader(handle)
               if vocabulary is None or row["vocabulary"] == vocabulary}  # fmt: skip
    assert own - {*blocks.columns()[column]["enum"]} == set()
    assert "unknown" in blocks.columns()[column]["enum"]


def test_the_standards_provenance_is_kiths() -> None:
    columns = blocks.columns()
    kept = {"origin_system", "origin_id", "collected_by_type", "collected_by_id", "collected_at"}
    assert kept <= variables.read().provenance.keys() & columns.keys()


@pytest.mark.parametrize("document", ["examples/level-4/contract.odcs.yaml", "contract.odcs.yaml"])
def test_the_contracts_meet_the_service_block(document: str) -> None:
    path = blocks.folder() / document
    found = contract.read(path.read_bytes())
    if found["status"] == "draft":
        assert contract.lacks("contract_published", found) == ["status is not active"]
        found["status"] = "active"
    _validator("service").validate(found)
    # What the Open Data Contract Standard 3.1 allows at the top; it refuses anything else.
    assert found.keys() <= {
        "apiVersion", "kind", "id", "name", "version", "status", "domain", "description", "team",
        "support", "slaProperties", "customProperties", "schema",
    }  # fmt: skip
    assert all("username" in member for member in found["team"]["members"])


def test_the_template_describes_every_column_of_the_examples() -> None:
    found = yaml.safe_load((blocks.folder() / "contract.odcs.yaml").read_text())
    for described in found["schema"]:
        named = [each["name"] for each in described["properties"]]
        assert named == list(rows(example(4), described["name"])[0])


def test_the_data_package_describes_the_files_beside_it() -> None:
    folder = example(4)
    package = json.loads((folder / "datapackage.json").read_text())
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    for resource in package["resources"]:
        with (folder / resource["path"]).open(newline="") as handle:
            header = next(csv.reader(handle))
        assert [each["name"] for each in resource["schema"]["fields"]] == header


def _of_pages() -> list[tuple[Path, str]]:
    return list(pages.pages().items())


@pytest.mark.parametrize(("path", "page"), _of_pages(), ids=lambda each: getattr(each, "name", ""))
def test_the_pages_are_what_the_seeds_and_schemas_say(path: Path, page: str) -> None:
    assert path.read_text() == page, (
        f"{path.name} isn't up to date. Run: ./kith tool standard --write"
    )
