"""Whose records a table's ids name: the table of another file, or sheet, that holds those ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.lib.landing.declarations import header_key
from orchestration.lib.tools.guess import Guess, record_id
from orchestration.lib.tools.unknown_table import UnknownTable

# Of the ids that a column holds, at least this part stands in the other table. Records are
# deleted, and exports are of different days, so that it is not all of them.
_ENOUGH = 0.7
# A header that may name a person, and as well an event, a list or a group.
_ANYTHINGS_NAME = "name"
NAMES_SOMEBODY = ("first_name", "last_name", "email", "phone_e164", "whole name")


@dataclass(frozen=True)
class Read:
    """A table that was read: what its records are called, and a guess for each of its columns."""

    table: UnknownTable
    record_type: str
    found: list[Guess]

    @property
    def record_id(self) -> Guess | None:
        """The column to take for the record's own id, where one may be it."""
        return record_id(self.found)

    @property
    def is_about_somebody(self) -> bool:
        """Whether a record names a person: then it is a record of that person too."""
        return any(
            guess.clue is not None
            and guess.clue.column in NAMES_SOMEBODY
            and header_key(guess.header) != _ANYTHINGS_NAME
            for guess in self.found
        )

    def ids(self, guess: Guess) -> set[str]:
        """The different values of a column; they are compared, and never shown."""
        place = self.found.index(guess)
        return {value for row in self.table.rows if (value := row[place].strip())}


@dataclass(frozen=True)
class Reference:
    """A column that names a record, or ``_record_id`` where that is the record itself.

    ``record_type``: of which table; None where none of the files given shows it.
    """

    column: str
    record_type: str | None
    why: str


def of_the_person(read: Read, all_read: Sequence[Read]) -> Reference | None:
    """Who a record is about; None where no column says it."""
    named = [guess for guess in read.found if guess.is_of_a_person]
    if read.is_about_somebody and (not named or read.record_id in named):
        return Reference("_record_id", read.record_type, "the record itself is the person")
    people = [each for each in all_read if each is not read and each.is_about_somebody]
    return _best(read, named, people)


def of_the_event(read: Read, guess: Guess, all_read: Sequence[Read]) -> Reference | None:
    """The event a record belongs to; None where the record is the event itself."""
    if read.record_id == guess:
        return None
    named = header_key(guess.header)
    events = [
        each
        for each in all_read
        if each is not read and (own := each.record_id)
        and (header_key(own.header) == named or each.record_type.startswith(named[:-2]))
    ]
    return _best(read, [guess], events)


def _best(read: Read, columns: list[Guess], tables: list[Read]) -> Reference | None:
    """The column and table whose ids agree most; the first column without a table if none do."""
    agreed = []
    for guess in columns:
        given = read.ids(guess)
        for other in tables:
            own = other.record_id
            share = len(given & other.ids(own)) / len(given) if own and given else 0.0
            if own and share >= _ENOUGH:
                where = f"{own.header} of {other.record_type}"
                why = f"{share:.0%} of its {len(given):,} ids are in {where}"
                agreed.append((share, guess, other, why))
    best = max((share for share, *_ in agreed), default=0.0)
    chosen = [each for each in agreed if each[0] == best]
    if len(chosen) == 1:
        _, guess, other, why = chosen[0]
        return Reference(guess.name, other.record_type, why)
    if not columns:
        return None
    if chosen:
        several = " and ".join(dict.fromkeys(other.record_type for _, _, other, _ in chosen))
        return Reference(chosen[0][1].name, None, f"its ids are in {several} alike")
    return Reference(columns[0].name, None, "no file given here holds its ids")
