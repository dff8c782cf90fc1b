"""``vars.yml``: which tools are spoken and what shapes there are; one line is a tool.

Lines are put in and taken out as text, so that comments and everybody else's lines stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from orchestration.lib import settings
from orchestration.lib.tools.errors import ToolError

_BLOCK = re.compile(r"(?m)^  tools:\n(?P<lines>(?:    .*\n|[ ]*#.*\n)*)")


@dataclass(frozen=True)
class Variables:
    """What dbt's variables say.

    ``tools``: the shapes of each tool that is spoken. ``shapes``: the columns and types of each
    shape. ``provenance``: those that every shape begins with. ``groups``: columns told together.
    """

    tools: dict[str, list[str]]
    shapes: dict[str, dict[str, str]]
    provenance: dict[str, str]
    groups: dict[str, list[str]]

    def columns(self, shape: str) -> list[str]:
        """All columns of a shape, in order."""
        return [*self.provenance, *self.shapes[shape]]

    def named(self, names: list[str]) -> list[str]:
        """The columns that these names, of columns or of groups, stand for."""
        return [column for name in names for column in self.groups.get(name, [name])]


def path() -> Path:
    """Where the variables are."""
    return settings.PROJECT_ROOT / "vars.yml"


def read() -> Variables:
    """The variables as they are now."""
    said = yaml.safe_load(path().read_text())["vars"]
    return Variables(said["tools"], said["shapes"], said["provenance"], said["groups"])


def line_of(tool: str, shapes: list[str]) -> str:
    """The line that makes Kith speak a tool."""
    return f"    {tool}: [{', '.join(shapes)}]\n"


def put_in(tool: str, shapes: list[str]) -> None:
    """Add the tool's line after the others'."""
    text = path().read_text()
    block = _block(text)
    path().write_text(text[: block.end()] + line_of(tool, shapes) + text[block.end() :])


def take_out(tool: str) -> str:
    """Take the tool's line away; returns it."""
    text = path().read_text()
    block = _block(text)
    found = re.compile(rf"(?m)^    {re.escape(tool)}:.*\n").search(text, block.start(), block.end())
    if found is None:
        raise ToolError(f"vars.yml has no line of its own for {tool}. Take it out by hand.")
    path().write_text(text[: found.start()] + text[found.end() :])
    return found[0]


def _block(text: str) -> re.Match[str]:
    block = _BLOCK.search(text)
    if block is None:
        raise ToolError("vars.yml has no block `tools:`, two spaces in, with a line for each tool.")
    return block
