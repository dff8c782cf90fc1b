"""What one column of an unknown export probably is, how sure that is, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass

from orchestration.lib.landing.declarations import header_key
from orchestration.lib.landing.never import is_well_known
from orchestration.lib.tools import clues, kinds
from orchestration.lib.tools.unknown_table import UnknownTable

SURE, LIKELY, UNSURE, UNKNOWN = "sure", "likely", "unsure", "unknown"
_MOST, _MANY, _SOME = 0.95, 0.7, 0.3
# Below this, that no value stands twice may be chance.
_ENOUGH_ROWS = 20
# A kind that values alone can prove -> the column it then probably is.
_PROVED = {"email": "email", kinds.PHONE: "phone_e164"}


@dataclass(frozen=True)
class Guess:
    """A column: the name to declare it under, the clue it follows, and how sure that is.

    ``filled``, ``distinct``: the parts, 0 to 1, of rows that hold something, and of those values
    that differ. ``order``: of its dates. ``is_id``: it may be the record's own id.
    ``is_forbidden``: an export that fills it will be refused.
    """

    header: str
    name: str
    clue: clues.Clue | None
    sureness: str
    why: str
    filled: float
    distinct: float
    order: str = "ymd"
    is_id: bool = False
    is_of_a_person: bool = False
    is_forbidden: bool = False

    @property
    def is_proposed(self) -> bool:
        """Whether to declare it; the others are kept in ``_extra``."""
        return self.clue is not None or self.is_id or self.is_of_a_person


def guesses(table: UnknownTable) -> list[Guess]:
    """A guess for each column, in the file's order."""
    columns = zip(*table.rows, strict=True) if table.rows else [() for _ in table.headers]
    taken: set[str] = set()
    return [
        _guess(header, place, [value.strip() for value in values], taken)
        for place, (header, values) in enumerate(zip(table.headers, columns, strict=True), 1)
    ]


def record_id(found: list[Guess]) -> Guess | None:
    """The column to take for the record's own id, where one may be it."""
    own = [guess for guess in found if guess.is_id]
    return min(own, key=lambda guess: (guess.is_of_a_person, bool(guess.clue)), default=None)


def name_of(header: str, place: int) -> str:
    """A header as a column's name; its own where it can be one."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", header)
    name = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")[:63]
    return name if name[:1].isalpha() else f"column_{place}"


def _guess(header: str, place: int, values: list[str], taken: set[str]) -> Guess:
    given = [value for value in values if value]
    filled = len(given) / len(values) if values else 0.0
    distinct = len(set(given)) / len(given) if given else 0.0
    name, key = name_of(header, place), header_key(header)
    clue = clues.of(key)
    is_of_a_person = bool(clues.OF_A_PERSON.fullmatch(key))
    is_unique = bool(given) and filled == 1 and distinct == 1
    is_id = is_unique and bool(clues.IS_AN_ID.fullmatch(key)) and (
        clue is None or clue.shape == "identifiers" or clue.column.endswith("_record_id")
    )
    order, is_forbidden = "ymd", False
    if name in taken:
        clue, is_id, is_of_a_person = None, False, False
        sureness, why = UNKNOWN, "its header stands twice: landing needs one of them renamed"
    elif is_forbidden := is_well_known(header):
        clue, is_id, is_of_a_person = None, False, False
        sureness, why = SURE, "an export that fills it is refused: export it without"
    elif not given:
        sureness, why = UNSURE if clue else UNKNOWN, "it is empty in this file"
    elif is_id or is_of_a_person:
        sureness, why = _of_an_id(is_unique, len(values), is_of_a_person)
    elif clue:
        sureness, why = _of_a_clue(clue, given)
        if clue.kind in ("instant", "date"):
            proved = kinds.date_order(given)
            order = proved or "mdy"
            if proved is None:
                sureness, why = UNSURE, f"{why}; month or day first can't be told: ask"
    else:
        clue, sureness, why = _of_values(given)
    taken.add(name)
    return Guess(
        header, name, clue, sureness, why, filled, distinct, order, is_id, is_of_a_person,
        is_forbidden,
    )


def _of_an_id(is_unique: bool, rows: int, is_of_a_person: bool) -> tuple[str, str]:
    if not is_unique:
        return LIKELY, "its header says whose row this is, and values stand twice or are missing"
    if rows < _ENOUGH_ROWS:
        return UNSURE, f"no value stands twice, in {rows} rows only"
    if is_of_a_person:
        return LIKELY, f"no value stands twice in {rows:,} rows: a person's id, or the row's"
    return SURE, f"its header says so, and no value stands twice in {rows:,} rows"


def _of_a_clue(clue: clues.Clue, given: list[str]) -> tuple[str, str]:
    if not clue.kind:
        return LIKELY, f"its header says so; {_variety(given)}"
    part = kinds.share(clue.kind, given)
    if clue.kind == "instant":
        part = max(part, kinds.share("date", given))
    told = f"its header says so, and {part:.0%} of values look like it ({clue.kind})"
    if clue.kind == kinds.PHONE and part < 1:
        told += f"; {clue.macro} makes null of the rest"
    return SURE if part >= _MOST else LIKELY if part >= _MANY else UNSURE, told


def _of_values(given: list[str]) -> tuple[clues.Clue | None, str, str]:
    parts = {kind: kinds.share(kind, given) for kind in (kinds.PHONE, *kinds.KINDS)}
    kind = max(parts, key=lambda each: parts[each])
    column = _PROVED.get(kind)
    if column and parts[kind] >= _MANY:
        clue = next(clue for clue in clues.CLUES if clue.column == column)
        return clue, UNSURE, f"its header says nothing, but {parts[kind]:.0%} look like: {kind}"
    looks = f"values look like: {kind}" if parts[kind] >= _MANY else _variety(given)
    return None, UNKNOWN, f"its header says nothing; {looks}"


def _variety(given: list[str]) -> str:
    different = len(set(given))
    few = different <= 20 and different <= _SOME * len(given)
    words = "1 word" if different == 1 else f"{different:,} different words"
    return f"{words}: a list of words" if few else f"{different:,} different values"
