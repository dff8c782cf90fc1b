"""Which declared tools an export looks like: for whoever judges it without saying whose it is."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

from orchestration.lib.landing import containers, declarations, folder
from orchestration.lib.landing.declarations import RecordType, Tool, header_key
from orchestration.lib.landing.problems import FileRefused
from orchestration.lib.tools import unknown_table
from orchestration.lib.tools.errors import ToolError

# Fewer columns than these are in many a tool's exports.
_FEWEST_COLUMNS = 4
_MOST_FILES = 20


def tools_like(path: Path) -> list[Tool]:
    """The tools one of whose tables has a file's name and all of its columns."""
    files = folder.exports(path)[:_MOST_FILES] if path.is_dir() else [path]
    shown = [each for file in files for each in _headers(file)]
    return [
        tool
        for tool in declarations.tools().values()
        # Who isn't said to be any tool's is judged by the standard as it is.
        if tool.name != "kith" and any(
            _is_like(kind, name, keys) for name, keys in shown for kind in tool.record_types
        )
    ]


def _headers(file: Path) -> list[tuple[str, set[str]]]:
    """The name and headers of each table of a file that can be read."""
    try:
        tables = [unknown_table.table(part) for part in containers.parts(file, file.name)]
    except (FileRefused, ToolError, OSError):
        return []
    return [(table.file_name, {*map(header_key, table.headers)}) for table in tables]


def _is_like(kind: RecordType, name: str, keys: set[str]) -> bool:
    needed = [column for column in kind.columns if not column.is_optional]
    return (
        len(needed) >= _FEWEST_COLUMNS
        and any(fnmatch(name.lower(), pattern.lower()) for pattern in kind.file_patterns)
        and all(keys.intersection(column.headers) for column in needed)
    )
