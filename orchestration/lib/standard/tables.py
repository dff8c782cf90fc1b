"""The tables of an export: which file they are, how to read them, and what their columns say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from orchestration.lib import settings
from orchestration.lib.landing import csv_layout, declarations, json_records
from orchestration.lib.landing.containers import Part
from orchestration.lib.landing.declarations import Column, RecordType, Tool, header_key
from orchestration.lib.landing.decode import encoding_of, readable
from orchestration.lib.landing.matching import Match, match
from orchestration.lib.landing.problems import FileRefused
from orchestration.lib.landing.renamed import is_tellable
from orchestration.lib.standard import blocks, meaning
from orchestration.lib.tools import clues, infer, unknown_table
from orchestration.lib.tools.errors import ToolError
from orchestration.lib.tools.guess import UNSURE, guesses, name_of, record_id
from orchestration.lib.tools.unknown_table import UnknownTable

_SAMPLED = 1000
_OWN_NAMES = (meaning.PEOPLE, meaning.INTERACTIONS, meaning.MERGES, meaning.DELETIONS)
_INTERACTIONS = (
    "contact_attempts", "messages", "survey_responses", "attendances", "donations", "actions",
    "message_events", "registrations", "web_events",
)  # fmt: skip
_ENVELOPE = re.compile(r"envelope\('(\w+)'|^\s*'(\w+)': ?(?:\{|\w+\()", re.MULTILINE)
_UNKNOWN = ("unknown_header", "unknown_json")
# The tool that speaks as the standard does.
_STANDARD = "kith"


@dataclass(frozen=True)
class Table:
    """One table of an export. ``said``: the standard's columns it has -> the name of its own.

    ``headers``: its columns' names -> as the file writes them. ``place``: what a record stands on.
    """

    label: str
    kind: str
    match: Match
    said: dict[str, str]
    headers: dict[str, str]
    place: str

    @property
    def record_type(self) -> RecordType:
        """What landing reads it as."""
        if self.match.record_type is None:
            raise ValueError("A part that is empty and unknown is no table.")
        return self.match.record_type

    @property
    def name(self) -> str:
        """The file's name in words, without dates and endings."""
        return infer.record_type_of(self.match.part.file_name)

    def shown(self, column: str) -> str:
        """A column as the file writes it; where that may be somebody's data, where it stands."""
        header = self.headers[column]
        if is_tellable(header, len(self.said)):
            return header
        columns = self.match.layout.columns if self.match.layout else ()
        places = [at for at, found in enumerate(columns, 1) if found and found.name == column]
        return f"(column {places[0]})" if places else "(a key)"


def table(label: str, part: Part, tool: Tool | None) -> Table | None:
    """The part as a table; None where it is empty. Raises ``FileRefused`` and ``ToolError``."""
    if tool is not None:
        try:
            return declared_table(label, part, tool)
        except FileRefused as refused:
            own = infer.record_type_of(part.file_name) in _OWN_NAMES
            if not own or not (refused.rule in _UNKNOWN or _is_the_standards(part)):
                raise
    return _undeclared(label, part)


def _is_the_standards(part: Part) -> bool:
    """Whether the part is a table as the standard has it, which any tool's export may add."""
    try:
        return match(part, declarations.tools()[_STANDARD], "utf-8").record_type is not None
    except FileRefused:
        return False


def declared_table(
    label: str, part: Part, tool: Tool, encoding: str = "utf-8"
) -> Table | None:
    """The part as one of the tool's tables; None where it is empty. Raises ``FileRefused``."""
    found = match(part, tool, encoding)
    if found.record_type is None or found.is_empty:
        return None
    kind = _kind(found.record_type)
    read = _table(label, _with_the_standards(found), kind, _ids_of_people(tool.name))
    own = read.record_type.record_id
    if kind == meaning.INTERACTIONS and own and _is_a_persons_own(read.record_type):
        read.said.setdefault("person_record_id", own[-1])
    return read


