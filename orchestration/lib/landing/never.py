"""Columns whose values may never be kept: those a declaration names, and Social Security numbers.

An export that fills one is refused whole and its bytes are not archived. Cutting the values out
instead would have to hold for workbooks, Parquet files, archives and broken lines alike, and what
is left of them would no longer be what the tool sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from orchestration.lib.landing import containers, csv_layout
from orchestration.lib.landing.declarations import RecordType, Tool, header_key
from orchestration.lib.landing.decode import encoding_of, readable
from orchestration.lib.landing.problems import FileRefused

# Never kept of any tool, where nobody declared a column of that header to mean something else. The
# last four digits are kept no more than all nine: with a birth date and place they give the others.
_WELL_KNOWN = frozenset({
    "ssn", "ssn4", "ssnno", "ssnnum", "ssnnumber", "ssnlast4", "ssnlastfour", "ssnlast4digits",
    "last4ssn", "last4ofssn", "last4digitsofssn", "ssnfull", "ssnencrypted", "socialsecurity",
    "socialsecurityno", "socialsecuritynum", "socialsecuritynumber", "socialsecurityid",
    "socialsecuritylast4", "socialsecuritynumberlast4", "last4ofsocialsecuritynumber",
    "last4socialsecurity", "socsec", "socsecno", "socsecnum", "socsecnumber",
})
# The same, but its letters also end headers that mean something else: it has to stand alone.
_WELL_KNOWN_ALONE = frozenset({"itin"})
# Where a header says whose field it is: contact.email, Contact: Email, contact[email].
_PLACE = re.compile(r"[.:/>\[\]|]|__| - ")
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
# With these a header tells something about the number, and not the number.
_ABOUT = frozenset({"has", "have", "is", "no", "needs", "lacks", "without", "valid", "verified"})
_NOTHING = frozenset({"", "null", "none", "nan", "n/a", "na", "#n/a", "[]", "{}", '""'})
_JSON_MEMBER = re.compile(
    r'"([^"\\]{1,80})"\s*:\s*("[^"]*"|\[\s*\]|\{\s*\}|[\[{]|[^\s,{}\[\]]*)'
)
# Text that may hold JSON within JSON.
_MAY_BE_JSON = re.compile(r'"\s*:')
_NESTED = (dict, list)
_MOST_HEADERS = 1 << 12
_HEAD = 1 << 18
_PIECE, _OVERLAP = 1 << 20, 1 << 10


class ForbiddenColumn(FileRefused):
    """An export holds what may not be kept: nothing of it is, its bytes included."""

    def __init__(self, message: str, record_type: RecordType) -> None:
        super().__init__(
            "forbidden_column",
            message,
            "Nothing of the file was kept, neither rows nor bytes. Export it again without that "
            "column, or empty it, and delete this file. If the column is something else, declare "
            f"it in models/staging/{record_type.tool}/_{record_type.tool}.yml.",
        )


class Guard:
    """Knows what may not be kept of a record type."""

    def __init__(self, record_type: RecordType) -> None:
        self._record_type = record_type
        self._declared = {header_key(name): name for name in record_type.never}
        # The same few headers come with each record.
        self.name_of = lru_cache(_MOST_HEADERS)(self._name_of)

    def _name_of(self, header: str) -> str | None:
        """What an undeclared header is called where its values may never be kept, else None.

        The name is the declaration's or a plain one: a header itself may be somebody's data.
        """
        for told in (header, _field_of(header)):
            if name := self._declared.get(self._record_type.key(told)):
                return name
        return "a Social Security number" if is_well_known(header) else None

    def in_json(self, value: dict[str, Any] | list[Any]) -> str | None:
        """The name of a forbidden key that is filled anywhere within JSON, else None."""
        items = value.values() if isinstance(value, dict) else value
        if isinstance(value, dict):
            for key in filter(self.name_of, value):
                if is_filled(str(value[key])):
                    return self.name_of(key)
        for item in items:
            if isinstance(item, _NESTED):
                name = self.in_json(item)
            elif isinstance(item, str) and _MAY_BE_JSON.search(item):
                name = self.in_json_text(item)
            else:
                continue
            if name:
                return name
        return None

    def in_json_text(self, text: str) -> str | None:
        """The same for text that may be JSON, whole or broken."""
        for key, value in _JSON_MEMBER.findall(text):
            if (name := self.name_of(key)) and is_filled("".join(value.strip('"').split())):
                return name
        return None

    def in_text(self, text: str) -> str | None:
        """The same for text that landed: JSON is looked into by its structure."""
        try:
            value = json.loads(text)
        except ValueError:
            return self.in_json_text(text)
        return self.in_json([value])

    def refusal(self, message: str) -> ForbiddenColumn:
        """What refuses the export that the message tells of."""
        return ForbiddenColumn(message, self._record_type)


def is_well_known(header: str) -> bool:
    """Whether a header plainly says what no tool's export may keep, whosever field it is."""
    if header_key(header) in _WELL_KNOWN:
        return True
    field = _field_of(header)
    return header_key(field) in _WELL_KNOWN_ALONE or _ends_so(header) or _ends_so(field)


def _ends_so(header: str) -> bool:
    """Whether the last words of a header are well known, and those before only say whose it is."""
    words = [word.lower() for word in _WORD.findall(header)]
    return any(
        "".join(words[at:]) in _WELL_KNOWN and _ABOUT.isdisjoint(words[:at])
        for at in range(len(words))
    )


def _field_of(header: str) -> str:
    """A header without what says whose field it is."""
    return next((part for part in reversed(_PLACE.split(header)) if header_key(part)), header)


def is_filled(value: str) -> bool:
    """Whether the text says anything."""
    return value.strip().lower() not in _NOTHING


def may_be_archived(path: Path, file_name: str, tool: Tool, encoding: str) -> bool:
    """Whether a file that was refused for another reason has no column that may not be kept.

    What can't be opened can't be looked into: it is kept unless the tool declares such columns.
    """
    guards = [Guard(record_type) for record_type in tool.record_types]
    try:
        return not any(
            guard.name_of(header)
            for part in containers.parts(path, file_name, tool.companions)
            for header in _headers(part, encoding)
            for guard in guards
        )
    except (FileRefused, UnicodeError):
        return not any(record_type.never for record_type in tool.record_types)


def _headers(part: containers.Part, encoding: str) -> Iterator[str]:
    """What may be headers: of the first lines, and every key of what looks like JSON."""
    head = part.head(_HEAD)
    found = encoding_of(head, encoding)
    with part.open() as stream:
        text = readable(stream, found)
        first = text.read(_HEAD)
        mark = 0 if found.is_recoded else found.mark
        name = "utf-8" if found.is_recoded else found.name
        for header in csv_layout.headers(first, name, mark):
            yield from header.fields
        waiting = first
        while waiting:
            for key, _ in _JSON_MEMBER.findall(waiting.decode("utf-8", "replace")):
                yield key
            piece = text.read(_PIECE)
            waiting = waiting[-_OVERLAP:] + piece if piece else b""
