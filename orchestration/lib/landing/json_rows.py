"""Turns JSON records into rows of COPY text format, or sets them aside.

Text columns take a string's text and everything else's JSON as it was sent, so that no digit of
a number is lost. jsonb columns and ``_extra`` take the JSON as sent.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Any

from orchestration.lib.landing import record_ids
from orchestration.lib.landing.csv_records import escape
from orchestration.lib.landing.declarations import Column, RecordType, header_key
from orchestration.lib.landing.json_records import JsonRecord, Number, parse
from orchestration.lib.landing.never import Guard
from orchestration.lib.landing.problems import Located
from orchestration.lib.landing.writer import CopyWriter

# What stands in the place of a record of somebody who was forgotten: structure, and no record.
FORGOTTEN = b'{"":0}'
_MESSAGES = {
    "bad_json": "The record is not JSON.",
    "cut_off": "The JSON ends in the middle of a record.",
    "duplicate_key": "The record says one key twice.",
    "not_a_number": "The record holds NaN or Infinity.",
    "number_too_large": "The record holds a number that PostgreSQL can't hold.",
    "nul_character": "The record holds the character \\u0000.",
    "nul_byte": "The record holds a NUL byte.",
    "lone_surrogate": "The record holds half of a surrogate pair.",
    "undecodable": "The record's bytes are not UTF-8.",
    "too_deep": "The record is nested deeper than 64 levels.",
    "too_long": "The record is longer than 8 MB.",
    "not_an_object": "The record is not a JSON object.",
}


class JsonRows:
    """The rows of one part; the same counts as ``CsvRows``. The row number is the ordinal.

    ``is_strict``: whether values that may never be kept are refused, and not only left out.
    ``parsed``: how many records are JSON. ``told``: the declared columns that any of them has, were
    it without a value; ``filled``: in how many records that land each has one.
    """

    def __init__(
        self,
        load_id: int,
        record_type: RecordType,
        quarantine: Callable[[Located], None],
        *,
        is_strict: bool = True,
    ) -> None:
        self._is_strict = is_strict
        self._load_id = load_id
        self._record_type = record_type
        self._guard = Guard(record_type)
        self._quarantine = quarantine
        self._by_key: dict[str, tuple[int, Column]] = {}
        for column in record_type.columns:
            for rank, header in enumerate(column.headers):
                self._by_key.setdefault(header, (rank, column))
        self._columns = {column.name: column for column in record_type.columns}
        self._deeper = [column for column in record_type.columns if column.at]
        self.columns = [*self._columns, "_extra"]
        self._undeclared: set[str] = set()
        self.told: set[str] = set()
        self.filled: Counter[str] = Counter()
        self.parsed = 0
        self.read = self.quarantined = self.unchanged = 0
        self.record_bytes = self.quarantined_bytes = self.structural_bytes = 0

    @property
    def undeclared(self) -> list[str]:
        return sorted(self._undeclared)

    def write(self, records: Iterable[JsonRecord], writer: CopyWriter, first: int = 1) -> None:
        """Write every record to ``writer``, or set it aside. ``first``: its ordinal."""
        for ordinal, record in enumerate(records, start=first):
            if record.raw == FORGOTTEN:
                continue
            self.read += 1
            row = self._row(record, ordinal)
            if row is not None:
                self.record_bytes += record.end - record.start
                writer.write(row.encode())

    def _row(self, record: JsonRecord, ordinal: int) -> str | None:
        members: dict[str, tuple[Any, str]] | str = record.rule or parse(record.raw)
        if self._is_strict:
            self._refuse_what_may_not_be_kept(record, members)
        if isinstance(members, str):
            self._set_aside(record, members, _MESSAGES[members])
            return None
        self.parsed += 1
        declared, extra = self._sort(members)
        fields = {
            name: _field(self._columns[name], value, text)
            for name, (value, text) in declared.items()
        }
        record_id = b""
        if self._record_type.record_id:
            found = []
            for name in self._record_type.record_id:
                value, text = declared.get(name, (None, ""))
                own = escape(self._own_id(value, text)).encode()
                if own in record_ids.NOT_IDS:
                    message = "The record has no id under this key."
                    self._set_aside(record, "no_record_id", message, name)
                    return None
                found.append(own)
            record_id = record_ids.joined(found)
        else:
            record_id = record_ids.minted(fields)
        digest = blake2b(digest_size=16)
        for key in sorted(members):
            said, sent = key.encode(), members[key][1].encode()
            digest.update(b"%d:%b=%d:%b;" % (len(said), said, len(sent), sent))
        self.filled.update(name for name, field in fields.items() if field)
        landed = [
            fields[name] if name in fields and self._may_be_kept(declared[name][0]) else b""
            for name in self._columns
        ]
        told = b"\t".join([*landed, extra]).decode()
        return (
            f"{self._load_id}\t{ordinal}\t{record_id.decode()}\t"
            f"\\\\x{digest.hexdigest()}\t{told}\n"
        )

    def _refuse_what_may_not_be_kept(
        self, record: JsonRecord, members: dict[str, tuple[Any, str]] | str
    ) -> None:
        if isinstance(members, str):
            found = self._guard.in_json_text(record.raw.decode("utf-8", "replace"))
        else:
            suspects = {
                key: members[key][0] for key in filter(self._guard.name_of, members)
                if header_key(key) not in self._by_key
            }
            found = self._guard.in_json([suspects, *(value for value, _ in members.values())])
        if found:
            raise self._guard.refusal(
                f"The record on line {record.line} holds what may never be kept: {found}."
            )

    def _may_be_kept(self, value: Any) -> bool:
        """Whether nothing within the value must be left out; a strict reading has refused it."""
        return self._is_strict or self._guard.in_json([value]) is None

    def _own_id(self, value: Any, text: str) -> str:
        """A string or number as it is; of a list, the tool's own id, else the first one."""
        if isinstance(value, list):
            candidates = [item for item in value if isinstance(item, str)]
        elif value is None or isinstance(value, dict | bool):
            candidates = []
        else:
            candidates = [value if text.startswith('"') else text]
        pattern = self._record_type.record_id_pattern
        if pattern is None:
            return candidates[0] if candidates else ""
        found = (pattern.fullmatch(candidate) for candidate in candidates)
        return next((match[1] for match in found if match), candidates[0] if candidates else "")

    def _sort(
        self, members: dict[str, tuple[Any, str]]
    ) -> tuple[dict[str, tuple[Any, str]], bytes]:
        """The members that are declared columns, by name; the others as one JSON object."""
        ranks: dict[str, tuple[int, str]] = {}
        for key in members:
            rank, column = self._by_key.get(header_key(key), (0, None))
            if column and (column.name not in ranks or rank < ranks[column.name][0]):
                ranks[column.name] = (rank, key)
        declared = {name: members[key] for name, (_, key) in ranks.items()}
        for column in self._deeper:
            value = _deeper(members, column.at)
            declared[column.name] = (value, _as_sent(value))
        self.told.update(declared)
        taken = {key for _, key in ranks.values()}
        rest = [
            key for key in members
            if key not in taken and self._guard.name_of(key) is None
        ]
        self._undeclared.update(rest)
        told = [
            f"{json.dumps(key, ensure_ascii=False)}: {members[key][1]}"
            for key in rest
            if members[key][0] is not None and self._may_be_kept(members[key][0])
        ]
        return declared, escape("{" + ", ".join(told) + "}").encode() if told else b""

    def _set_aside(
        self, record: JsonRecord, rule: str, message: str, column: str | None = None
    ) -> None:
        self.quarantined += 1
        self.quarantined_bytes += record.end - record.start
        self._quarantine(
            Located(rule, message, record.line, record.start, record.end, record.raw, column)
        )


def _deeper(members: dict[str, tuple[Any, str]], at: tuple[str, ...]) -> Any:
    """What stands deeper in a record; None where nothing does."""
    value = members.get(at[0], (None, ""))[0]
    for key in at[1:]:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _as_sent(value: Any) -> str:
    """The JSON of a value that was read, its numbers in the very digits they were sent in."""
    if isinstance(value, dict):
        pairs = (f"{_as_sent(key)}: {_as_sent(each)}" for key, each in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_as_sent, value)) + "]"
    return str(value) if isinstance(value, Number) else json.dumps(value, ensure_ascii=False)


def _field(column: Column, value: Any, text: str) -> bytes:
    if value is None:
        return b""
    is_text = column.data_type == "text" and text.startswith('"')
    return escape(value if is_text else text).encode()
