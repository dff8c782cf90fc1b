"""Turns the records of delimited text into rows of COPY text format, or sets them aside.

A row is: load id, row number, record id, hash, the declared columns the part has, then _extra.
The hash is of the content under its column names, and of which columns are the id: quoting, line
ends and the file's name don't change it, another header does. An empty field is NULL.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from itertools import repeat
from typing import Protocol

from orchestration.lib.landing import json_records, record_ids
from orchestration.lib.landing.csv_guard import CsvGuard
from orchestration.lib.landing.csv_layout import Layout
from orchestration.lib.landing.csv_records import Rows, Trouble, escape, unescape
from orchestration.lib.landing.declarations import RecordType
from orchestration.lib.landing.problems import FileRefused, Located
from orchestration.lib.landing.writer import CopyWriter

# So many records of one wrong width, and more than half of all, mean that the header is wrong.
_SUSPICIOUS = 10
HASH_SIZE = 16
# Of what a line that holds no record consists; the second stands where somebody was forgotten.
BLANK = b" \v"
_MESSAGES = {
    "unclosed_quote": "A quotation mark on this line opens a field that never closes properly.",
    "text_after_quote": "There is text between a closing quotation mark and the next delimiter.",
    "nul_byte": "The record holds a NUL byte.",
    "undecodable": "The record's bytes are not in the file's encoding.",
    "too_long": "The record is longer than 8 MB.",
    "repeated_header": "The header is repeated here.",
}


class Known(Protocol):
    """Knows records by their hashes; see ``known_records``."""

    def not_near(self, digests: Sequence[bytes]) -> list[int]:
        """Which of an export's next hashes, by place, are not known at once."""

    def hold(self, rows: list[bytes], writer: CopyWriter) -> int:
        """Take rows, and in time write those not known; how many were just found to be known."""

    def settle(self, writer: CopyWriter) -> int:
        """Write what is held and not known; how many were known."""


