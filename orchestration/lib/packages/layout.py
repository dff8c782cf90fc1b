"""The tables of a package and their columns, from docs/standard/schemas/package."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from orchestration.lib.standard import blocks

FORMAT_VERSION = "1.0"
SYSTEM = "kith"
# In the order in which the manifest names them; the empty one has no JSON Lines.
TABLES = ("people", "interactions", "relationships", "merges")
WITH_LINES = TABLES[:3]
VOLUNTEER, CONTACT, OTHER = "volunteer", "contact", "person"


@cache
def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a file or of a table's record."""
    path = blocks.folder() / "schemas" / "package" / f"{name}.schema.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def columns(table: str) -> tuple[str, ...]:
    """A table's columns, in the order in which they are written."""
    return tuple(schema(table)["properties"])


def channels() -> list[str]:
    """The channels somebody can be reached by, in the standard's words."""
    found: list[str] = schema("interactions")["properties"]["channel_code"]["enum"]
    return found
