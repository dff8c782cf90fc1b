"""Every tool says its piece once, in one shared shape."""

from __future__ import annotations

import re

from orchestration.tests.project.manifest import Manifest, check, variables

CONFORM = re.compile(r"conform\(\s*'(\w+)',\s*'(\w+)'")


def _promised() -> set[str]:
    tools = variables()["tools"]
    return {f"stg_{tool}__{shape}" for tool, shapes in tools.items() for shape in shapes}


def _conformed(manifest: Manifest) -> dict[str, str]:
    """Name -> path of the models that speak for a tool: not the ledger's, nor a retired tool's."""
    tools = variables()["tools"]
    return {model.name: model.path for model in manifest.layer("staging") if model.folder in tools}


def test_every_shape_a_tool_promises_has_its_model(manifest: Manifest) -> None:
    check(
        sorted(_promised() - set(_conformed(manifest))),
        "vars.yml names these, but models/staging has no such model. Write it, or delete the word:",
    )


def test_every_staging_model_is_promised(manifest: Manifest) -> None:
    conformed = _conformed(manifest)
    check(
        [conformed[name] for name in sorted(set(conformed) - _promised())],
        "Nothing reads these: name the tool's shape in vars.yml, or delete the model:",
    )


def test_every_promised_shape_exists() -> None:
    declared = variables()
    check(
        [
            f"{tool}: {shape}"
            for tool, shapes in declared["tools"].items()
            for shape in shapes
            if shape not in declared["shapes"]
        ],
        "vars.yml has no such shape:",
    )


def test_a_staging_model_ends_in_conform(manifest: Manifest) -> None:
    wrong = []
    for model in manifest.layer("staging"):
        found = CONFORM.findall(model.sql)
        expected = [(model.folder, model.name.removeprefix(f"stg_{model.folder}__"))]
        if model.folder != "landing" and found != expected:
            wrong.append(f"{model.path}: {found}")
    check(wrong, "A staging model ends in conform() of its own tool and shape:")


def test_a_tool_is_declared_once(manifest: Manifest) -> None:
    sources = manifest.content["sources"].values()
    check(
        [
            f"{source['source_name']}: {source['original_file_path']}"
            for source in sources
            if source["original_file_path"]
            != f"models/staging/{source['source_name']}/_{source['source_name']}.yml"
        ],
        "A tool is declared in models/staging/<tool>/_<tool>.yml and nowhere else:",
    )
