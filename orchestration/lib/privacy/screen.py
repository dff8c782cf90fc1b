"""Recognises the records of forgotten people by keyed hashes of what they say.

A record is theirs where its own id is on the list, where one of the columns that say whom it is
about names one of theirs, or where it gives one of their addresses or numbers together with their
name. An address alone is not enough: a household shares it. Records that others had when somebody
was forgotten are spared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from orchestration.lib.landing import declarations
from orchestration.lib.landing.declarations import RecordType
from orchestration.lib.privacy import keys
from orchestration.lib.privacy.cells import Told
from orchestration.lib.privacy.words import Words

ABOUT, BY = "about", "by"
_EMAIL = re.compile(r"e_?mail")
_PHONE = re.compile(r"phone|cell|mobile|number")
_FIRST = re.compile(r"first_?name|given_?name")
_LAST = re.compile(r"last_?name|family_?name|surname")
_WHOLE = re.compile(r"(?:full_?|contact_?|person_?)?name")
_WORD = re.compile(r"[\w-]{8,}")
# Shorter names are also a state's, a flag's or an initial.
_NAME = re.compile(r"(?=.*[^\W\d_]).{3,}")
# An id like this is found nowhere by chance; a number may be anything.
_TELLING = re.compile(r"(?=.*[^\W\d_])[\w-]{8,}")
Get = Callable[[str], str]
Column = Callable[[str], Sequence[bytes]]


class Screen:
    """The list, and how the records of a source are looked up in it."""

    def __init__(
        self, tool: str, source_id: str, hashes: Iterable[tuple[str, bytes]],
        columns: Iterable[tuple[str, str, str, str, bool, str, str]],
    ) -> None:
        """``hashes``: kind, hash. ``columns``: as ``landing.person_columns`` has a tool's."""
        self._hashes: dict[str, set[bytes]] = {}
        for kind, digest in hashes:
            self._hashes.setdefault(kind, set()).add(digest)
        self.source_id = source_id
        self.tool = tool
        self._columns = list(columns)
        self._types = {
            kind.name: kind for kind in declarations.tools()[tool].record_types
        } if self._columns else {}
        # What reached a forgotten person and nobody else.
        self.words = Words((), self._hashes.get("mention", ()))

    def of(self, record_type: RecordType) -> TypeScreen:
        """How records of one type are looked up."""
        found: dict[str, list[_Column]] = {ABOUT: [], BY: []}
        for named, column, part, names_type, is_within, *where in self._columns:
            if named == record_type.name:
                base = keys.hasher("reference", self.source_id, names_type)
                of = self._types.get(names_type)
                found[part].append(
                    _Column(column, base, is_within, of.record_id_pattern if of else None, *where)
                )
        return TypeScreen(self, record_type, found[ABOUT], found[BY])

    def has(self, kind: str, digest: bytes) -> bool:
        """Whether the list holds the hash."""
        return digest in self._hashes.get(kind, ())

    def has_any(self, kind: str) -> bool:
        """Whether the list holds any hash of this kind."""
        return kind in self._hashes

    def held(self, kind: str, digests: Sequence[bytes]) -> list[int]:
        """Which of the hashes, by place, the list holds."""
        listed = self._hashes.get(kind)
        if not listed or listed.isdisjoint(digests):
            return []
        return [place for place, digest in enumerate(digests) if digest in listed]


@dataclass(frozen=True)
class _Column:
    """A column that says whom a record is of. ``pattern``: of what it says, which is the id.

    ``kind_column``: where it may hold ids of other types, the column that says of which, and
    ``kind_value`` its word for those that are meant.
    """

    name: str
    base: Any
    is_within: bool
    pattern: re.Pattern[str] | None
    kind_column: str
    kind_value: str

    def said(self, get: Get) -> str:
        """What a record says in it; empty where that is an id of another type."""
        is_meant = not self.kind_column or get(self.kind_column) == self.kind_value
        return get(self.name) if is_meant else ""

    def words(self, value: str) -> list[str]:
        """What in the column may be an id, as it is written there."""
        if not value or not self.is_within:
            return [value] if value else []
        return [value, *_WORD.findall(value), *_listed(value)]

    def digest(self, word: str) -> bytes:
        """The hash of the id that a word of it stands for."""
        found = self.pattern.fullmatch(word) if self.pattern else None
        return keys.added(self.base, found[1] if found else word)


def _listed(value: str) -> list[str]:
    """What a list of JSON holds, but for lists and objects; nothing of any other text."""
    if not value.startswith("["):
        return []
    try:
        return [str(each) for each in json.loads(value) if isinstance(each, (str, int))]
    except (ValueError, RecursionError):
        return []


def _names_beside(id_column: str, names: Iterable[str]) -> list[str]:
    """The columns that hold the names of whom an id column tells."""
    whose = id_column.removesuffix("id")
    return [
        name for name in names
        if whose not in ("", id_column) and name.startswith(whose)
        and any(kind.fullmatch(name.removeprefix(whose).lstrip("_"))
                for kind in (_FIRST, _LAST, _WHOLE))
    ]


