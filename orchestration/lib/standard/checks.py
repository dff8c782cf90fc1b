"""How each requirement is judged of a table's records, some hundreds at a time.

A check is told columns of landed rows (fields as COPY has them, '' for none) and counts; it keeps
places and never a value. ``CHECKS`` has one for each ``check_code`` that is about records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from orchestration.lib.landing import record_ids
from orchestration.lib.landing.csv_records import unescape
from orchestration.lib.standard import blocks
from orchestration.lib.standard.places import Places
from orchestration.lib.standard.repeats import Repeats
from orchestration.lib.standard.requirements import Requirement

# Where landed rows have the record's place and its id.
PLACE, RECORD_ID = 1, 2
_SAYS_NOTHING = b"unknown"
_NOTHING = frozenset({b"", b" "})
# Before this day nobody kept these records: it is what a program writes for none.
_FIRST_DAY = "1970-01-02"

Columns = Sequence[Sequence[bytes]]
Find = Callable[[str], int | None]


@dataclass
class Problem:
    """What holds a requirement back in one column: in how many records, and where they all are.

    ``column``: the standard's name. ``why``: in words, without a value.
    """

    column: str
    why: str
    count: int = 0
    places: Places = field(default_factory=Places)


class Check:
    """Judges one requirement of one table. ``find`` says where a standard's column is, or None."""

    def __init__(self, requirement: Requirement, find: Find) -> None:
        self.requirement = requirement
        self.missing: list[str] = []
        self.failing = 0
        self._find = find
        self._problems: dict[str, Problem] = {}
        self._prepare()

    @property
    def is_idle(self) -> bool:
        """Whether the table has nothing that could be judged, nor has to have it."""
        return False

    def _prepare(self) -> None:
        """Find the columns, and note which are missing."""

    def _failing(self, columns: Columns) -> Iterable[tuple[str, str, list[int]]]:
        """Which records fail, by their place in the batch: column, why, records."""
        return ()

    def look(self, columns: Columns) -> None:
        """Judge a batch of records."""
        failing: set[int] = set()
        for column, why, records in self._failing(columns):
            if records:
                failing.update(records)
                self._note(column, why, [int(columns[PLACE][at]) for at in records])
        self.failing += len(failing)

    def problems(self) -> list[Problem]:
        """What was found, column by column."""
        return list(self._problems.values())

    def _note(self, column: str, why: str, places: Sequence[int]) -> None:
        problem = self._problems.setdefault(column, Problem(column, why))
        problem.count += len(places)
        problem.places.add(places)


class Given(Check):
    """Each column holds something; of a/b, one of them."""

    def _prepare(self) -> None:
        self._wanted: list[tuple[str, list[int]]] = []
        for one_of in self.requirement.columns:
            names = one_of.split("/")
            found = [at for name in names if (at := self._find(name)) is not None]
            if found:
                self._wanted.append((names[0], found))
            else:
                self.missing.append(" or ".join(names))

    def _failing(self, columns: Columns) -> Iterable[tuple[str, str, list[int]]]:
        for name, places in self._wanted:
            empty = _empty(name, columns[places[0]])
            for other in places[1:]:
                still = {*_empty(name, columns[other])}
                empty = [at for at in empty if at in still]
            yield name, "empty", empty


class Formed(Check):
    """What a column holds has the form that its schema asks for."""

    def _prepare(self) -> None:
        self._forms = [
            (name, at, blocks.form(name))
            for name in self.requirement.columns
            if (at := self._find(name)) is not None
        ]

    @property
    def is_idle(self) -> bool:
        return not self._forms

    def _failing(self, columns: Columns) -> Iterable[tuple[str, str, list[int]]]:
        for name, place, has_form in self._forms:
            yield name, "not in the form asked for", [
                at
                for at, value in enumerate(columns[place])
                if value and not has_form(_text(value))
            ]


