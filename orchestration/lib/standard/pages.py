"""The pages of docs/standard that are made of the seeds and schemas, so that none can differ."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from orchestration.lib.standard import blocks
from orchestration.lib.standard.requirements import VERSION, Requirement, levels, requirements, rows

_MADE = "Written by `./kith tool standard --write` from {of}; not by hand.\n"
_WHO = {
    "every": "every table",
    "records": "people, interactions",
    "exchange": "the exchange",
}
# Column -> the seeds its words are from: the column of the word, and of which vocabularies.
_SEEDS: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {
    "interaction_type": [("interaction_types", "interaction_type_code", ("",))],
    "channel_code": [("codes", "code", ("channels",))],
    "direction_code": [("codes", "code", ("message_directions",))],
    "program_code": [("programs", "program_code", ("",))],
    "result_code": [
        ("codes", "code", ("contact_results", "attendance_statuses", "message_statuses",
                           "donation_statuses")),
    ],
    "consents": [("codes", "code", ("consent_statuses",))],
}  # fmt: skip
# Words Kith has no list for, or means more narrowly.
_BESIDE = {
    "by_them": "The person did it",
    "to_them": "It was done to the person",
    "completed": "Was done to the end: came, signed, gave, held the event",
    "unknown": "You don't know, or your own word has no word here: better than a guess",
    "in_person": "Face to face, not at their door: at a meeting, a shift, a table in the street",
    "online": "On a page or in an app",
    "coordinated": "Made or kept together with a candidate or party",
    "independent": "Made and kept apart from every candidate and party",
    "neither": "Of an organization that takes part in no election",
}


def pages() -> dict[Path, str]:
    """Every generated page, by where it is."""
    return {
        blocks.folder() / "levels.md": _levels(),
        blocks.folder() / "columns.md": _columns(),
        blocks.folder() / "words.md": _words(),
    }


def _levels() -> str:
    lines = [
        f"# Levels of conformance, {VERSION}",
        "",
        _MADE.format(of="`seeds/standard/standard_levels.csv` and `standard_requirements.csv`"),
        "A level needs everything that it and the levels below it ask. *Share* is the part of the",
        "records that must pass; *points* count towards the score, of 100 in all.",
    ]
    for level in levels():
        lines += [
            "",
            f"## Level {level.rank}: {level.name}",
            "",
            f"{level.meaning}.",
            "",
            "| requirement | what it asks | of | columns | share | points |",
            "| --- | --- | --- | --- | ---: | ---: |",
            *(
                f"| `{each.code}` | {each.meaning}. *{each.advice}.* "
                f"| {_WHO.get(each.applies_to, each.applies_to)} | {_names(each)} "
                f"| {each.required_share:g} | {each.points} |"
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


def _words() -> str:
    lines = [
        f"# Words of closed lists, {VERSION}",
        "",
        _MADE.format(of="the [schemas](schemas) and the seeds of Kith's own vocabularies"),
        "A column's own words are kept beside it (`result_raw`); these are what all tools share.",
    ]
    for name, said in _lists().items():
        lines += [
            "",
            f"## {name}",
            "",
            said["description"],
            "",
            "| word | what it means |",
            "| --- | --- |",
            *(f"| `{word}` | {meaning_of(name, word)} |" for word in said["enum"]),
        ]
    return "\n".join(lines) + "\n"


def meaning_of(column: str, word: str) -> str:
    """What a word of a list means. Raises ``KeyError`` where nobody has said."""
    if word in _BESIDE:
        return _BESIDE[word]
    for seed, code, vocabularies in _SEEDS[column]:
        for row in rows(seed):
            if row[code] == word and row.get("vocabulary", "") in vocabularies:
                return row["meaning"]
    raise KeyError(word)


def _lists() -> dict[str, dict[str, Any]]:
    """The closed lists by the column that has them; that of consents is several columns'."""
    found = {name: said for name, said in blocks.columns().items() if "enum" in said}
    consent = blocks.schema("person")["$defs"]["consent"]
    return {
        **{name: said for name, said in found.items() if not name.endswith("_consent_code")},
        "consents": consent,
    }


def _columns() -> str:
    lines = [
        f"# Columns, block by block, {VERSION}",
        "",
        _MADE.format(of="the [schemas](schemas)"),
        "What a schema calls required, a level asks for: which one is in [levels](levels.md).",
        "Columns that aren't here are welcome and ignored.",
        "",
        "| form | what it is |",
        "| --- | --- |",
        *(f"| {name} | {_defined(name)} |" for name in ("text", "id", "instant", "date")),
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


def _defined(form: str) -> str:
    defined = [blocks.schema(block)["$defs"] for block in blocks.BLOCKS]
    said: str = next(each[form]["description"] for each in defined if form in each)
    return said


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
        return kind if kind != "consent" else "a word of [consents](words.md#consents)"
    if "enum" in said:
        return f"a word of [{name}](words.md#{name})"
    pattern = said.get("anyOf", [said])[0]["pattern"]
    return f"`{pattern}`".replace("|", "\\|")
