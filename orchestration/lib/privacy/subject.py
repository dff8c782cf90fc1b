"""Whose data it is: a person's records as identity has them, and what only they are reached by.

Only what identity holds for theirs is theirs. What merely resembles them is shown and left alone,
and so is what a household shares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib import registry
from orchestration.lib.identity.reasons import subjects
from orchestration.lib.privacy import keys
from orchestration.lib.privacy.learned import PAIRS, shapes
from orchestration.lib.privacy.screen import ABOUT

# A record as canon names it: source, record type, record id.
Record = tuple[str, str, str]
_ARE_THEIRS = (
    "(source_id, {kind}, {of}) in (select * from unnest(%(sources)s::text[], %(kinds)s::text[],"
    " %(ids)s::text[]))"
)
_OCCURRENCE = re.compile(r"\A(minted:[0-9a-f]+):\d+\Z")


@dataclass(frozen=True)
class Subject:
    """One person. ``person_ids``: theirs now first, then those merged into it.

    ``landed``: the raw records that are theirs or about them. ``points``: what reaches them, by
    kind; ``own_points``: what of that reaches nobody else. ``spared``: records of others that give
    one of their points and their name; ``aliases``: of somebody who made records, the source and
    what there names nobody but them, such as a login. ``doubtful``: how many records
    identity did not link; ``authored``: how many of others they made; ``kinds``: how many of each
    of canon's shapes are theirs or about them.
    """

    person_ids: tuple[str, ...]
    records: tuple[Record, ...]
    landed: tuple[Record, ...]
    names: tuple[str, ...]
    points: tuple[tuple[str, str], ...]
    own_points: tuple[tuple[str, str], ...]
    spared: tuple[Record, ...]
    aliases: tuple[tuple[str, str], ...]
    doubtful: int
    authored: int
    kinds: tuple[tuple[str, int], ...] = ()

    @property
    def gifts(self) -> int:
        """How many gifts of theirs are told of."""
        return dict(self.kinds).get("donations", 0)

    @property
    def record_keys(self) -> list[str]:
        """The keys of their person records, as identity writes them."""
        return ["/".join(record) for record in self.records]

    @property
    def sources(self) -> list[str]:
        """The sources that sent something of theirs."""
        return sorted({record[0] for record in (*self.records, *self.landed)})

    def hashes(self) -> set[tuple[str, bytes]]:
        """What the list says of them: kinds and keyed hashes."""
        found = {("record", keys.keyed("record", *record)) for record in self.landed}
        found |= {("record", keys.keyed("record", *record)) for record in self.records}
        found |= {("reference", keys.keyed("reference", *record)) for record in self.records}
        found |= {
            ("contact", keys.keyed("contact", f"{point}|{name}"))
            for _, point in self.points for name in self.names
        }
        found |= {("alias", keys.keyed("alias", *alias)) for alias in self.aliases}
        found |= {("mention", keys.keyed("mention", point)) for _, point in self.own_points}
        return found | {("spared", keys.keyed("spared", *record)) for record in self.spared}


def find(connection: psycopg.Connection[Any], named: str) -> Subject:
    """The person of an id or of a record's key. Raises ``UnknownPerson``."""
    person_id = subjects.subject_of(connection, named).person_id
    return of(connection, person_id)


