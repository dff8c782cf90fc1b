"""Sets of rows as SQL: those of a mart that were asked for, and those that these came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql

from orchestration.lib.errors import KithError
from orchestration.lib.trace.declared import RECORD, Mart, Relation, Step, relation

# Whose a record is, in the words of its shape; of a record of a person itself, its own id.
_WHOSE = (
    ("person_record_type", "person_record_id"),
    ("about_record_type", "about_record_id"),
    ("host_record_type", "host_record_id"),
)


class BadCondition(KithError):
    """A ``--where`` can't be read; the message lists the columns."""


class NotBuilt(KithError):
    """A table of the chain isn't there yet."""


@dataclass(frozen=True)
class Told:
    """A record as canon tells it, and whose it is; nulls where its shape doesn't say."""

    source_id: str
    record_type: str
    record_id: str
    tool: str
    is_record_id_minted: bool
    origin_system: str | None
    origin_id: str | None
    collected_by_type: str | None
    collected_by_id: str | None
    collected_at: datetime | None
    received_at: datetime
    method: str
    file_id: str
    file_row: int | None
    whose_type: str | None
    whose_id: str | None


@dataclass(frozen=True)
class SetAside:
    """Where a record stands that was set aside: the line and the bytes of a part."""

    part: str
    line: int
    start: int
    end: int


_TOLD = tuple(each.name for each in fields(Told))[:-2]


@dataclass(frozen=True)
class Rows:
    """Some rows of a relation: the query that gives them and its parameters."""

    relation: Relation
    types: Mapping[str, str]
    query: sql.Composable
    values: tuple[Any, ...]


def columns_of(connection: psycopg.Connection[Any], of: Relation) -> dict[str, str]:
    """The columns of a relation with their types. Raises ``NotBuilt``."""
    rows = connection.execute(
        "select attname, format_type(atttypid, atttypmod) from pg_attribute"
        " where attrelid = to_regclass(format('%%I.%%I', %s::text, %s::text))"
        " and attnum > 0 and not attisdropped order by attnum",
        [of.schema, of.table],
    ).fetchall()
    if not rows:
        raise NotBuilt(f"{of.schema}.{of.table} isn't there yet. Build it: ./kith build")
    return {str(name): str(type_) for name, type_ in rows}


def asked_for(
    connection: psycopg.Connection[Any], mart: Mart, where: Sequence[str]
) -> Rows:
    """The mart's rows that all conditions, ``column=value`` each, hold of.

    No value after ``=`` asks for null or an empty text. Raises ``BadCondition``.
    """
    types = columns_of(connection, mart.relation)
    conditions: list[sql.Composable] = [sql.SQL("true")]
    values: list[str] = []
    for condition in where:
        column, equals, value = condition.partition("=")
        column = column.strip()
        if not equals:
            raise BadCondition(_told(mart, types, "A condition is column=value."))
        if column not in types:
            raise BadCondition(_told(mart, types, f"There is no column '{column}'."))
        if value == "":
            conditions.append(
                sql.SQL("coalesce({}::text, '') = ''").format(sql.Identifier(column))
            )
            continue
        _check(connection, column, types[column], value)
        conditions.append(
            sql.SQL("{} = %s::{}").format(sql.Identifier(column), sql.SQL(types[column]))
        )
        values.append(value)
    query = sql.SQL("select * from {} where {}").format(
        _name(mart.relation), sql.SQL(" and ").join(conditions)
    )
    return Rows(mart.relation, types, query, tuple(values))


def _check(connection: psycopg.Connection[Any], column: str, type_: str, value: str) -> None:
    try:
        with connection.transaction():
            connection.execute(f"select %s::{type_}", [value])
    except psycopg.DataError:
        raise BadCondition(f"What follows {column}= can't be read as {type_}.") from None


def _told(mart: Mart, types: Mapping[str, str], said: str) -> str:
    return f"{said} The columns of {mart.relation.name}: {', '.join(types)}."