def meanings(declared: RecordType) -> dict[str, str]:
    """The standard's columns that a declared table has -> its own, from its declaration alone."""
    headers = {column.name: column.headers for column in declared.columns}
    return meaning.said(headers, _kind(declared), _ids_of_people(declared.tool))


def telling(tool: str, shape: str) -> frozenset[str]:
    """The record types out of which a tool's models make a shape."""
    return _told_by(tool, (shape,))


def _with_the_standards(found: Match) -> Match:
    """The match, where columns of the standard count although nobody has declared them yet."""
    declared = found.record_type
    if declared is None:
        raise ValueError("A part that is empty and unknown has no columns.")
    names = {column.name for column in declared.columns}
    taken = {header for column in declared.columns for header in column.headers}
    more = [
        Column(name, "text", (header_key(name),), True)
        for name in blocks.columns()
        if name not in names and header_key(name) not in taken
    ]
    extended = replace(declared, columns=(*declared.columns, *more))
    layout = csv_layout.read_as(found.layout.header, extended) if found.layout else None
    present = {column.name for column in layout.columns if column} if layout else set()
    if not declared.record_id and "record_id" in present:
        extended = replace(extended, record_id=("record_id",))
    return replace(found, record_type=extended, layout=layout)


def _undeclared(label: str, part: Part) -> Table | None:
    head = part.head(1 << 12).strip()
    if not head:
        return None
    if head[:1] == b"<":
        # Landing says what it is, and what to do.
        match(part, Tool("export", "", ()), "utf-8")
    try:
        unknown = unknown_table.table(part)
    except ToolError:
        unknown = _large_json(part, head)
        if not unknown.headers:
            raise
    record_type, kind = _guessed(unknown)
    return _table(label, match(part, Tool("export", "", (record_type,)), "utf-8"), kind)


def _large_json(part: Part, head: bytes) -> UnknownTable:
    """The keys of a list of records too long, or too broken, to be read whole; perhaps none."""
    headers: list[str] = []
    if head[:1] in (b"[", b"{"):
        encoding = encoding_of(head, "utf-8")
        by_line = json_records.is_one_document_a_line(head)
        found = Match(part, None, encoding, is_one_document_a_line=by_line)
        headers = list(dict.fromkeys(_sampled_keys(found)))
    return UnknownTable(part.file_name, "JSON", headers, [], True)


def _guessed(unknown: UnknownTable) -> tuple[RecordType, str]:
    """An undeclared table as a record type of all its columns, and what it holds."""
    keys = [header_key(header) for header in unknown.headers]
    columns: dict[str, Column] = {}
    for place, (header, key) in enumerate(zip(unknown.headers, keys, strict=True), 1):
        name = name_of(header, place)
        is_told_apart = keys.count(key) == 1 and name not in columns
        if key and (is_told_apart or key in _keys_of_the_standard()):
            columns.setdefault(name, Column(name, "text", (key,), False))
    headers = {name: column.headers for name, column in columns.items()}
    name = infer.record_type_of(unknown.file_name)
    kind = meaning.kind_of(name, meaning.said(headers, meaning.OTHER))
    found = meaning.said(headers, kind)
    guessed = [] if "record_id" in found else guesses(unknown)
    infer.check_header(unknown, bool(found) or any(guess.is_proposed for guess in guessed))
    own = found.get("record_id")
    likely = record_id(guessed)
    if own is None and likely is not None and likely.sureness != UNSURE:
        own = likely.name if likely.name in columns else None
    return RecordType(
        tool="export", name=name, file_patterns=("*",), record_id=(own,) if own else (),
        record_id_pattern=None, records_at=unknown.records_at, snapshot="changes",
        columns=tuple(columns.values()),
    ), kind  # fmt: skip


