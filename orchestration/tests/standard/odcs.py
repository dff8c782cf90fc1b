"""What the Open Data Contract Standard 3.1 lets Kith's contracts say, in our own words.

It names fewer things than that standard does, and none it doesn't: what passes here passes there.
"""

from __future__ import annotations

from typing import Any


def _only(needed: list[str], /, **properties: Any) -> dict[str, Any]:
    """An object with these properties and no other."""
    return {
        "type": "object", "properties": properties, "required": needed,
        "additionalProperties": False,
    }  # fmt: skip


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 1}


_TEXT = {"type": "string", "minLength": 1}
_YES = {"type": "boolean"}
_NUMBER = {"type": "number", "minimum": 0}
_CUSTOM = _list(_only(["property", "value"], property=_TEXT, value={}, description=_TEXT))
_CHECKED = {
    "metric": {"enum": ["nullValues", "missingValues", "invalidValues", "duplicateValues",
                        "rowCount"]},
    "dimension": {"enum": ["accuracy", "completeness", "conformity", "consistency", "coverage",
                           "timeliness", "uniqueness"]},
    "description": _TEXT, "unit": _TEXT, "arguments": {"type": "object"},
}  # fmt: skip
_QUALITY = {
    "oneOf": [
        _only(["metric", "mustBe"], mustBe=_NUMBER, **_CHECKED),
        _only(["metric", "mustBeLessOrEqualTo"], mustBeLessOrEqualTo=_NUMBER, **_CHECKED),
        _only(["type", "description"], type={"const": "text"}, dimension=_CHECKED["dimension"],
              description=_TEXT),
    ]
}  # fmt: skip
_PROPERTY = _only(
    ["name"], name=_TEXT, physicalName=_TEXT, physicalType=_TEXT, description=_TEXT,
    logicalType={"enum": ["string", "date", "timestamp", "time", "number", "integer", "object",
                          "array", "boolean"]},
    primaryKey=_YES, primaryKeyPosition={"type": "integer"}, required=_YES, unique=_YES,
    customProperties=_CUSTOM,
)  # fmt: skip
_TABLE = _only(
    ["name"], name=_TEXT, physicalName=_TEXT, physicalType=_TEXT, description=_TEXT,
    logicalType={"const": "object"}, dataGranularityDescription=_TEXT, customProperties=_CUSTOM,
    properties=_list(_PROPERTY), quality=_list(_QUALITY),
)  # fmt: skip

CONTRACT = _only(
    ["version", "apiVersion", "kind", "id", "status"],
    apiVersion={"const": "v3.1.0"}, kind={"const": "DataContract"}, id=_TEXT, name=_TEXT,
    version=_TEXT, status=_TEXT, domain=_TEXT, tenant=_TEXT,
    description=_only([], purpose=_TEXT, usage=_TEXT, limitations=_TEXT),
    team=_only([], name=_TEXT, members=_list(
        _only(["username"], username=_TEXT, role=_TEXT, description=_TEXT))),
    support=_list(_only(["channel"], channel=_TEXT, tool=_TEXT, scope=_TEXT, url=_TEXT)),
    slaProperties=_list(_only(
        ["property", "value"], property=_TEXT, value={"type": ["number", "string"]}, unit=_TEXT,
        element=_TEXT, driver={"enum": ["regulatory", "analytics", "operational"]},
        description=_TEXT)),
    customProperties=_CUSTOM, schema=_list(_TABLE),
)  # fmt: skip
