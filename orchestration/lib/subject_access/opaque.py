"""Everybody else taken out of a person's records: who wrote them, recruited or lives with them.

What names or reaches somebody else becomes an opaque id, the same for the same one within an
answer. Every e-mail address and telephone number that isn't the person's own goes, wherever it
stands. Names go where a column is by its name somebody else's, and wherever those stand who are
known to be connected: authors, recruiters, hosts, relations, and who shares an address or number.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib.subject_access.records import OTHERS, SUBJECTS, Held, Record, Row
from orchestration.lib.subject_access.verify import mailbox

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.:-])\+?\(?\d(?:[ ().\-/]{0,2}\d){9,14}(?![\w:-])")
# What a column is called that says something of somebody else than the record is about.
_OF_OTHERS = re.compile(
    r"canvasser|canvassed_?by|texter|caller|agent|organi[sz]er|recruit|referr|inviter|invited_by|hosts?_|host$"
    r"|owner|assign|_by(_|$)|created_by|sender|staff|captain|spouse|household|relative|inviting"
    r"|tagger|supervisor|user_(first|last|full)?_?name|username|moderator|coordinator|buddy|friend",
    re.IGNORECASE,
)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4}\b")
_IDS = ("record_id", "origin_id")
# Where a raw row stands: source, file, row.
Place = tuple[str, str, int]
_SHORTEST = 3
_HELD = """
    select first_name, middle_name, last_name, email, phone_e164 from canon.people
    where (source_id, record_type, record_id) in (select * from
        unnest(%(sources)s::text[], %(kinds)s::text[], %(ids)s::text[]))
"""
# The records of whoever is named beside them, and of whoever shares how to reach them, or a home.
_CONNECTED = """
    with named as (
        select distinct persons.person_id from identity.record_persons as persons
        inner join unnest(%(sources)s::text[], %(kinds)s::text[], %(ids)s::text[])
            as told (source_id, record_type, record_id) using (source_id, record_type, record_id)
    ),
    sharing as (
        select distinct others.record_key from identity.match_keys as own
        inner join identity.match_keys as others on own.value_key = others.value_key
        where own.record_key = any(%(keys)s) and own.match_type in ('email', 'phone', 'address')
    ),
    homes as (
        select distinct theirs.record_key from canon.people as own
        inner join canon.people as others
            on lower(own.street_address) = lower(others.street_address)
            and own.postal_code = others.postal_code
        inner join identity.record_persons as theirs
            on others.source_id = theirs.source_id and others.record_type = theirs.record_type
            and others.record_id = theirs.record_id
        where own.source_id || '/' || own.record_type || '/' || own.record_id = any(%(keys)s)
    )
    select distinct people.first_name, people.last_name
    from identity.record_persons as persons
    inner join canon.people as people
        on persons.source_id = people.source_id and persons.record_type = people.record_type
        and persons.record_id = people.record_id
    where persons.record_key <> all(%(keys)s) and (
        persons.person_id in (select person_id from named)
        or persons.record_key in (select record_key from sharing)
        or persons.record_key in (select record_key from homes)
    )
