"""``datapackage.json``: every table and column of a package, in Frictionless Data Package 2."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from orchestration.lib.packages import layout
from orchestration.lib.packages.gather import Gathered
from orchestration.lib.packages.tally import Tally

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_ABOUT_PEOPLE = {"interactions", "relationships"}


def manifest(
    folder: Path, gathered: Gathered, tally: Tally, volunteer_name: str
) -> dict[str, Any]:
    """The manifest of the tables that have been written below ``folder``."""
    return {
        "$schema": _PROFILE,
        "name": gathered.volunteer_id.replace("_", "-"),
        "title": f"Volunteer work of {volunteer_name}",
        "description": (
            "What a volunteer made, to take along. README.md tells it in words. CSV and JSON Lines "
            "hold the same records, every value exactly as it is."
        ),
        "version": layout.FORMAT_VERSION,
        "created": gathered.as_of,
        "contributors": [{"title": volunteer_name, "roles": ["author"]}],
        "sources": [
            {"title": f"{service.name}: {', '.join(sorted(service.tools))}"}
            for _, service in sorted(tally.services.items())
        ],
        layout.SYSTEM: {
            "format_version": layout.FORMAT_VERSION, "volunteer_id": gathered.volunteer_id,
        },
        "resources": [
            *(_resource(folder, table, table, "csv", "text/csv") for table in layout.TABLES),
            *(
                _resource(folder, f"{table}_lines", table, "jsonl", "application/x-ndjson")
                for table in layout.WITH_LINES
            ),
        ],
    }  # fmt: skip


def _resource(folder: Path, name: str, table: str, form: str, kind: str) -> dict[str, Any]:
    path = f"data/{table}.{form}"
    with (folder / path).open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    people = "people_lines" if form == "jsonl" else "people"
    schema: dict[str, Any] = {
        "fields": [_field(table, column) for column in layout.columns(table)],
        "primaryKey": ["record_id"],
        "missingValues": [""],
    }
    if table in _ABOUT_PEOPLE:
        schema["foreignKeys"] = [
            {
                "fields": ["person_record_id"],
                "reference": {"resource": people, "fields": ["record_id"]},
            }
        ]
    return {
        "name": name, "type": "table", "path": path, "format": form, "mediatype": kind,
        "encoding": "utf-8", "bytes": (folder / path).stat().st_size, "hash": f"sha256:{digest}",
        "description": layout.schema(table)["description"], "schema": schema,
    }  # fmt: skip


def _field(table: str, column: str) -> dict[str, Any]:
    document = layout.schema(table)
    said = document["properties"][column]
    field = {
        "name": column,
        "type": "datetime" if column.endswith("_at") else "string",
        "description": said["description"],
    }
    words = [said["const"]] if "const" in said else said.get("enum")
    limits = {
        "required": True if column in document["required"] else None,
        "unique": True if column == "record_id" else None,
        "enum": words,
        "pattern": said.get("pattern") if field["type"] == "string" else None,
    }
    given = {name: value for name, value in limits.items() if value is not None}
    return field | ({"constraints": given} if given else {})
