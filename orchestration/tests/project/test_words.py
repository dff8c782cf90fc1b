"""A tool's word becomes ours by a line of seeds/vocabulary, never by a CASE."""

from __future__ import annotations

import re

from orchestration.tests.project.manifest import Manifest, check

CASE_ON_A_RAW_WORD = re.compile(r"\bcase\b(?:(?!\bend\b).)*?\w+_raw\b", re.DOTALL)
_WORD = r"'[^']*[A-Za-z][^']*'"
# A column, whatever macro cleans it, beside a word; and the words a CASE answers with.
COMPARED = re.compile(
    rf"""\b(\w+)["')}}\s]*(?:=|<>|\blike|\bsimilar\s+to|\b(?:not\s+)?in\s*\()\s*{_WORD}"""
    rf"|\bcase\s+(?:\w+\.)?(\w+)\s+when\s+{_WORD}",
    re.IGNORECASE,
)
ANSWERED = re.compile(rf"\b(?:then|else)\s+{_WORD}", re.IGNORECASE)
NAMED_HERE = re.compile(r"\bas\s+(\w+)(?:\s*\(([^()]*)\))?", re.IGNORECASE)


def test_a_tools_word_is_mapped_by_a_seed(manifest: Manifest) -> None:
    check(
        [
            model.path
            for model in manifest.layer("canon", "identity", "marts")
            if CASE_ON_A_RAW_WORD.search(model.sql)
        ],
        "A CASE on a *_raw column hides a vocabulary. Join a seed of seeds/vocabulary instead:",
    )


def test_staging_keeps_a_tools_word(manifest: Manifest) -> None:
    columns: dict[str, set[str]] = {}
    for source in manifest.content["sources"].values():
        columns.setdefault(source["source_name"], set()).update(source["columns"])
    check(
        [
            f"{model.path}: {' '.join(case.split())}"
            for model in manifest.layer("staging")
            for case in _translations(model.sql, columns.get(model.folder, set()))
        ],
        "This CASE makes another word of the tool's own. Keep the tool's in *_raw and map it in "
        "seeds/vocabulary/words; for what kind of record a reference is to, use looked_up():",
    )


def _translations(sql: str, told: set[str]) -> list[str]:
    """The CASEs that compare a column the tool tells with a word and answer with a word."""
    code = re.sub(r"--.*|\{#.*?#\}", "", sql)
    given = {
        name.strip()
        for one, several in NAMED_HERE.findall(code)
        for name in (several.split(",") if several else [one])
    }
    return [
        case
        for case in _cases(code)
        if ANSWERED.search(case)
        and any({*compared} & (told - given) for compared in COMPARED.findall(case))
    ]


def _cases(code: str) -> list[str]:
    """Every CASE, those inside others too."""
    found, begun = [], []
    for word in re.finditer(r"\b(case|end)\b", code, re.IGNORECASE):
        if word[0].lower() == "case":
            begun.append(word.start())
        elif begun:
            found.append(code[begun.pop() : word.end()])
    return found


def test_a_translation_is_found_however_it_is_written() -> None:
    for case in (
        "case when status = 'CONFIRMED' then 'signed_up' end",
        "case said.status when 'CONFIRMED' then 'signed_up' end",
        "case when lower({{ clean_text('status') }}) in ('yes', 'ja') then 1 else 'no' end",
        "case when true then case when status like 'CONF%' then 'signed_up' end end",
        "{'x': \"case when status similar to 'CO(NF|MP)%' then 'signed_up' end\"}",
    ):
        assert _translations(f"select {case} as status_raw", {"status"}), case


def test_what_translates_nothing_is_left_alone() -> None:
    for sql in (
        "select case when status = 'CONFIRMED' then changed_at end as joined_at",
        "select case when status is null then 'not said' end as status_raw",
        "select case when status like '%@%' then 'email' end as kind",
        "select case when {{ yes_no('status') }} then 'volunteer' end as role_raw",
        "-- case when status = 'CONFIRMED' then 'signed_up' end",
        "select case status when 'sms' then 'phone' end from t cross join x as labels (status, a)",
        "select case when kind = 'a' then 'b' end, status from t",
    ):
        assert not _translations(sql, {"status"}), sql
