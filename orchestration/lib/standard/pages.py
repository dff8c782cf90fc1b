"""The pages of docs/standard that are made of the seeds and schemas, so that none can differ."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from orchestration.lib.standard import blocks
from orchestration.lib.standard.requirements import VERSION, Requirement, levels, requirements

_MADE = "Written by `./kith tool standard --write` from {of}; not by hand.\n"
_WHO = {
    "every": "every table",
    "records": "people, interactions",
    "exchange": "the exchange",
}


def pages() -> dict[Path, str]:
    """Every generated page, by where it is."""
    return {
        blocks.folder() / "levels.md": _levels(),
        blocks.folder() / "columns.md": _columns(),
    }


def _levels() -> str:
    lines = [
        f"# Levels of conformance, {VERSION}",
        "",
        _MADE.format(of="`seeds/vocabulary/standard_levels.csv` and `standard_requirements.csv`"),
        "A level needs everything that it and the levels below it ask. *Share* is the part of the",
        "records that must pass; *weight* counts towards the score, of 100 in all.",
    ]
    for level in levels():
        lines += [
            "",
            f"## Level {level.rank}: {level.name}",
            "",
            f"{level.meaning}.",
            "",
            "| requirement | what it asks | of | columns | share | weight |",
            "| --- | --- | --- | --- | ---: | ---: |",
            *(
                f"| `{each.code}` | {each.meaning}. *{each.advice}.* "
                f"| {_WHO.get(each.applies_to, each.applies_to)} | {_names(each)} "
                f"| {each.required_share:g} | {each.weight} |"
                for each in requirements()
                if each.level == level.rank
            ),
        ]
    return "\n".join(lines) + "\n"


def _names(requirement: Requirement) -> str:
    if requirement.check == "table":
        return f"a table `{requirement.columns[0]}`"
    told = (name.replace("/", "` or `").replace(">", "` has `") for name in requirement.columns)
    return ", ".join(f"`{name}`" for name in told)


def _columns() -> str:
    lines = [
        f"# Columns, block by block, {VERSION}",
        "",
        _MADE.format(of="the [schemas](schemas)"),
        "What a schema calls required, a level asks for: which one is in [levels](levels.md).",
        "Columns that aren't here are welcome and ignored.",
    ]
    for block in blocks.BLOCKS:
        document = blocks.schema(block)
        lines += [
            "",
            f"## {document['title']}",
            "",
            f"{document['description']} [Schema](schemas/{block}.schema.json).",
            "",
            "| column | what it says | form | example |",
            "| --- | --- | --- | --- |",
            *(_row(name) for name in document["properties"]),
        ]
    return "\n".join(lines) + "\n"


def _row(name: str) -> str:
    said = blocks.columns()[name]
    example = said["examples"][0]
    written = example if isinstance(example, str) else json.dumps(example)
    return f"| `{name}` | {said['description']} | {_form(name, said)} | `{written}` |"


def _form(name: str, said: dict[str, Any]) -> str:
    document = blocks.schema(said["block"])
    plain = document["properties"][name]
    if "$ref" in plain:
        kind: str = plain["$ref"].rsplit("/", 1)[1]
        if kind != "consent":
            return kind
    if "enum" in said:
        return " ".join(f"`{word}`" for word in said["enum"])
    return "text of a form: see the schema"