def of(connection: psycopg.Connection[Any], person_id: str) -> Subject:
    """All that is to be known of a person before they are forgotten."""
    retired = connection.execute(
        "select retired_person_id from identity.person_id_aliases where person_id = %s order by 1",
        [person_id],
    ).fetchall()
    records = tuple(connection.execute(
        "select source_id, record_type, record_id from identity.record_persons"
        " where person_id = %s order by 1, 2, 3", [person_id],
    ).fetchall())
    asked = {
        "sources": [each[0] for each in records], "kinds": [each[1] for each in records],
        "ids": [each[2] for each in records],
    }
    told = connection.execute(
        sql.SQL("select first_name, last_name, email, phone_e164 from canon.people where {}")
        .format(_are_theirs("record_type", "record_id")), asked,
    ).fetchall()
    names = sorted({key for row in told if (key := keys.name_key(row[0] or "", row[1] or ""))})
    points = {("email", keys.email_key(row[2])) for row in told if row[2]}
    points |= {("phone", key) for row in told if row[3] and (key := keys.phone_key(row[3]))}
    others = _others(connection, points, set(records))
    shared = {point for _, found in others for point in found}
    doubtful = connection.execute(
        "select count(distinct case when left_record_key = any(%(keys)s) then right_record_key"
        "  else left_record_key end) from identity.refused_links"
        " where left_record_key = any(%(keys)s) or right_record_key = any(%(keys)s)",
        {"keys": ["/".join(record) for record in records]},
    ).fetchone()
    landed, authored, kinds = _landed(connection, person_id, asked)
    return Subject(
        person_ids=(person_id, *(row[0] for row in retired)), records=records,
        landed=landed, names=tuple(names), points=tuple(sorted(points)),
        own_points=tuple(sorted(points - shared)),
        spared=tuple(sorted(record for record, _ in others)),
        aliases=tuple(sorted(set(aliases(connection, records)))) if authored else (),
        doubtful=int(doubtful[0]) if doubtful else 0, authored=authored, kinds=kinds,
    )


def _others(
    connection: psycopg.Connection[Any], points: Iterable[tuple[str, str]], theirs: set[Record]
) -> list[tuple[Record, set[tuple[str, str]]]]:
    """The person records of others that give one of the points, and which."""
    wanted = set(points)
    rows = connection.execute(
        "select source_id, record_type, record_id, email, phone_e164 from canon.people"
        " where lower(email) = any(%s) or right(phone_e164, 10) = any(%s)",
        [
            [point for kind, point in wanted if kind == "email"],
            [point for kind, point in wanted if kind == "phone"],
        ],
    ).fetchall()
    found = []
    for source_id, kind, record_id, email, phone in rows:
        record = (source_id, kind, record_id)
        told = {("email", keys.email_key(email or "")), ("phone", keys.phone_key(phone or ""))}
        if record not in theirs:
            found.append((record, told & wanted))
    return found


def aliases(
    connection: psycopg.Connection[Any], records: Sequence[Record]
) -> Iterable[tuple[str, str]]:
    """What their own raw records hold that nobody else's of the table does: words, not times."""
    own: dict[str, list[str]] = {}
    for source_id, record_type, record_id in records:
        table = f"{registry.source(source_id).tool}__{record_type}"
        own.setdefault(table, []).append(record_id)
    for source_id, record_type, record_id in records:
        table = f"{registry.source(source_id).tool}__{record_type}"
        if connection.execute("select to_regclass(%s)", [f"landing.{table}"]).fetchone() == (None,):
            continue
        told = connection.execute(
            sql.SQL(
                "select distinct told.name, told.value from landing.{0} as landed"
                " inner join landing.loads on loads.load_id = landed._load_id"
                " cross join lateral jsonb_each_text("
                "  to_jsonb(landed) - '{{_load_id,_row,_record_id,_record_hash,_extra}}'::text[]"
                "  || coalesce(landed._extra, '{{}}')"
                " ) as told (name, value)"
                " where loads.source_id = %s and landed._record_id = %s"
                "  and length(told.value) between 5 and 200 and told.value ~ '[[:alpha:]]'"
                "  and told.value !~ '^([0-9]{{4}}-[0-9]{{2}}|[{{[])'"
            ).format(sql.Identifier(table)),
            [source_id, record_id],
        ).fetchall()
        yield from (
            (source_id, value) for name, value in told
            if not _is_anothers(connection, table, name, value, own[table])
        )


