"""What a tool's export is declared to hold: read from ``models/staging/<tool>/_<tool>.yml``.

The same file is dbt's source definition, so a column is declared once. Nothing else decides
what a raw table looks like: an export's header is never turned into an SQL identifier.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.lib import settings
from orchestration.lib.errors import KithError
from orchestration.lib.registry import Source

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")


class DeclarationError(KithError):
    """A tool's declaration can't be used; the message names the file, the table and the mend."""


@dataclass(frozen=True)
class Column:
    """A declared column: SQL name, type (``text`` or ``jsonb``), the headers it answers to.

    ``spelling``: the header as the tool writes it, for people. ``at``: in JSON, the keys that lead
    to it where it stands deeper in the record; empty where its header is a key of the record's own.
    """

    name: str
    data_type: str
    headers: tuple[str, ...]
    is_optional: bool
    spelling: str = ""
    description: str = ""
    at: tuple[str, ...] = ()


@dataclass(frozen=True)
class RecordType:
    """One kind of record a tool exports, such as Mobilize's ``participations``.

    ``file_patterns``: shell patterns a file's name is matched with, first match wins.
    ``record_id``: the declared columns that together are the tool's own unique id; empty where
    the tool has none, and then an id is minted from the record's content.
    ``record_id_pattern``: a regular expression the id must match whole; its first group is the
    id. Of a list of ids, as OSDI has it, the first that matches counts.
    ``header_prefix``: what the tool puts before the headers it was sent (a regular expression on
    their letters and digits), and what is read in its place: ``col[0-9]+``, ``sent``.
    ``records_at``: for JSON, the dotted path of the list that holds the records.
    ``never``: headers of columns whose values may never be kept; see ``never``.
    ``snapshot``: ``full`` where a file holds every record there is, ``changes`` where it doesn't.
    """

    tool: str
    name: str
    file_patterns: tuple[str, ...]
    record_id: tuple[str, ...]
    record_id_pattern: re.Pattern[str] | None
    records_at: str | None
    snapshot: str
    columns: tuple[Column, ...]
    header_prefix: tuple[str, str] | None = None
    never: tuple[str, ...] = ()
    description: str = ""

    def key(self, header: str) -> str:
        """A header in the form in which it is compared with those of the columns."""
        key = header_key(header)
        if self.header_prefix is None:
            return key
        prefix, instead = self.header_prefix
        return re.sub(rf"\A(?:{prefix})", instead, key)

    @property
    def can_be_missed(self) -> bool:
        """Whether a record that an export lacks is gone: not where an edit makes another id."""
        return self.snapshot == "full" and bool(self.record_id)

    @property
    def table(self) -> str:
        """The table's name in the schemas ``landing`` (rows) and ``raw`` (released rows)."""
        return f"{self.tool}__{self.name}"


@dataclass(frozen=True)
class Tool:
    """A tool: who makes it and what it exports.

    ``since``: the year it came into being, where that is declared: no record in it is older.
    ``companions``: shell patterns of the paths of files that come in its archives beside the
    tables: kept with the archive, and not read as records.
    """

    name: str
    vendor: str
    record_types: tuple[RecordType, ...]
    description: str = ""
    since: int | None = None
    companions: tuple[str, ...] = ()


def header_key(header: str) -> str:
    """The form in which headers are compared: letters and digits only, lower case."""
    return re.sub(r"[^0-9a-z]+", "", header.replace("\ufeff", "").lower())


@cache
def tools() -> dict[str, Tool]:
    """Every declared tool, by name."""
    found = {}
    for path in sorted((settings.PROJECT_ROOT / "models" / "staging").glob("*/_*.yml")):
        tool = read(path)
        if tool:
            found[tool.name] = tool
    return found


def tool_of(source: Source) -> Tool:
    """The tool a source is an account of. Raises ``DeclarationError``."""
    known = tools()
    if source.tool not in known:
        raise DeclarationError(
            f"The source {source.source_id} is of the tool '{source.tool}', which is not declared. "
            f"Write models/staging/{source.tool}/_{source.tool}.yml; see CONTRIBUTING.md."
        )
    return known[source.tool]


