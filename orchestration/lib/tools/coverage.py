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


_AUTHORS = """\
## Who made it

Which tool tells who made such a record: a canvasser, a texter, a host, who brought somebody. A tick
says that it names them by a record it describes, so that identity finds the person; – that it fills
the shape and can't tell. How much of it is told in your data is in `marts.authorship`.
"""
# What is somebody's work (seeds/vocabulary/authored_types.csv), and the columns that name whose.
_WORK = {
    "contact_attempts": "collected_by_id",
    "messages": "collected_by_id",
    "survey_responses": "collected_by_id",
    "events": "host_record_id",
    "relationships": "related_record_id",
    "registrations": "collected_by_id",
    "actions": "collected_by_id",
    "attendances": "collected_by_id",
    "donations": "collected_by_id",
    "consents": "collected_by_id",
    "tags": "collected_by_id",
    "notes": "collected_by_id",
    "people": "collected_by_id",
}


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
    lines = _lines(rows)
    retired = [tool for tool in _folders() if tool not in spoken and models_of(tool, said)]
    notes = [
        f"No tool fills: {', '.join(unused)}." if unused else "",
        f"Retired, and a line away: {', '.join(retired)}." if retired else "",
    ]
    return "\n".join([
        _INTRODUCTION, *lines, "", *(f"{note}\n" for note in notes if note),
        _AUTHORS, *_lines(_authors(said)), "",
    ])  # fmt: skip


def _authors(said: Variables) -> list[list[str]]:
    """The table of who tells the author of what: tools that fill none of it are left out."""
    told = {
        tool: [_author_cell(tool, shape, said) for shape in _WORK]
        for tool in said.tools
        if any(shape in said.tools[tool] and shape != "people" for shape in _WORK)
    }
    return [
        ["tool", *(shape.replace("_", " ") for shape in _WORK)],
        ["---", *("---" for _ in _WORK)],
        *sorted([_title(tool), *cells] for tool, cells in told.items()),
        ["**tools**", *(str(sum(cells[place] == "✓" for cells in told.values()))
                        for place in range(len(_WORK)))],
    ]  # fmt: skip


def _author_cell(tool: str, shape: str, said: Variables) -> str:
    if shape not in said.tools[tool]:
        return ""
    lacked = {*said.named(_lacked(tool, shape))}
    # An event without a host is of whoever set it up.
    names = {_WORK[shape], "collected_by_id"} if shape == "events" else {_WORK[shape]}
    return "–" if names <= lacked else "✓"


def _lines(rows: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in rows]


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
