"""Which tool tells how much of which shape: from vars.yml and from what models say they lack."""

from __future__ import annotations

import re
from pathlib import Path

from orchestration.lib import settings
from orchestration.lib.landing import declarations
from orchestration.lib.tools import variables
from orchestration.lib.tools.begin import models_of
from orchestration.lib.tools.variables import Variables

_CONFORM = re.compile(r"conform\((.*)\)", re.DOTALL)
_LACKS = re.compile(r"lacks=\[(.*?)\]", re.DOTALL)
_INFERRED = re.compile(r"evidence: inferred")

_INTRODUCTION = """\
# What each tool tells

Written by `./kith tool coverage --write` from `vars.yml` and the models' `lacks`; not by hand.

A tick says that the tool fills the shape; the figures, how many of the shape's columns it can tell.
*Inferred* counts the tables and columns of its declaration that no document or real export shows:
its page says which.
"""


def page() -> str:
    """The whole of docs/coverage.md, as it should be now."""
    said = variables.read()
    spoken = said.tools
    used = [shape for shape in said.shapes if any(shape in shapes for shapes in spoken.values())]
    unused = [shape for shape in said.shapes if shape not in used]
    rows = [
        ["tool", "inferred", *(shape.replace("_", " ") for shape in used)],
        ["---", "---:", *("---" for _ in used)],
        *sorted([_title(tool), _inferred(tool), *(_cell(tool, shape, said) for shape in used)]
                for tool in spoken),
        ["**tools**", "", *(str(sum(shape in shapes for shapes in spoken.values()))
                            for shape in used)],
    ]  # fmt: skip
    lines = [f"| {' | '.join(row)} |" for row in rows]
    retired = [tool for tool in _folders() if tool not in spoken and models_of(tool, said)]
    notes = [
        f"No tool fills: {', '.join(unused)}." if unused else "",
        f"Retired, and a line away: {', '.join(retired)}." if retired else "",
    ]
    return "\n".join([_INTRODUCTION, *lines, "", *(f"{note}\n" for note in notes if note)])


def path() -> Path:
    """Where the page is."""
    return settings.PROJECT_ROOT / "docs" / "coverage.md"


def write() -> Path:
    """Write the page anew; returns where it is."""
    path().parent.mkdir(exist_ok=True)
    path().write_text(page())
    return path()


def _cell(tool: str, shape: str, said: Variables) -> str:
    if shape not in said.tools[tool]:
        return ""
    columns = {*said.shapes[shape]}
    told = columns - {*said.named(_lacked(tool, shape))}
    return f"✓ {len(told)}/{len(columns)}"


def _lacked(tool: str, shape: str) -> list[str]:
    sql = (_folder(tool) / f"stg_{tool}__{shape}.sql").read_text()
    ending = _CONFORM.search(sql)
    named = _LACKS.search(ending[1]) if ending else None
    return re.findall(r"'(\w+)'", named[1]) if named else []


def _title(tool: str) -> str:
    declared = declarations.read(_folder(tool) / f"_{tool}.yml")
    vendor = declared.vendor if declared else tool
    has_page = (path().parent / "tools" / f"{tool}.md").exists()
    return f"[{vendor}](tools/{tool}.md)" if has_page else vendor


def _inferred(tool: str) -> str:
    count = len(_INFERRED.findall((_folder(tool) / f"_{tool}.yml").read_text()))
    return str(count) if count else ""


def _folders() -> list[str]:
    return sorted(each.parent.name for each in _folder("").glob("*/_*.yml"))


def _folder(tool: str) -> Path:
    return settings.PROJECT_ROOT / "models" / "staging" / tool