def from_which(connection: psycopg.Connection[Any], rows: Rows, step: Step) -> Rows:
    """The rows of the step's relation that these rows came from."""
    types = columns_of(connection, step.to)
    query: sql.Composable = sql.SQL("select * from {}").format(_name(step.to))
    if "organization_id" in step.by.values() and "organization_id" not in types:
        query, types = _with_organization(step.to), types | {"organization_id": "text"}
    same = [
        sql.SQL("ours.{} = theirs.{}" if rows.types[own] == types[their]
                else "ours.{}::text = theirs.{}::text")
        .format(sql.Identifier(own), sql.Identifier(their))
        for own, their in step.by.items()
    ]
    values: list[Any] = [*rows.values]
    for column, codes in step.when.items():
        same.append(sql.SQL("ours.{} = any(%s)").format(sql.Identifier(column)))
        values.append(list(codes))
    wanted: list[sql.Composable] = []
    for column, codes in step.where.items():
        wanted.append(sql.SQL("theirs.{} = any(%s)").format(sql.Identifier(column)))
        values.append(list(codes))
    if step.unless:
        same.append(_is_not_in(step.unless))
    found = sql.SQL("select theirs.* from ({}) as theirs where exists"
                    " (select from ({}) as ours where {})").format(
        query, rows.query, sql.SQL(" and ").join(same)
    )
    return Rows(step.to, types, sql.SQL(" and ").join([found, *wanted]), tuple(values))


def _is_not_in(other: Relation) -> sql.Composed:
    record = sql.SQL(" and ").join(
        sql.SQL("ours.{0} = other.{0}").format(sql.Identifier(column)) for column in RECORD
    )
    return sql.SQL("not exists (select from {} as other where {})").format(_name(other), record)


def _with_organization(of: Relation) -> sql.Composable:
    """Records with the organization whose account their source is."""
    return sql.SQL(
        "select own.*, sources.organization_id from {} as own"
        " inner join registry.sources using (source_id)"
    ).format(_name(of))


def _name(of: Relation) -> sql.Identifier:
    return sql.Identifier(of.schema, of.table)


def per_file(
    connection: psycopg.Connection[Any], rows: Rows
) -> list[tuple[str | None, str | None, str | None, int]]:
    """Tool, source, file and how many of the rows stand in it; nulls where none is named."""
    named: list[sql.Composable] = [
        sql.Identifier(column) if column in rows.types else sql.SQL("null")
        for column in ("tool", "source_id", "file_id")
    ]
    statement = sql.SQL("select {}, count(*) from ({}) as counted group by 1, 2, 3").format(
        sql.SQL(", ").join(named), rows.query
    )
    return [
        (tool, source, file, count)
        for tool, source, file, count in connection.execute(statement, rows.values)
    ]


def records(connection: psycopg.Connection[Any], rows: Rows, limit: int) -> list[Told]:
    """At most ``limit`` of these records of canon, of each source and type alike."""
    told: list[sql.Composable] = [
        sql.Identifier(column) if column in rows.types else sql.SQL("null") for column in _TOLD
    ]
    whose = next((pair for pair in _WHOSE if set(pair) <= rows.types.keys()), None)
    if rows.relation == relation("all_people"):
        whose = ("record_type", "record_id")
    told += [sql.Identifier(name) for name in whose] if whose else [sql.SQL("null")] * 2
    statement = sql.SQL(
        "select {} from (select found.*, row_number() over ("
        "  partition by source_id, record_type order by record_id) as place"
        " from ({}) as found) as found order by place, source_id, record_type limit {}"
    ).format(sql.SQL(", ").join(told), rows.query, sql.Literal(limit))
    return [Told(*row) for row in connection.execute(statement, rows.values)]


def distinct_records(connection: psycopg.Connection[Any], ends: Sequence[Rows]) -> int:
    """How many records these are, where several ways lead to one."""
    queries = [
        sql.SQL("select {}, source_id, record_type, record_id from ({}) as found").format(
            sql.Literal(end.relation.name), end.query
        )
        for end in ends
    ]
    statement = sql.SQL("select count(*) from ({}) as found").format(
        sql.SQL(" union ").join(queries)
    )
    values = [value for end in ends for value in end.values]
    row = connection.execute(statement, values).fetchone()
    return int(row[0]) if row else 0


def loads(
    connection: psycopg.Connection[Any], rows: Rows, limit: int
) -> list[tuple[int, SetAside | None]]:
    """At most ``limit`` loads of the ledger, the newest first, with what was set aside of each."""
    place = "part, line, byte_start, byte_end" if rows.relation.name == "quarantine" else "null"
    statement = sql.SQL("select load_id, {} from ({}) as found order by 1 desc, 2 limit {}")
    found = connection.execute(
        statement.format(sql.SQL(place), rows.query, sql.Literal(limit)), rows.values
    )
    return [(row[0], SetAside(*row[1:]) if row[1] is not None else None) for row in found]