def _is_anothers(
    connection: psycopg.Connection[Any], table: str, name: str, value: str, own: list[str]
) -> bool:
    """Whether somebody else's record of a table says the same there."""
    is_column = connection.execute(
        "select from pg_attribute where attrelid = %s::regclass and attname = %s"
        " and attnum > 0 and not attisdropped", [f"landing.{table}", name],
    ).fetchone()
    column = sql.Identifier(name) if is_column is not None else sql.SQL("(_extra ->> {})").format(
        sql.Literal(name)
    )
    row = connection.execute(
        sql.SQL("select exists (select from {} where {}::text = %s and _record_id <> all(%s))")
        .format(sql.Identifier("landing", table), column), [value, own],
    ).fetchone()
    return bool(row and row[0])


def _landed(
    connection: psycopg.Connection[Any], person_id: str, asked: dict[str, list[str]]
) -> tuple[tuple[Record, ...], int, tuple[tuple[str, int], ...]]:
    """The raw records behind canon's rows about them, how many rows of others they made, the kinds.

    Without the person records of others: what a tool merged into theirs says so in its own record,
    and identity may well hold it for somebody else's.
    """
    places: dict[tuple[str, str], set[tuple[str, str, int]]] = {}
    authored, kinds = 0, dict[str, set[tuple[str, str, int]]]()
    for shape, columns in shapes(connection):
        pairs = [(pair, part) for pair, part in PAIRS.items() if set(pair) <= columns]
        if shape == "people":
            pairs.append((("record_type", "record_id"), ABOUT))
        for (kind, of), part in pairs:
            rows = connection.execute(
                sql.SQL(
                    "select tool, record_type, source_id, file_id, file_row from canon.{} where {}"
                ).format(sql.Identifier(shape), _are_theirs(kind, of)), asked,
            ).fetchall()
            if part != ABOUT:
                authored += len(rows)
                continue
            for tool, record_type, source_id, file_id, row in rows:
                places.setdefault((tool, record_type), set()).add((source_id, file_id, row))
                kinds.setdefault(shape, set()).add((source_id, file_id, row))
    found = list(_records(connection, places))
    others = set(connection.execute(
        "select source_id, record_type, record_id from identity.record_persons"
        " inner join unnest(%s::text[], %s::text[], %s::text[])"
        "  as landed (source_id, record_type, record_id)"
        " using (source_id, record_type, record_id) where person_id <> %s",
        [*([each[at] for each in found] for at in range(3)), person_id],
    ).fetchall())
    return tuple(sorted({
        (source_id, record_type, without_occurrence(record_id))
        for source_id, record_type, record_id in {*found} - others
    })), authored, tuple((shape, len(rows)) for shape, rows in sorted(kinds.items()))


def _records(
    connection: psycopg.Connection[Any],
    places: dict[tuple[str, str], set[tuple[str, str, int]]],
) -> Iterable[Record]:
    for (tool, record_type), found in places.items():
        table = f"{tool}__{record_type}"
        if connection.execute("select to_regclass(%s)", [f"landing.{table}"]).fetchone() == (None,):
            continue
        rows: Sequence[tuple[str, str]] = connection.execute(
            sql.SQL(
                "select distinct place.source_id, landed._record_id"
                " from unnest(%s::text[], %s::text[], %s::integer[])"
                "  as place (source_id, file_id, file_row)"
                " inner join landing.loads using (source_id, file_id)"
                " inner join landing.{} as landed on landed._load_id = loads.load_id"
                "  and landed._row = place.file_row"
            ).format(sql.Identifier(table)),
            [list(column) for column in zip(*sorted(found), strict=True)],
        ).fetchall()
        for source_id, record_id in rows:
            yield source_id, record_type, record_id


def _are_theirs(kind: str, of: str) -> sql.Composed:
    return sql.SQL(_ARE_THEIRS).format(kind=sql.Identifier(kind), of=sql.Identifier(of))


def without_occurrence(record_id: str) -> str:
    """A minted id without the number that tells records alike apart, which a file doesn't say."""
    return _OCCURRENCE.sub(r"\1", record_id)
