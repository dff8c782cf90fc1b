"""Which declared record type a part is: by its file's name first, then by its header."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import BinaryIO

from orchestration.lib.landing import csv_layout, declarations, json_records
from orchestration.lib.landing.containers import Part
from orchestration.lib.landing.csv_layout import Layout
from orchestration.lib.landing.declarations import Column, RecordType, Tool, header_key
from orchestration.lib.landing.decode import Encoding, encoding_of, readable
from orchestration.lib.landing.problems import FileRefused

_HEAD = 1 << 18
_SAMPLED_RECORDS = 20


@dataclass(frozen=True)
class Match:
    """A part and how to read it. ``layout`` is set for delimited text, None for JSON.

    ``is_empty``: the part holds nothing. ``record_type`` is None only where its name says nothing
    either.
    """

    part: Part
    record_type: RecordType | None
    encoding: Encoding
    layout: Layout | None = None
    is_one_document_a_line: bool = False
    is_empty: bool = False


def match(
    part: Part,
    tool: Tool,
    encoding: str,
    seen: Callable[[RecordType], Collection[str]] = lambda _: (),
) -> Match:
    """Recognise the part. Raises ``FileRefused`` where it is no export of this tool.

    ``seen`` knows the undeclared headers of a record type's earlier exports, to tell a new one.
    """
    with part.open() as stream:
        found = encoding_of(_read(stream, _HEAD), encoding)
    with part.open() as stream:
        head = _read(readable(stream, found), _HEAD)
    mark = 0 if found.is_recoded else found.mark
    body = head[mark:].strip()
    named = by_name(part.file_name, tool)
    if not body:
        return Match(part, named, found, is_empty=True)
    if body[:1] == b"<":
        raise FileRefused(
            "web_page",
            "This is a web page or XML, not an export.",
            "The download probably needed a login: sign in and download it again.",
        )
    if body[:1] in (b"{", b"["):
        return _match_json(part, tool, found, head[mark:], named)
    return _match_csv(part, tool, found, head, mark, named, seen)


def by_name(file_name: str, tool: Tool) -> RecordType | None:
    """The record type whose pattern matches first."""
    name = file_name.lower()
    for record_type in tool.record_types:
        if any(fnmatchcase(name, pattern.lower()) for pattern in record_type.file_patterns):
            return record_type
    return None


def _match_csv(
    part: Part, tool: Tool, encoding: Encoding, head: bytes, mark: int, named: RecordType | None,
    seen: Callable[[RecordType], Collection[str]],
) -> Match:
    candidates = csv_layout.headers(head, "utf-8" if encoding.is_recoded else encoding.name, mark)
    own = csv_layout.best(candidates, named) if named else None
    if named and own and not own.missing:
        csv_layout.check(own, named, tool.vendor)
        return Match(part, named, encoding, own)
    if named and own and len(own.missing) == 1:
        # One column renamed is likelier than another kind of export under this name.
        csv_layout.check(own, named, tool.vendor, seen(named))
    fitting = _fitting(candidates)
    ours = [(kind, layout) for kind, layout in fitting if kind.tool == tool.name]
    if named is None and ours:
        record_type, layout = ours[0]
        csv_layout.check(layout, record_type, tool.vendor)
        return Match(part, record_type, encoding, layout)
    recognised = own.recognised if own else 0
    better = [(kind, layout) for kind, layout in fitting if layout.recognised > recognised]
    if better:
        raise _misplaced(better[0][0], tool)
    if named and own and len(own.missing) <= own.recognised:
        csv_layout.check(own, named, tool.vendor, seen(named))
    raise FileRefused(
        "unknown_header",
        f"No line at the file's beginning is the header of an export of {tool.name} that is "
        f"declared{f' for {named.name}' if named else ''}.",
        "Check that the file has its header line and is in the right source's folder; "
        f"declare a new kind of export in models/staging/{tool.name}/_{tool.name}.yml.",
    )


def _fitting(candidates: list[csv_layout.Header]) -> list[tuple[RecordType, Layout]]:
    """Every declared record type whose required columns are all there, best first."""
    found = []
    for tool in declarations.tools().values():
        for record_type in tool.record_types:
            layout = csv_layout.best(candidates, record_type)
            if layout and not layout.missing and layout.recognised > 1:
                found.append((record_type, layout))
    return sorted(found, key=lambda pair: -pair[1].recognised)


def _misplaced(record_type: RecordType, tool: Tool) -> FileRefused:
    vendor = declarations.tools()[record_type.tool].vendor
    return FileRefused(
        "wrong_source" if record_type.tool != tool.name else "wrong_record_type",
        f"This looks like a {vendor} {record_type.name} export.",
        "Put it in the folder of that tool's source."
        if record_type.tool != tool.name
        else "Give the file the name that export has, and land it again.",
    )


def _match_json(
    part: Part, tool: Tool, encoding: Encoding, head: bytes, named: RecordType | None
) -> Match:
    by_line = json_records.is_one_document_a_line(head)
    ours = sorted(
        ((_json_score(head, by_line, kind), kind) for kind in tool.record_types),
        key=lambda pair: -pair[0],
    )
    scores = {kind.name: score for score, kind in ours}
    if named is not None and (scores[named.name] > 0 or not _has_records(head, by_line, named)):
        return Match(part, named, encoding, is_one_document_a_line=by_line)
    if named is not None and _lacks_one(_known(head, by_line, named), named):
        # One column renamed is likelier than another kind of export under this name.
        return Match(part, named, encoding, is_one_document_a_line=by_line)
    listed = [(score, kind) for score, kind in ours if score > 1 and _is_listed(head, kind)]
    if named is None and listed:
        return Match(part, listed[0][1], encoding, is_one_document_a_line=by_line)
    others = [
        (_json_score(head, by_line, kind), kind)
        for other in declarations.tools().values()
        for kind in other.record_types
    ]
    score, kind = max(others, key=lambda pair: pair[0])
    if score > 1 and kind is not named and (named or kind.tool != tool.name):
        raise _misplaced(kind, tool)
    raise FileRefused(
        "unknown_json",
        f"The JSON holds no record of a kind that is declared for {tool.name}.",
        "Check that the file is in the right source's folder; "
        f"declare a new kind of export in models/staging/{tool.name}/_{tool.name}.yml.",
    )


def _sample(head: bytes, by_line: bool, record_type: RecordType) -> list[set[str]]:
    found = []
    for record in json_records.records(io.BytesIO(head), record_type.records_at, by_line):
        if record.rule is None:
            members = json_records.parse(record.raw)
            if not isinstance(members, str):
                found.append({header_key(key) for key in members})
        if len(found) == _SAMPLED_RECORDS:
            break
    return found


def _is_listed(head: bytes, record_type: RecordType) -> bool:
    """Whether the file says the path its records are at, where their kind has one.

    A document of its own needs a name: kinds of one tool share too many keys to tell them apart.
    """
    path = record_type.records_at.split(".") if record_type.records_at else []
    return all(f'"{key}"'.encode() in head for key in path)


def _has_records(head: bytes, by_line: bool, record_type: RecordType) -> bool:
    return bool(_sample(head, by_line, record_type))


def _json_score(head: bytes, by_line: bool, record_type: RecordType) -> int:
    """How many declared columns the first records know; 0 without a single required one."""
    known = _known(head, by_line, record_type)
    names_of_id = set(record_type.record_id)
    has_required = any(not column.is_optional for column in known)
    has_id = not names_of_id or any(column.name in names_of_id for column in known)
    return len(known) if has_required and has_id else 0


def _lacks_one(known: list[Column], record_type: RecordType) -> bool:
    """Whether some columns are known, and a single required one is not."""
    required = [column for column in record_type.columns if not column.is_optional]
    return bool(known) and sum(column not in known for column in required) == 1


def _known(head: bytes, by_line: bool, record_type: RecordType) -> list[Column]:
    """The declared columns that the first records have."""
    keys = set().union(*_sample(head, by_line, record_type))
    return [column for column in record_type.columns if keys.intersection(column.headers)]


def _read(stream: BinaryIO, size: int) -> bytes:
    pieces = []
    while size and (piece := stream.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
