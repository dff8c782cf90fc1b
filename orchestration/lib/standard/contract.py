"""The contract beside an export (ODCS 3.1), and what it lacks of the service block.

A contract names roles and mailboxes; nothing out of it is repeated but names the schema asks for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

from orchestration.lib.landing.declarations import header_key
from orchestration.lib.standard import blocks
from orchestration.lib.standard.tables import Table
from orchestration.lib.tools import infer

_ENDINGS = (".odcs.yaml", ".odcs.yml", ".odcs.json")
LARGEST = 1 << 20
_MOST_TOLD = 12


class ContractUnreadable(Exception):
    """The contract is no document that can be judged; the message says why."""


def is_contract(file_name: str) -> bool:
    """Whether a file is a contract, by its name."""
    return file_name.lower().endswith(_ENDINGS)


def read(raw: bytes) -> dict[str, Any]:
    """The contract's document. Raises ``ContractUnreadable``."""
    if len(raw) > LARGEST:
        raise ContractUnreadable("is larger than a megabyte")
    try:
        # An alias lets a few lines stand for more than any memory holds.
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(raw, yaml.CSafeLoader)):
            raise ContractUnreadable("uses YAML aliases: write each thing out")
        document = yaml.load(raw, yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as broken:
        raise ContractUnreadable("is neither YAML nor JSON") from broken
    if not isinstance(document, dict):
        raise ContractUnreadable("is not a document of names and values")
    return document


def lacks(code: str, document: dict[str, Any]) -> list[str]:
    """What a contract lacks of one requirement, each with its place in the document."""
    # Imported late: only an export with a contract needs it.
    from jsonschema import Draft202012Validator

    asked = blocks.schema("service")["$defs"][code]
    errors = sorted(
        Draft202012Validator(asked).iter_errors(document),
        key=lambda error: ([str(step) for step in error.absolute_path], str(error.validator)),
    )
    found = [f"{_place(error.absolute_path)} {reason}" for error in errors
             for reason in _reasons(error)]  # fmt: skip
    return list(dict.fromkeys(found))


def leaves_out(document: dict[str, Any], tables: Iterable[Table]) -> list[str]:
    """The tables and columns of an export that the contract doesn't name, as they may be shown."""
    named = {_name_of(each): each for each in _dicts(document.get("schema"))}
    found = []
    for table in tables:
        described = named.get(table.name)
        if described is None:
            found.append(f"table {table.name}")
            continue
        columns = {
            header_key(str(each.get(key, "")))
            for each in _dicts(described.get("properties"))
            for key in ("name", "physicalName")
        }
        found += [
            f"{table.name}.{table.shown(column)}"
            for column, header in table.headers.items()
            if header_key(header) not in columns
        ]
    return found


def shortened(found: list[str]) -> str:
    """The first of many things, in one line."""
    more = len(found) - _MOST_TOLD
    return ", ".join(found[:_MOST_TOLD]) + (f" and {more:,} more" if more > 0 else "")


def _name_of(described: dict[str, Any]) -> str:
    return infer.record_type_of(str(described.get("physicalName") or described.get("name")))


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _place(path: Iterable[str | int]) -> str:
    told = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return told.lstrip(".") or "The contract"


def _reasons(error: Any) -> list[str]:
    if error.validator == "required":
        return [f"lacks {name}" for name in error.validator_value if name not in error.instance]
    if error.validator == "contains":
        wanted = error.validator_value["properties"]
        named = [f"{name}: {said['const']}" for name, said in wanted.items() if "const" in said]
        others = [name for name, said in wanted.items() if "const" not in said]
        more = f" with {' and '.join(others)}" if others else ""
        return [f"has no entry {', '.join(named)}{more} as asked for"]
    if error.validator == "const":
        return [f"is not {error.validator_value}"]
    return ["is not as the service schema asks"]