class Coded(Check):
    """Each column holds a word of its list, or what it must; `unknown` tells nothing."""

    def _prepare(self) -> None:
        self._both = [Given(self.requirement, self._find), Formed(self.requirement, self._find)]
        self.missing = self._both[0].missing

    def _failing(self, columns: Columns) -> Iterable[tuple[str, str, list[int]]]:
        empty = {name: records for name, _, records in self._both[0]._failing(columns)}
        unformed = {name: records for name, _, records in self._both[1]._failing(columns)}
        for name in empty:
            place = self._find(name)
            silent = [] if place is None else [
                at for at, value in enumerate(columns[place]) if value == _SAYS_NOTHING
            ]  # fmt: skip
            told = sorted({*empty[name], *unformed[name], *silent})
            yield name, "empty, unknown or not a word of the list", told


class Paired(Check):
    """Where the first of a>b holds something, the second does."""

    def _prepare(self) -> None:
        self._pairs: list[tuple[str, int, int | None]] = []
        for pair in self.requirement.columns:
            first, second = pair.split(">")
            at = self._find(first)
            if at is not None:
                self._pairs.append((second, at, self._find(second)))

    @property
    def is_idle(self) -> bool:
        return not self._pairs

    def _failing(self, columns: Columns) -> Iterable[tuple[str, str, list[int]]]:
        for name, first, second in self._pairs:
            given = [at for at, value in enumerate(columns[first]) if value not in _NOTHING]
            if second is not None:
                given = [at for at in given if columns[second][at] in _NOTHING]
            yield name, "missing beside a value it belongs to", given


class Sane(Check):
    """No instant is in the future, or so early that it stands for none."""

    def _prepare(self) -> None:
        self._last = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
        found = ((name, self._find(name)) for name in self.requirement.columns)
        self._columns = [(name, at) for name, at in found if at is not None]

    @property
    def is_idle(self) -> bool:
        return not self._columns

    def _failing(self, columns: Columns) -> Iterable[tuple[str, str, list[int]]]:
        is_instant = blocks.form("created_at")
        for name, place in self._columns:
            yield name, "in the future, or a date that stands for none", [
                at
                for at, value in enumerate(columns[place])
                if value
                and not _FIRST_DAY <= (day := _text(value)[:10]) <= self._last
                and is_instant(f"{day}T00:00Z")
            ]


class Unique(Check):
    """No id stands twice."""

    def _prepare(self) -> None:
        self._repeats = Repeats()
        self._has_ids = self._find("record_id") is not None
        if not self._has_ids:
            self.missing.append("record_id")

    def look(self, columns: Columns) -> None:
        if self._has_ids:
            self._repeats.add(columns[RECORD_ID], columns[PLACE])

    def problems(self) -> list[Problem]:
        if places := self._repeats.found():
            self.failing = len(places)
            self._note("record_id", "the id of an earlier record", places)
        return super().problems()


class ValuesOnly(Check):
    """No cell holds a formula."""

    def _failing(self, columns: Columns) -> Iterable[tuple[str, str, list[int]]]:
        found = {
            at
            for column in columns[RECORD_ID + 1 :]
            for at, value in enumerate(column)
            if value[:1] == b"="
        }
        yield "", "a formula", sorted(found)


class AnyColumn(Check):
    """The table has the column; of a/b, one of them."""

    def _prepare(self) -> None:
        for one_of in self.requirement.columns:
            names = one_of.split("/")
            if all(self._find(name) is None for name in names):
                self.missing.append(" or ".join(names))


CHECKS: dict[str, type[Check]] = {
    "readable": Check,
    "values_only": ValuesOnly,
    "given": Given,
    "formed": Formed,
    "coded": Coded,
    "paired": Paired,
    "sane": Sane,
    "unique": Unique,
    "columns": AnyColumn,
    "deletions": AnyColumn,
}


def _empty(name: str, column: Sequence[bytes]) -> list[int]:
    nothing = record_ids.NOT_IDS if name.endswith("_id") else _NOTHING
    if nothing.isdisjoint(column):
        return []
    return [at for at, value in enumerate(column) if value in nothing]


def _text(value: bytes) -> str:
    return unescape(value.decode())