class TypeScreen:
    """The list as records of one type are looked up in it."""

    def __init__(
        self, screen: Screen, record_type: RecordType, about: list[_Column], by: list[_Column],
    ) -> None:
        self._screen = screen
        self._record = keys.hasher("record", screen.source_id, record_type.name)
        self._spared = keys.hasher("spared", screen.source_id, record_type.name)
        self._contact = keys.hasher("contact")
        self._about, self._by = about, by
        names = [column.name for column in record_type.columns]
        self._beside = {column.name: _names_beside(column.name, names) for column in by}
        self._alias = keys.hasher("alias", screen.source_id)
        self._emails = [name for name in names if _EMAIL.search(name)]
        self._phones = [name for name in names if _PHONE.search(name)]
        first = [name for name in names if _FIRST.fullmatch(name)][:1]
        last = [name for name in names if _LAST.fullmatch(name)][:1]
        self._names = first + last if first and last else [
            name for name in names if _WHOLE.fullmatch(name)
        ][:1]

    def is_forgotten(self, record_id: str, get: Get) -> bool:
        """Whether the record is a forgotten person's. ``get``: a column's text, '' for none."""
        if self._screen.has("record", keys.added(self._record, record_id)):
            return True
        for column in self._about:
            if any(self._is_theirs(column, word) for word in column.words(column.said(get))):
                return True
        return self._is_known_by_contact(record_id, get)

    def suspects(self, ids: Sequence[bytes], column: Column) -> list[int]:
        """Which records of a block, by place, are a forgotten person's or name one as their author.

        ``ids``: the records' own; ``column``: what they say in one, by its name.
        """
        found = {*self._screen.held("record", keys.all_added(self._record, ids))}
        for each in (*self._about, *self._by):
            found.update(self._naming(each, column(each.name)))
        if self._names and self._screen.has_any("contact"):
            told = {name: column(name) for name in (*self._names, *self._emails, *self._phones)}

            def get_of(place: int) -> Get:
                return lambda name: told[name][place].decode()

            found.update(
                place for place, record_id in enumerate(ids)
                if self._is_known_by_contact(record_id.decode(), get_of(place))
            )
        return sorted(found)

    def _naming(self, column: _Column, values: Sequence[bytes]) -> list[int]:
        """Which of a column's values, by place, name a forgotten person."""
        if not column.is_within and column.pattern is None:
            # Ids of logins repeat; those of people mostly don't.
            told = list(dict.fromkeys(values))
            held = self._screen.held("reference", keys.all_added(column.base, told))
            theirs = {told[place] for place in held} - {b""}
        else:
            theirs = {
                value for value in {*values}
                if any(self._is_theirs(column, word) for word in column.words(value.decode()))
            }
        return [place for place, value in enumerate(values) if value in theirs] if theirs else []

    def authored(self, get: Get, texts: Callable[[], Iterable[str]]) -> list[Told]:
        """What names a forgotten person as a record's author, and where. ``texts``: all it says."""
        found = []
        for column in self._by:
            value = column.said(get)
            for word in column.words(value):
                if self._is_theirs(column, word):
                    found.append(Told(word, column.name, word != value))
                    if _TELLING.fullmatch(word):
                        found.append(Told(word))
                    found += self._named_beside(column, get)
        # What else tells who it was: the name by which the tool knows them.
        return found + [
            Told(text) for text in (texts() if found else ())
            if text and self._screen.has("alias", keys.added(self._alias, text))
        ]

    def _named_beside(self, column: _Column, get: Get) -> Iterator[Told]:
        """The names that a record gives its author: beside ``owner_id``, ``owner__given_name``."""
        for beside in self._beside[column.name]:
            if name := get(beside):
                yield Told(name, beside)
                if _NAME.fullmatch(name):
                    yield Told(name)

    def _is_theirs(self, column: _Column, word: str) -> bool:
        return self._screen.has("reference", column.digest(word))

    def _is_known_by_contact(self, record_id: str, get: Get) -> bool:
        if not self._names:
            return False
        name = keys.name_key(*map(get, self._names))
        if not name:
            return False
        reached = [
            keys.email_key(each) for column in self._emails
            if "@" in (value := get(column)) for each in keys.EMAIL.findall(value)
        ]
        reached += [
            keys.phone_key(each) for column in self._phones
            if (value := get(column)) for each in keys.PHONE.findall(value)
        ]
        if not reached:
            return False
        return any(
            self._screen.has("contact", keys.added(self._contact, f"{point}|{name}"))
            for point in reached
        ) and not self._screen.has("spared", keys.added(self._spared, record_id))


def screen_of(connection: psycopg.Connection[Any], tool: str, source_id: str) -> Screen | None:
    """The list for a source's records; None where nobody was forgotten. Raises ``NoKey``."""
    if not keys.check(connection):
        return None
    hashes = connection.execute("select distinct kind_code, key_hash from landing.suppression_list")
    columns = connection.execute(
        "select record_type, column_name, part_code, names_type, is_within, kind_column,"
        " kind_value from landing.person_columns where tool = %s order by 1, 2, 3, 4, 7", [tool],
    )
    return Screen(tool, source_id, hashes.fetchall(), columns.fetchall())
