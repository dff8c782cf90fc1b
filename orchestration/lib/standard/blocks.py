"""The standard's columns and the forms of their values, from docs/standard/schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from orchestration.lib import settings

BLOCKS = (
    "identity", "provenance", "time", "change", "merge", "person", "interaction", "organization",
)  # fmt: skip
Form = Callable[[str], bool]


def folder() -> Path:
    """Where the standard is."""
    return settings.PROJECT_ROOT / "docs" / "standard"


@cache
def schema(block: str) -> dict[str, Any]:
    """The JSON Schema of a block."""
    path = folder() / "schemas" / f"{block}.schema.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def columns() -> dict[str, dict[str, Any]]:
    """Every column of the standard: what its block's schema says of it, references followed."""
    found = {}
    for block in BLOCKS:
        document = schema(block)
        for name, said in document["properties"].items():
            referred = document["$defs"][said["$ref"].rsplit("/", 1)[1]] if "$ref" in said else {}
            found[name] = {**referred, **said, "block": block}
    return found


@cache
def form(column: str) -> Form:
    """Whether a value, as text, has the form the column's schema asks for."""
    said = columns()[column]
    # A list of ids is text with spaces between them in CSV: the first form of several.
    said = said.get("anyOf", [said])[0]
    if "enum" in said:
        return frozenset(said["enum"]).__contains__
    if "pattern" in said:
        pattern = re.compile(said["pattern"])
        return lambda value: pattern.search(value) is not None
    return lambda _: True