def _table(label: str, read: Match, kind: str, ids: frozenset[str] = frozenset()) -> Table:
    record_type = read.record_type
    if record_type is None:
        raise ValueError("A part that is empty and unknown is no table.")
    headers = _headers(read)
    keys = {
        column.name: column.headers for column in record_type.columns if column.name in headers
    }
    place = "row" if read.part.is_columnar else "line" if read.layout else "record"
    return Table(label, kind, read, meaning.said(keys, kind, ids), headers, place)


def _headers(found: Match) -> dict[str, str]:
    """The columns that the part really has, by name, as it writes them."""
    if found.layout is not None:
        pairs = zip(found.layout.columns, found.layout.header.fields, strict=True)
        return {column.name: field.strip() for column, field in pairs if column}
    record_type = found.record_type
    if record_type is None:
        return {}
    keys = {header_key(key): key for key in _sampled_keys(found)}
    return {
        column.name: next(keys[header] for header in column.headers if header in keys)
        for column in record_type.columns
        if keys.keys() & {*column.headers}
    }


def _sampled_keys(found: Match) -> Iterator[str]:
    record_type = found.record_type
    with found.part.open() as unpacked:
        stream = readable(unpacked, found.encoding)
        if not found.encoding.is_recoded:
            stream.read(found.encoding.mark)
        records_at = record_type.records_at if record_type else None
        records = json_records.records(stream, records_at, found.is_one_document_a_line)
        for record in islice(records, _SAMPLED):
            members = record.rule or json_records.parse(record.raw)
            if not isinstance(members, str):
                yield from members


@cache
def _keys_of_the_standard() -> frozenset[str]:
    return frozenset(map(header_key, blocks.columns()))


@cache
def _told_by(tool: str, shapes: tuple[str, ...]) -> frozenset[str]:
    """The record types out of which a tool's models make these shapes."""
    folder = settings.PROJECT_ROOT / "models" / "staging" / tool
    models = [folder / f"stg_{tool}__{shape}.sql" for shape in shapes]
    found = [_ENVELOPE.findall(model.read_text()) for model in models if model.exists()]
    return frozenset(one or other for names in found for one, other in names)


def _kind(record_type: RecordType) -> str:
    """What the records of a declared type are, as the tool's models use them."""
    name, tool = record_type.name, record_type.tool
    headers = {column.name: column.headers for column in record_type.columns}
    if name in (_OWN_NAMES if tool == _STANDARD else (meaning.MERGES, meaning.DELETIONS)):
        return name
    if name in _told_by(tool, _INTERACTIONS):
        # A petition's title is told by the same models as its signatures.
        told = meaning.said(headers, meaning.INTERACTIONS, _ids_of_people(tool))
        return meaning.INTERACTIONS if meaning.is_of_somebody(told) else meaning.OTHER
    if name in _told_by(tool, ("people",)):
        # An event's host is a person; the event is none.
        has_hosts = name in _told_by(tool, ("events", "event_shifts"))
        return meaning.OTHER if has_hosts else meaning.PEOPLE
    return meaning.MERGES if name in _told_by(tool, ("merges",)) else meaning.OTHER


def _ids_of_people(tool: str) -> frozenset[str]:
    """How a tool calls the ids of people: their records' own, where it isn't that of an order."""
    people = _told_by(tool, ("people",)) - _told_by(tool, _INTERACTIONS)
    return frozenset(
        name
        for record_type in declarations.tools()[tool].record_types
        if record_type.name in people
        for name in record_type.record_id
        if (clue := clues.of(header_key(name))) is None or clue.shape == "identifiers"
    )


def _is_a_persons_own(record_type: RecordType) -> bool:
    """Whether a record that tells of something is also the record of the person it happened to."""
    return record_type.name in _told_by(record_type.tool, ("people",))


def tool_of(name: str) -> Tool:
    """The declared tool of that name. Raises ``ToolError``."""
    known = declarations.tools()
    if name not in known:
        raise ToolError(
            f"No tool is declared as '{name}'. There are: {', '.join(known)}. Leave --tool out to "
            "judge by the standard's own column names."
        )
    return known[name]