class CsvRows:
    """The rows of one part. ``columns`` says what COPY must be told; the counts are its sums.

    ``known``: the records that are unchanged; they are counted and make no row.
    ``is_strict``: whether values that may never be kept are refused, and not only left out.
    """

    def __init__(
        self,
        load_id: int,
        record_type: RecordType,
        layout: Layout,
        quarantine: Callable[[Located], None],
        known: Known | None = None,
        *,
        is_strict: bool = True,
    ) -> None:
        self._is_strict = is_strict
        self._load_id = load_id
        self._known = known
        self._quarantine = quarantine
        self._width = len(layout.columns)
        declared = [(at, column) for at, column in enumerate(layout.columns) if column]
        self._declared = [at for at, _ in declared]
        self._guard = CsvGuard(record_type, layout)
        self._extras = [
            (at, name) for at, name in enumerate(layout.extra_names)
            if name and at not in self._guard.places
        ]
        self._json = [(at, column.name) for at, column in declared if column.data_type == "jsonb"]
        places = {column.name: at for at, column in declared}
        self._id = [(places[name], name) for name in record_type.record_id if name in places]
        self._id_pattern = record_type.record_id_pattern
        self._minted_from = sorted((column.name, at) for at, column in declared)
        self._header = layout.header.text
        self._header_fields = self._header.split(b"\t")
        names = [
            column.name if column else f"extra {name}"
            for column, name in zip(layout.columns, layout.extra_names, strict=True)
        ]
        of_the_id = [*record_type.record_id, self._id_pattern.pattern if self._id_pattern else ""]
        meaning = "\t".join([*names, "", *of_the_id])
        self._hash = blake2b(meaning.encode(), digest_size=HASH_SIZE)
        # Where one of these stands for an id, the block is read record by record.
        self._suspicious_ids = {*record_ids.NOT_IDS, *self._header_fields}
        self.columns = [column.name for _, column in declared]
        self.columns += ["_extra"] if self._extras else []
        self.undeclared = sorted(name for _, name in self._extras)
        self.read = self.quarantined = self.unchanged = 0
        self.record_bytes = self.quarantined_bytes = self.structural_bytes = 0
        self._wrong_widths: dict[int, int] = {}

    def write(self, events: Iterable[Rows | Trouble], writer: CopyWriter) -> None:
        """Write every record to ``writer``, or set it aside.

        Raises ``ForbiddenColumn`` at the first value that may not be kept.
        """
        has_one_id = len(self._id) == 1 and self._id_pattern is None
        is_plain = has_one_id and not (self._extras or self._json or self._guard.places)
        for event in events:
            if self._is_strict:
                self._guard.check(event)
            if isinstance(event, Trouble):
                self._trouble(event)
                continue
            self.record_bytes += len(event.raw)
            changed = self._changed(event)
            if not changed:
                continue
            is_plain_here = is_plain and (self._is_strict or not self._guard.in_json_of(event))
            rows = self._plain(event, changed) if is_plain_here else self._general(event, changed)
            self.read += len(rows)
            if self._known is None:
                writer.write_all(rows, len(event.raw) + 80 * len(rows))
            else:
                self.unchanged += self._known.hold(rows, writer)
        if self._known is not None:
            self.unchanged += self._known.settle(writer)
        self._check_widths()

    def set_aside_preamble(self, raw: bytes, offset: int) -> None:
        """Set the lines before the header aside; blank ones are structure."""
        for number, line in enumerate(raw.splitlines(keepends=True), start=1):
            if line.strip():
                message = "This line stands before the header."
                self._keep(
                    Located("preamble", message, number, offset, offset + len(line), line)
                )
            offset += len(line)

    def _changed(self, event: Rows) -> Sequence[int]:
        """Which records of the block, by place, must be looked at: not those that are unchanged."""
        if self._known is None:
            return range(len(event.lines))
        # A known hash is that of a line which passed every check when it landed.
        changed = self._known.not_near(self._hashes(event.lines))
        unchanged = len(event.lines) - len(changed)
        self.read += unchanged
        self.unchanged += unchanged
        return changed

    def _hashes(self, lines: list[bytes]) -> list[bytes]:
        begin_hash, digests = self._hash.copy, []
        for line in lines:
            digest = begin_hash()
            digest.update(line)
            digests.append(digest.digest())
        return digests

    def _plain(self, event: Rows, places: Sequence[int]) -> list[bytes]:
        """Every column declared, one id column, no JSON to check: a block at a time."""
        lines, at = event.lines, self._id[0][0]
        numbers: Sequence[int] = event.numbers or range(event.line, event.line + len(lines))
        if len(places) < len(lines):
            lines = [lines[place] for place in places]
            numbers = [numbers[place] for place in places]
        if set(map(bytes.count, lines, repeat(b"\t"))) - {self._width - 1}:
            return self._general(event, places)
        ids = [line.split(b"\t", at + 1)[at] for line in lines]
        if not self._suspicious_ids.isdisjoint(ids):
            return self._general(event, places)
        digests = self._hashes(lines)
        hashes = b"".join(digests).hex("\n", HASH_SIZE).encode().split(b"\n")
        row = b"%d\t%%d\t%%b\t\\\\x%%b\t%%b\n" % self._load_id
        return [row % told for told in zip(numbers, ids, hashes, lines, strict=True)]

    def _general(self, event: Rows, places: Sequence[int]) -> list[bytes]:
        made = (self._careful(event, index) for index in places)
        return [row for row in made if row]

    def _careful(self, event: Rows, index: int) -> bytes | None:
        """One record with every check; None where it is no record or was set aside."""
        line = event.lines[index]
        fields = line.split(b"\t")
        if not line.strip(BLANK) and (self._width > 1 or len(line) != 1):
            self._move(event, index)
            return None
        if len(fields) != self._width:
            self._wrong_width(event, index, len(fields))
            return None
        if line == self._header:
            self._set_aside(event, index, "repeated_header", _MESSAGES["repeated_header"])
            return None
        for at, name in self._json:
            if fields[at] and (rule := json_records.value_rule(unescape(fields[at].decode()))):
                self._set_aside(event, index, rule, "The column's value is not JSON.", name)
                return None
        if self._id:
            own = [(self._own_id(fields[at]), name) for at, name in self._id]
            for value, name in own:
                if value in record_ids.NOT_IDS:
                    message = "The record has no id in this column."
                    self._set_aside(event, index, "no_record_id", message, name)
                    return None
            record_id = record_ids.joined([value for value, _ in own])
        else:
            content = {name: fields[at] for name, at in self._minted_from}
            record_id = record_ids.minted(content)
        digest = self._hash.copy()
        digest.update(line)
        if not self._is_strict:
            fields = self._guard.without_json(fields)
        landed = [fields[at] for at in self._declared]
        if self._extras:
            landed.append(self._extra(fields))
        return b"%d\t%d\t%b\t\\\\x%b\t%b\n" % (
            self._load_id,
            event.number(index),
            record_id,
            digest.hexdigest().encode(),
            b"\t".join(landed),
        )

    def _own_id(self, field: bytes) -> bytes:
        if self._id_pattern is None:
            return field
        found = self._id_pattern.fullmatch(unescape(field.decode()))
        return escape(found[1]).encode() if found else b""

    def _extra(self, fields: list[bytes]) -> bytes:
        extra = {name: unescape(fields[at].decode()) for at, name in self._extras if fields[at]}
        return escape(json.dumps(extra, ensure_ascii=False)).encode() if extra else b""

    def _wrong_width(self, event: Rows, index: int, found: int) -> None:
        self._wrong_widths[found] = self._wrong_widths.get(found, 0) + 1
        message = f"{self._width} fields expected, {found} found."
        self._set_aside(event, index, "wrong_width", message)

    def _check_widths(self) -> None:
        width, count = max(
            self._wrong_widths.items(), key=lambda pair: pair[1], default=(0, 0)
        )
        if count >= _SUSPICIOUS and count * 2 > self.read:
            raise FileRefused(
                "wrong_header",
                f"{count} of {self.read} records have {width} fields, the header has "
                f"{self._width}.",
                "The header line probably lacks a name or has one too many: correct it, "
                "or export the file again.",
            )

    def _move(self, event: Rows, index: int) -> None:
        start, end = event.range(index)
        self.record_bytes -= end - start
        self.structural_bytes += end - start

    def _set_aside(
        self, event: Rows, index: int, rule: str, message: str, column: str | None = None
    ) -> None:
        start, end = event.range(index)
        self.record_bytes -= end - start
        self._keep(
            Located(
                rule, message, event.number(index), event.offset + start, event.offset + end,
                event.raw[start:end], column,
            )
        )

    def _trouble(self, event: Trouble) -> None:
        if event.rule == "wrong_width":
            self._wrong_widths[event.found] = self._wrong_widths.get(event.found, 0) + 1
            message = f"{self._width} fields expected, {event.found} found."
        else:
            message = _MESSAGES[event.rule]
        self._keep(Located(event.rule, message, event.line, event.start, event.end, event.raw))

    def _keep(self, problem: Located) -> None:
        self.read += 1
        self.quarantined += 1
        self.quarantined_bytes += problem.end - problem.start
        self._quarantine(problem)