def read(path: Path) -> Tool | None:
    """The tool declared in the file, or None where the file declares none."""
    # In C: ten times faster than the other safe loader, and every command waits for it.
    document = yaml.load(path.read_text(), yaml.CSafeLoader) or {}
    for source in document.get("sources", []):
        # A source in another schema is Kith's own ledger, staged for marts: nothing lands there.
        if source["name"] == path.parent.name and source["schema"] == "raw":
            meta = source.get("config", {}).get("meta", {})
            never = tuple(meta.get("never", ()))
            record_types = tuple(
                _record_type(source["name"], table, never, path)
                for table in source.get("tables", [])
            )
            vendor = meta.get("vendor", source["name"])
            return Tool(
                source["name"], vendor, record_types, _said(source), meta.get("since"),
                tuple(meta.get("companions", ())),
            )
    return None


def _record_type(
    tool: str, table: dict[str, Any], never: tuple[str, ...], path: Path
) -> RecordType:
    meta = table.get("config", {}).get("meta", {})
    never += tuple(meta.get("never", ()))
    columns = tuple(_column(column, path) for column in table.get("columns", []))
    names = {column.name for column in columns}
    record_id = tuple(meta.get("record_id", ()))
    for name in (table["name"], *names):
        if not _IDENTIFIER.match(name):
            raise DeclarationError(
                f"{path}: {table['name']}: '{name}' can't be a column or table name. "
                "Use lower case letters, digits and underscores, at most 63."
            )
    if missing := [name for name in record_id if name not in names]:
        raise DeclarationError(
            f"{path}: {table['name']}: record_id names {missing}, which is not a declared column."
        )
    if deeper := [column.name for column in columns if column.name in record_id and column.at]:
        raise DeclarationError(
            f"{path}: {table['name']}: record_id names {deeper}, which stand deeper in the record. "
            "An id is a key of the record's own: leave record_id out."
        )
    forbidden = {header_key(name) for name in never}
    if both := [column.name for column in columns if forbidden.intersection(column.headers)]:
        raise DeclarationError(
            f"{path}: {table['name']}: {both[0]} is declared as a column and under never. "
            "Take one of the two out."
        )
    if not meta.get("files"):
        raise DeclarationError(f"{path}: {table['name']}: say which files it comes in: meta.files")
    return RecordType(
        tool=tool,
        name=table["name"],
        file_patterns=tuple(meta["files"]),
        record_id=record_id,
        record_id_pattern=_pattern(meta.get("record_id_pattern")),
        records_at=meta.get("records_at"),
        snapshot=meta.get("snapshot", "changes"),
        columns=columns,
        header_prefix=tuple(meta["header_prefix"]) if "header_prefix" in meta else None,
        never=never,
        description=_said(table),
    )


def _said(declared: dict[str, Any]) -> str:
    """A description in one line; empty where there is none."""
    return " ".join(str(declared.get("description", "")).split())


def _pattern(expression: str | None) -> re.Pattern[str] | None:
    return re.compile(expression) if expression else None


def _column(column: dict[str, Any], path: Path) -> Column:
    meta = column.get("config", {}).get("meta", {})
    data_type = column.get("data_type", "text")
    if data_type not in ("text", "jsonb"):
        raise DeclarationError(
            f"{path}: column {column['name']}: data_type is 'text' or 'jsonb', not '{data_type}'. "
            "Casts belong in the staging model."
        )
    spellings = tuple(meta.get("headers", ()))
    at = tuple(meta["at"].split(".")) if "at" in meta else ()
    if at:
        spellings = (meta["at"], *spellings)
    headers = tuple(header_key(name) for name in (column["name"], *spellings))
    return Column(
        column["name"], data_type, headers, bool(meta.get("optional", bool(at))),
        (*spellings, column["name"])[0], _said(column), at,
    )  # fmt: skip
