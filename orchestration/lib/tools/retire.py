"""Retire a tool: Kith no longer speaks it, and keeps all it has ever landed of it."""

from __future__ import annotations

from orchestration.lib import registry
from orchestration.lib.tools import variables
from orchestration.lib.tools.errors import ToolError


def accounts_of(tool: str) -> list[str]:
    """The tool's accounts in the registry, whose lines stay when it is retired."""
    return [source.source_id for source in registry.sources().values() if source.tool == tool]


def retire(tool: str) -> str:
    """Take the tool's line out of vars.yml; returns it, to be put back one day.

    Its folder, landed rows and its people's ids stay. Raises ``ToolError`` where it isn't spoken.
    """
    spoken = variables.read().tools
    if tool not in spoken:
        raise ToolError(f"Kith doesn't speak {tool}. It speaks: {', '.join(spoken)}.")
    return variables.take_out(tool)
