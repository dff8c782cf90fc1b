"""A macro earns its file: it names one idea, briefly."""

from __future__ import annotations

import re
from pathlib import Path

from orchestration.lib.settings import PROJECT_ROOT
from orchestration.tests.project.manifest import check, relative

LONGEST_BODY = 15
CALLED_OTHERWISE = re.compile(r"\{%-? *(test|materialization) ")  # in YAML, configurations
MACRO = re.compile(
    r"\{%-?\s*(?:macro|test|materialization)\s+(\w+)\b.*?%\}(.*?)"
    r"\{%-?\s*end(?:macro|test|materialization)\s*-?%\}",
    re.DOTALL,
)
FILES = sorted((PROJECT_ROOT / "macros").rglob("*.sql"))


def _macros(path: Path) -> list[tuple[str, str]]:
    """Name and body of each macro in a file."""
    return MACRO.findall(path.read_text())


def _idea(name: str) -> str:
    """A database's own version of a macro (postgres__x) is the same idea as x."""
    return name.split("__", 1)[-1]


def _length(body: str) -> int:
    """Lines that say something; a list of words, however long, is one thing said."""
    lines = [line.strip() for line in body.splitlines()]
    return sum(1 for line in lines if line and not line.startswith(('"', '~ "')))


def test_one_idea_a_file() -> None:
    check(
        [
            f"{relative(path)}: {[name for name, _ in _macros(path)]}"
            for path in FILES
            if {_idea(name) for name, _ in _macros(path)} != {path.stem}
        ],
        "A file in macros/ holds one macro and bears its name (postgres__x stays with x):",
    )


def test_a_macro_is_short() -> None:
    check(
        [
            f"{relative(path)}: {name}, {lines} lines"
            for path in FILES
            for name, body in _macros(path)
            if "materializations" not in path.parts  # dbt prescribes most of their lines
            if (lines := _length(body)) > LONGEST_BODY
        ],
        f"A macro has at most {LONGEST_BODY} lines. Split it, or write it as a model:",
    )


def test_a_macro_is_explained() -> None:
    check(
        [relative(path) for path in FILES if not path.read_text().lstrip().startswith("{#")],
        "A macro's file opens with a comment that says what it gives: {#- The newest … -#}:",
    )


def test_every_macro_is_used() -> None:
    called_by_dbt = {
        "generate_schema_name", "generate_alias_name", "create_table_as", "create_indexes",
    }
    texts = {
        file: file.read_text()
        for folder in ["macros", "models", "expectations", "seeds"]
        for file in (PROJECT_ROOT / folder).rglob("*.*")
        if file.suffix in {".sql", ".yml"}
    }
    texts[PROJECT_ROOT / "dbt_project.yml"] = (PROJECT_ROOT / "dbt_project.yml").read_text()
    check(
        [
            relative(path)
            for path in FILES
            if path.stem not in called_by_dbt
            and not CALLED_OTHERWISE.search(texts[path])
            and not any(
                re.search(rf"\b{path.stem}\(", text) for file, text in texts.items() if file != path
            )
        ],
        "Nothing calls these macros. Delete them; git remembers:",
    )
