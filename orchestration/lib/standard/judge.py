"""Reads a table as landing would, and lets every check look at what would have landed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from orchestration.lib.landing.part_landing import read_part, rows_of
from orchestration.lib.landing.problems import Located
from orchestration.lib.landing.writer import CopyWriter
from orchestration.lib.standard.checks import CHECKS, Problem
from orchestration.lib.standard.meaning import RECORDS
from orchestration.lib.standard.requirements import Requirement, requirements
from orchestration.lib.standard.tables import Table

_ENVELOPE = ("_load_id", "_row", "_record_id", "_record_hash")
# Set aside by landing, and nothing that is wrong with a record.
_HARMLESS = ("repeated_header", "preamble")
_NO_ID = "no_record_id"


class _Enough(Exception):
    """As many records were judged as were wanted."""


class Judge:
    """Takes the rows of a table; afterwards ``checks`` and ``aside`` hold what was found.

    ``most``: judge no more than about so many records, the first ones. ``is_archived``: the table
    has landed, and is read again.
    """

    def __init__(self, table: Table, most: int | None = None, is_archived: bool = False) -> None:
        self._table = table
        self._most = most
        self.is_sample = False
        self._judged = 0
        self._rows = rows_of(table.match, 0, self._set_aside, is_archived=is_archived)
        self.checks = [
            CHECKS[requirement.check](requirement, self._find) for requirement in asked_of(table)
        ]
        self._aside: dict[str, Problem] = {}
        self._counts: Counter[str] = Counter()

    def read(self, tell: Callable[[int], None] | None = None) -> None:
        """Read the whole table. Raises ``FileRefused`` where landing would refuse it."""
        with suppress(_Enough):
            read_part(self._table.match, self._rows, CopyWriter(self), tell)

    def write(self, block: bytes, /) -> None:
        """Judge some rows of COPY text format."""
        if self._most is not None and self._judged >= self._most:
            self.is_sample = True
            raise _Enough
        columns = list(zip(*[row.split(b"\t") for row in block.split(b"\n")[:-1]], strict=True))
        self._judged += len(columns[0])
        for check in self.checks:
            check.look(columns)

    @property
    def records(self) -> int:
        """How many records were judged, those set aside among them."""
        return self._judged + self.without_id + self.unread

    @property
    def without_id(self) -> int:
        """How many records were set aside because they have no id."""
        return self._counts[_NO_ID]

    @property
    def unread(self) -> int:
        """How many records can't be read."""
        return sum(self._counts.values()) - sum(self._counts[rule] for rule in (*_HARMLESS, _NO_ID))

    def aside(self, is_about_ids: bool) -> list[Problem]:
        """What was set aside: records without an id, or those that can't be read."""
        return [found for rule, found in self._aside.items() if (rule == _NO_ID) == is_about_ids]

    def _set_aside(self, located: Located) -> None:
        self._counts[located.rule] += 1
        if located.rule not in _HARMLESS:
            why = "empty" if located.rule == _NO_ID else located.message.rstrip(".")
            column = "record_id" if located.rule == _NO_ID else ""
            problem = self._aside.setdefault(located.rule, Problem(column, why))
            problem.count += 1
            problem.places.add([located.line])

    def _find(self, column: str) -> int | None:
        if column == "record_id":
            return 2 if self._table.record_type.record_id else None
        own = self._table.said.get(column)
        return len(_ENVELOPE) + self._rows.columns.index(own) if own in self._rows.columns else None


def asked_of(table: Table) -> list[Requirement]:
    """The requirements that are asked of a table's records."""
    applying = {"every", table.kind}
    if table.kind in RECORDS:
        applying.add("records")
    return [each for each in requirements() if each.applies_to in applying]


