"""Keeps out of delimited text what may never be kept; see ``never``."""

from __future__ import annotations

from orchestration.lib.landing.csv_layout import Layout
from orchestration.lib.landing.csv_records import Rows, Trouble, unescape
from orchestration.lib.landing.declarations import RecordType
from orchestration.lib.landing.never import ForbiddenColumn, Guard, is_filled


class CsvGuard:
    """Looks at the fields of one part that may never be kept, by ``places``, and into JSON."""

    def __init__(self, record_type: RecordType, layout: Layout) -> None:
        self._guard = Guard(record_type)
        self._header = layout.header.text
        self._width = len(layout.columns)
        named = map(self._guard.name_of, layout.header.fields)
        self.places = {
            at: name for at, name in enumerate(named) if name and not layout.columns[at]
        }

    def check(self, event: Rows | Trouble) -> None:
        """Raises ``ForbiddenColumn`` where a record holds such a value, or can't be read."""
        if self.places:
            if isinstance(event, Trouble):
                raise self._unreadable(event.line)
            for index, line in enumerate(event.lines):
                self._check_fields(line, event.number(index))
        if name := self.in_json_of(event):
            raise self._guard.refusal(
                f"The JSON of a field holds what may never be kept: {name}."
            )

    def in_json_of(self, event: Rows | Trouble) -> str | None:
        """The name of what may not be kept in the JSON of a field of these records, else None."""
        if b'"' not in event.raw:
            return None
        if isinstance(event, Trouble):
            return self._guard.in_json_text(event.raw.decode("utf-8", "replace").replace('""', '"'))
        lines = (line for line in event.lines if b'"' in line and b":" in line)
        names = (self._guard.in_json_text(unescape(line.decode())) for line in lines)
        return next(filter(None, names), None)

    def without_json(self, fields: list[bytes]) -> list[bytes]:
        """The fields, those empty whose JSON holds what may not be kept."""
        return [
            b"" if b'"' in field and self._guard.in_json_text(unescape(field.decode())) else field
            for field in fields
        ]

    def _check_fields(self, line: bytes, number: int) -> None:
        fields = line.split(b"\t")
        if line == self._header or not line.strip():
            return
        if len(fields) != self._width:
            raise self._unreadable(number)
        for at, name in self.places.items():
            if is_filled(fields[at].decode()):
                raise self._guard.refusal(
                    f"Field {at + 1} is filled and may never be kept: {name}."
                )

    def _unreadable(self, line: int) -> ForbiddenColumn:
        at, name = next(iter(self.places.items()))
        return self._guard.refusal(
            f"Line {line} can't be read, so it may hold what may never be kept: {name} "
            f"(field {at + 1})."
        )
