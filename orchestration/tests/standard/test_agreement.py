"""The contract of a source says what is declared and promised, as ODCS 3.1 and the standard ask."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.lib import registry, settings
from orchestration.lib.landing import declarations
from orchestration.lib.registry import Source
from orchestration.lib.standard import agreement, contract
from orchestration.tests.standard.odcs import CONTRACT

VALIDATOR = Draft202012Validator(CONTRACT)
SPOKE = registry.sources()["county_spoke"]


def _of_tool(tool: str) -> Source:
    return replace(SPOKE, source_id=f"some_{tool}", tool=tool)


@pytest.mark.parametrize("source_id", list(registry.sources()))
def test_the_committed_contract_is_what_the_registry_says(source_id: str) -> None:
    assert agreement.path(source_id).read_text() == agreement.page(source_id), (
        f"docs/contracts/{source_id}.odcs.yaml isn't up to date. Run: ./kith contract --write"
    )


def test_no_contract_is_left_of_a_source_that_is_gone() -> None:
    kept = {path.name for path in agreement.path("any").parent.glob("*.odcs.yaml")}
    assert kept == {f"{source_id}.odcs.yaml" for source_id in registry.sources()}


@pytest.mark.parametrize("tool", list(declarations.tools()))
def test_every_tool_has_a_contract_that_both_standards_take(tool: str) -> None:
    document = agreement.contract(_of_tool(tool))
    VALIDATOR.validate(document)
    for code in ("contract_roles", "contract_service", "contract_stable"):
        assert contract.lacks(code, document) == []
    # It is in force once the other side has said so.
    assert contract.lacks("contract_published", document) == ["status is not active"]


def test_a_tool_that_says_nothing_of_itself_yet_has_one_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = declarations.tools()
    tool = replace(known["spoke"], name="rollcall", description="")
    monkeypatch.setattr(declarations, "tools", lambda: known | {"rollcall": tool})
    VALIDATOR.validate(agreement.contract(_of_tool("rollcall")))


@pytest.mark.parametrize("name", ["contract.odcs.yaml", "examples/level-4/contract.odcs.yaml"])
def test_the_standards_own_contracts_are_odcs(name: str) -> None:
    document = settings.PROJECT_ROOT / "docs" / "standard" / name
    VALIDATOR.validate(yaml.safe_load(document.read_text()))


def test_what_a_vendor_reads_is_what_landing_obeys() -> None:
    document = contract.read(agreement.page("county_spoke").encode())
    tool = declarations.tools()["spoke"]
    for told, declared in zip(document["schema"], tool.record_types, strict=True):
        assert told["name"] == declared.name
        assert [each["name"] for each in told["properties"]] == [
            column.name for column in declared.columns
        ]
        keys = [each for each in told["properties"] if each.get("primaryKey")]
        assert [each["name"] for each in sorted(keys, key=lambda key: key["primaryKeyPosition"])] \
            == list(declared.record_id)  # fmt: skip


def test_a_changed_promise_is_another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = agreement.contract(SPOKE)
    registry_folder = tmp_path / "seeds" / "registry"
    shutil.copytree(settings.PROJECT_ROOT / "seeds" / "registry", registry_folder)
    with (registry_folder / "promises.csv").open("a") as handle:
        handle.write(
            "tool,spoke,freshness_hours,10,,\n"
            "source,county_spoke,freshness_hours,9,2026-02-01,2026-03-01\n"
            "source,county_spoke,freshness_hours,8,2026-03-02,\n"
            "source,county_spoke,response_hours,,2026-01-01,\n"
            "source,county_van,freshness_hours,7,,\n"
        )
    with (registry_folder / "roles.csv").open("a") as handle:
        handle.write(
            "source,county_spoke,fixes,mends@group.example\n"
            "tool,spoke,fixes,nobody@group.example\n"
            "organization,county_organizers,escalates,board@group.example\n"
            "source,county_van,escalates,nobody@group.example\n"
        )
    monkeypatch.setattr(settings, "PROJECT_ROOT", tmp_path)
    after = agreement.contract(SPOKE)
    assert before["version"] != after["version"]
    assert [each["property"] for each in after["slaProperties"]] == ["frequency", "latency"]
    # The source's own line before its tool's; what has an end, and an empty one, is no promise.
    assert {each["value"] for each in after["slaProperties"]} == {8}
    assert {each["role"]: each["username"] for each in after["team"]["members"]} == {
        "responsible": "texting@county-organizers.example", "fixes": "mends@group.example",
        "escalates": "board@group.example",
    }  # fmt: skip


def test_the_command_prints_and_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = CliRunner().invoke(app, ["contract", "county_van"])
    assert printed.output == agreement.page("county_van")
    monkeypatch.setattr(agreement, "path", lambda source_id: tmp_path / f"{source_id}.odcs.yaml")
    (tmp_path / "gone.odcs.yaml").touch()
    written = CliRunner().invoke(app, ["contract", "--write"])
    assert written.exit_code == 0, written.output
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{source_id}.odcs.yaml" for source_id in registry.sources()
    }
