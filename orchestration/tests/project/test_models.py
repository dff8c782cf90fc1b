"""How a model is written, described and guarded."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from orchestration.tests.project.manifest import Manifest, check

LONGEST_MODEL = 80
LONGEST_UNIT_TEST_NAME = 63  # PostgreSQL cuts longer identifiers, and then two tests collide
CONTROL_FLOW = re.compile(r"\{%-?\s*(if|elif|else|for|set|do|macro|call)\b")
ALIASED_IMPORT = re.compile(
    r"\{\{\s*(?:ref|source)\([^)]*\)\s*\}\}[ \t]+(?:as[ \t]+\w+|(?!(?:where|group|order|union|left"
    r"|inner|full|cross|join|limit|on|using)\b)\w+)",
    re.IGNORECASE,
)


def test_a_model_states_its_grain_first(manifest: Manifest) -> None:
    check(
        [model.path for model in manifest.models if not model.grain.startswith("One row ")],
        "The first line of a model states its grain: `-- One row per person per tool.`:",
    )


def test_the_description_opens_with_the_grain(manifest: Manifest) -> None:
    check(
        [
            f"{model.path}: {model.grain!r}"
            for model in manifest.layer("weights", "canon", "identity", "marts")
            if model.grain and not model.description.startswith(model.grain)
        ],
        "A model's description opens with the words of its first comment. Copy them:",
    )


def test_a_model_has_no_control_flow(manifest: Manifest) -> None:
    check(
        [model.path for model in manifest.models if CONTROL_FLOW.search(model.sql)],
        "A model reads as SQL. Move the loop or the choice into a macro with a name that reads "
        "aloud:",
    )


def test_a_model_is_short(manifest: Manifest) -> None:
    lengths = {m.path: sum(1 for x in m.sql.splitlines() if x.strip()) for m in manifest.models}
    check(
        [f"{path}: {lines} lines" for path, lines in lengths.items() if lines > LONGEST_MODEL],
        f"A model is one idea in at most {LONGEST_MODEL} lines. Give the second idea a model of "
        "its own:",
    )


def test_imports_have_no_alias(manifest: Manifest) -> None:
    check(
        [model.path for model in manifest.models if ALIASED_IMPORT.search(model.sql)],
        "An alias on ref() breaks --empty and --sample. Import it in a CTE named for what it is:",
    )


def test_a_model_is_described_beside_itself(manifest: Manifest) -> None:
    check(
        [
            model.path
            for model in manifest.layer("weights", "canon", "identity", "marts")
            if Path((model.node["patch_path"] or "").split("://")[-1])
            != Path(model.path).with_suffix(".yml")
        ],
        "From canon on, a model is described in a .yml of its own name, beside it:",
    )


def test_everything_from_canon_on_is_described(manifest: Manifest) -> None:
    models = manifest.layer("weights", "canon", "identity", "marts")
    missing = [model.path for model in models if not model.description or not model.columns]
    missing += [
        f"{model.path}: {name}"
        for model in models
        for name, column in model.columns.items()
        if not column["description"].strip()
    ]
    check(missing, "Describe the model and each column (doc() reuses canon's words in marts):")


def test_contracts_are_enforced(manifest: Manifest) -> None:
    check(
        [
            model.path
            for model in manifest.layer("weights", "canon", "marts")
            if not model.node["config"]["contract"]["enforced"]
        ],
        "What others build on has an enforced contract. dbt_project.yml sets it; don't undo it:",
    )


def test_every_staging_model_has_a_unit_test(manifest: Manifest) -> None:
    tested = {test["model"] for test in manifest.unit_tests}
    check(
        [model.path for model in manifest.layer("staging") if model.name not in tested],
        "A staging model is the whole truth about a tool. Give it a unit test built from a real "
        "payload's shape:",
    )


def test_unit_tests_have_names_of_their_own(manifest: Manifest) -> None:
    names = Counter(test["name"] for test in manifest.unit_tests)
    check(
        [
            *(f"{name}: used {times} times" for name, times in names.items() if times > 1),
            *(f"{name}: too long" for name in names if len(name) > LONGEST_UNIT_TEST_NAME),
        ],
        f"A unit test's name is a sentence of its own, at most {LONGEST_UNIT_TEST_NAME} long:",
    )


def test_no_test_only_warns(manifest: Manifest) -> None:
    check(
        [
            test["original_file_path"] + ": " + test["name"]
            for test in manifest.data_tests
            if str(test["config"].get("severity", "error")).lower() != "error"
        ],
        "A warning nobody reads is no test. Make it an error, or delete it:",
    )


def test_nothing_is_switched_off(manifest: Manifest) -> None:
    check(
        [
            node["original_file_path"]
            for nodes in manifest.content["disabled"].values()
            for node in nodes
        ],
        "Code that is switched off is code nobody checks. Delete it; git remembers:",
    )
