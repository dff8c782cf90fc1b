"""One vocabulary for columns, everywhere: shapes, canon, identity, marts."""

from __future__ import annotations

import re

from orchestration.tests.project.manifest import Manifest, check, variables
from orchestration.tests.project.vocabulary import PLAIN_WORDS, promised_types

SAME_TYPE = {
    "timestamp with time zone": "timestamptz",
    "character varying": "text",
    "int": "integer",
    "int4": "integer",
    "int8": "bigint",
    "bool": "boolean",
}

Columns = list[tuple[str, str, str]]  # where, column, type (empty where nothing declares it)


def _type(declared: str) -> str:
    plain = re.sub(r"\(.*\)", "", declared.lower()).strip()
    return SAME_TYPE.get(plain, plain)


def _shape_columns() -> Columns:
    declared = variables()
    shapes = {"provenance": declared["provenance"], **declared["shapes"]}
    return [
        (f"vars.yml {shape}", column, _type(kind))
        for shape, columns in shapes.items()
        for column, kind in columns.items()
    ]


def _model_columns(manifest: Manifest) -> Columns:
    return [
        (model.path, column, _type(details["data_type"] or ""))
        for model in manifest.layer("canon", "identity", "marts")
        for column, details in model.columns.items()
    ]


def test_every_column_is_named_from_the_vocabulary(manifest: Manifest) -> None:
    check(
        [
            f"{where}: {column}"
            for where, column, _ in _shape_columns() + _model_columns(manifest)
            if promised_types(column) is None
        ],
        "These columns don't say what they hold. Give them an ending from the vocabulary, or add "
        "a plain word with its reason (orchestration/tests/project/vocabulary.py):",
    )


def test_every_column_has_the_type_its_name_promises(manifest: Manifest) -> None:
    check(
        [
            f"{where}: {column} is {kind}, promised {' or '.join(promised)}"
            for where, column, kind in _shape_columns() + _model_columns(manifest)
            if kind and (promised := promised_types(column)) and kind not in promised
        ],
        "A column's ending promises its type. Cast it, or rename it:",
    )


def test_no_plain_word_is_unused(manifest: Manifest) -> None:
    used = {column for _, column, _ in _shape_columns() + _model_columns(manifest)}
    check(
        sorted(set(PLAIN_WORDS) - used),
        "No column uses these plain words any more. Delete them from vocabulary.py:",
    )