"""


class Opaque:
    """Says of each value what of it may be told to the person it is about."""

    def __init__(
        self, own_names: Iterable[str], own_points: Iterable[str], others: Iterable[str],
        foreign: Mapping[Record, set[str]], columns: Mapping[str, set[str]],
    ) -> None:
        self._key = secrets.token_bytes(32)
        self._own_names = {word for name in own_names for word in _words(name)}
        self._own_points = set(own_points)
        words = {
            name.strip() for name in others
            if len(name.strip()) >= _SHORTEST and not self._own_names.issuperset(_words(name))
        }
        # The longest first, so that a whole name becomes one id.
        listed = "|".join(re.escape(word) for word in sorted(words, key=lambda each: -len(each)))
        whole = rf"(?<![\w.@])(?:{listed})(?![\w@]|\.\w)"
        self._names = re.compile(whole, re.IGNORECASE) if words else None
        self._foreign, self._columns = foreign, columns
        self.count = 0

    def id_of(self, value: str) -> str:
        """What stands for somebody else, the same for the same value within this answer."""
        self.count += 1
        told = self._key + " ".join(value.lower().split()).encode()
        return f"person-{hashlib.sha256(told).hexdigest()[:12]}"

    def row(self, record: Record, row: Row, table: str = "") -> Row:
        """A row without anybody else. ``table``: of a raw row, where it stands."""
        named = self._columns.get(table, set())
        return {
            name: self.id_of(str(value)) if name in named and value
            else self._value(record, name, value)
            for name, value in row.items()
        }

    def _value(self, record: Record, column: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._value(record, name, part) for name, part in value.items()}
        if isinstance(value, list):
            return [self._value(record, column, part) for part in value]
        foreign = self._foreign.get(record, ())
        if isinstance(value, int) and str(value) in foreign:
            return self.id_of(str(value))
        if not isinstance(value, str) or not value.strip():
            return value
        if column in OTHERS or value in foreign:
            return self.id_of(value)
        # A tie's own id may be made of the ids of both.
        if column in _IDS and any(f":{other}:" in f":{value}:" for other in foreign):
            return self.id_of(value)
        if _OF_OTHERS.search(column) and column not in ("collected_by_type",) and not (
            _INSTANT.match(value)
        ):
            is_own = self._own_names.issuperset(_words(value))
            if not is_own and point_of(value) not in self._own_points:
                return self.id_of(value)
        return self.text(value)

    def text(self, value: str) -> str:
        """A text without the addresses, numbers and known names of others."""
        for pattern in (_EMAIL, _PHONE):
            value = pattern.sub(self._instead, value)
        return self._names.sub(lambda found: self.id_of(found[0]), value) if self._names else value

    def _instead(self, found: re.Match[str]) -> str:
        point = point_of(found[0])
        return found[0] if point is None or point in self._own_points else self.id_of(found[0])

    def foreign_in(self, text: str) -> int:
        """How many addresses and numbers of others stand in a finished text: there must be none."""
        return sum(
            point is not None and point not in self._own_points
            for pattern in (_EMAIL, _PHONE) for found in pattern.findall(text)
            for point in [point_of(found)]
        )


def _words(name: str) -> list[str]:
    """The words of a name, without accents and case."""
    plain = "".join(
        each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each)
    )
    return re.findall(r"\w+", plain.lower())


def point_of(value: str) -> str | None:
    """An address or number in one form; None where it is neither."""
    if _EMAIL.fullmatch(value.strip()):
        return mailbox(value)
    digits = re.sub(r"\D", "", value)
    return digits[-10:] if _PHONE.fullmatch(value.strip()) and len(digits) >= 10 else None


def of(
    connection: psycopg.Connection[Any], keys: Iterable[str], held: Held, verified: Iterable[str]
) -> Opaque:
    """What takes everybody else out of what is held. ``verified``: what the person showed."""
    own = sorted(set(keys))
    theirs = connection.execute(
        _HELD,
        dict(zip(("sources", "kinds", "ids"), map(list, zip(*(key.split("/", 2) for key in own),
                                                            strict=True)), strict=True)),
    ).fetchall()
    names = [name for row in theirs for name in row[:3] if name]
    points = [point for row in theirs for point in row[3:] if point]
    points += [
        row["identifier_value"] for row in held.canon.get("identifiers", [])
        if row["identifier_type"] in ("email", "phone") and row["identifier_value"]
    ]
    foreign = _foreign(held, set(own))
    named = sorted({(*record[:1], kind, of_) for record, told in foreign.items()
                    for kind, of_ in told})
    parts = [list(part) for part in zip(*named, strict=True)] or [[], [], []]
    connected = connection.execute(
        _CONNECTED, {"sources": parts[0], "kinds": parts[1], "ids": parts[2], "keys": own},
    ).fetchall()
    others = [name for row in connected for name in row if name]
    others += [f"{first} {last}" for first, last in connected if first and last]
    others += [f"{last}, {first}" for first, last in connected if first and last]
    told = {point_of(each) or each for each in (*points, *verified)}
    ids = {record: {of_ for _, of_ in said} for record, said in foreign.items()}
    raw = _of_raw(held, ids, _beside(connection, held, set(own)))
    return Opaque(names, told, others, ids | raw, _columns(held, raw))


def _foreign(held: Held, own: set[str]) -> dict[Record, set[tuple[str, str]]]:
    """Of each record, which other person records its rows of canon name: type and id."""
    found: dict[Record, set[tuple[str, str]]] = {}
    for row in (row for rows in held.canon.values() for row in rows):
        for column, kind in (OTHERS | SUBJECTS).items():
            named = f"{row['source_id']}/{row.get(kind)}/{row.get(column)}"
            if row.get(column) and named not in own:
                record = (row["source_id"], row["record_type"], row["record_id"])
                found.setdefault(record, set()).add((str(row.get(kind)), str(row[column])))
    return found


def _beside(
    connection: psycopg.Connection[Any], held: Held, own: set[str]
) -> dict[Place, set[str]]:
    """Whom else a raw row is about, such as a call that was noted for several: by its place."""
    places = sorted({
        (row["_source_id"], row["_file_id"], row["_row"])
        for rows in held.raw.values() for _, row in rows
    })
    parts = [list(part) for part in zip(*places, strict=True)] or [[], [], []]
    found: dict[Place, set[str]] = {}
    for shape, types in held.types.items():
        for column, kind in (OTHERS | SUBJECTS).items():
            if column not in types:
                continue
            rows = connection.execute(
                sql.SQL(
                    "select source_id, file_id, file_row, {0}, {1} from canon.{2}"
                    " where {1} is not null and (source_id, file_id, file_row) in"
                    " (select * from unnest(%s::text[], %s::text[], %s::integer[]))"
                ).format(sql.Identifier(kind), sql.Identifier(column), sql.Identifier(shape)),
                parts,
            ).fetchall()
            for source_id, file_id, file_row, names_type, record_id in rows:
                if f"{source_id}/{names_type}/{record_id}" not in own:
                    found.setdefault((source_id, file_id, file_row), set()).add(record_id)
    return found


def _of_raw(
    held: Held, ids: Mapping[Record, set[str]], beside: Mapping[Place, set[str]]
) -> dict[Record, set[str]]:
    """The same of the raw records, which may be known in canon by other ids."""
    places: dict[Place, set[str]] = {place: {*named} for place, named in beside.items()}
    for row in (row for rows in held.canon.values() for row in rows):
        record = (row["source_id"], row["record_type"], row["record_id"])
        place = (row["source_id"], row["file_id"], row["file_row"])
        places.setdefault(place, set()).update(ids.get(record, ()))
    found: dict[Record, set[str]] = {}
    for record, row in (each for rows in held.raw.values() for each in rows):
        place = (row["_source_id"], row["_file_id"], row["_row"])
        found.setdefault(record, set()).update(places.get(place, ()), ids.get(record, ()))
    return found


def _columns(held: Held, told: Mapping[Record, set[str]]) -> dict[str, set[str]]:
    """The columns of raw tables that mostly hold somebody else's id: so in older versions, too."""
    found = {}
    for table, rows in held.raw.items():
        naming = [(told[record], row) for record, row in rows if told[record]]
        found[table] = {
            column for column in (rows[0][1] if rows else {})
            if not column.startswith("_")
            and 2 * sum(row[column] in said for said, row in naming) >= max(len(naming), 1)
        }
    return found
