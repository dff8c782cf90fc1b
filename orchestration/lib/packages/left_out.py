"""What a package leaves out, how many, and which rule of the seed says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from psycopg import sql
from psycopg.rows import dict_row

from orchestration.lib.packages import layout, policy
from orchestration.lib.packages.gather import Connection, Gathered
from orchestration.lib.packages.records import is_refusal

# The kinds of records that are made of a shape of canon, and the table of a package they go to.
_SHAPES = {
    "contact_attempts": ("interactions", ["contact_attempt"]),
    "messages": ("interactions", ["message"]),
    "survey_responses": ("interactions", ["survey_answer"]),
    "events": ("interactions", ["event"]),
    "attendances": ("interactions", ["sign_up_taken"]),
    "actions": ("interactions", ["action_taken"]),
    "registrations": ("interactions", ["registration_taken"]),
    "relationships": ("relationships", ["relational_contact", "recruitment"]),
}
_OF_WHOM = {
    layout.VOLUNTEER: "of the volunteer", layout.CONTACT: "of contacts they brought",
    layout.OTHER: "of others",
}  # fmt: skip


@dataclass(frozen=True)
class LeftOut:
    """Values or records that stay here: of what, of whom, how many, and why."""

    table: str
    column: str
    about: str
    count: int
    reason: str


def left_out(connection: Connection, gathered: Gathered) -> list[LeftOut]:
    """Everything of the volunteer's work that is in no package of theirs, the most first."""
    found = [*_records(connection), *_limits(connection), *_people(connection)]
    for shape, (table, kinds) in _SHAPES.items():
        found += _values(connection, shape, table, kinds)
    merged: dict[tuple[str, str, str], LeftOut] = {}
    for each in found:
        place = (each.table, each.column, each.about)
        before = merged[place].count if place in merged else 0
        merged[place] = LeftOut(*place, before + each.count, each.reason)
    return sorted(
        (each for each in merged.values() if each.count),
        key=lambda each: (-each.count, each.table, each.column, each.about),
    )


def by_reason(found: Iterable[LeftOut]) -> list[tuple[str, int, str, list[str]]]:
    """Each reason, how many values and records it keeps here, of whom, and what they are called."""
    grouped: dict[str, list[LeftOut]] = {}
    for each in found:
        grouped.setdefault(each.reason, []).append(each)
    return [
        (
            reason,
            sum(each.count for each in group),
            ", ".join(sorted({_OF_WHOM[each.about] for each in group})),
            list(dict.fromkeys(each.column for each in group)),
        )
        for reason, group in sorted(grouped.items(), key=lambda each: _places(each[1]))
    ]


def _places(group: list[LeftOut]) -> tuple[bool, int, str]:
    """Whole records come before single values, and more before fewer."""
    are_records = group[0].table in (policy.RECORDS, policy.LIMITS)
    return not are_records, -sum(each.count for each in group), group[0].reason


def _records(connection: Connection) -> Iterator[LeftOut]:
    """Kinds of records that are out as a whole."""
    for kind, about, count in connection.execute(
        "select authored_type_code, about, count(*) from package_authored group by 1, 2"
    ):
        if not policy.told(policy.RECORDS, kind, about):
            yield LeftOut(policy.RECORDS, kind, about, count, policy.reason(policy.RECORDS, kind))


def _limits(connection: Connection) -> Iterator[LeftOut]:
    """People told of who are no contacts, and results that say who may not be contacted."""
    row = connection.execute("""
        select
            count(*) filter (where not is_entered),
            count(*) filter (where is_entered and is_suppressed)
        from package_brought
    """).fetchone()
    for rule, count in zip(("contact_not_entered", "contact_suppressed"), row or (), strict=True):
        yield _limit(rule, layout.OTHER, count)
    for code, about, count in connection.execute("""
        select result_code, about, count(*) from package_authored
        where about <> 'volunteer' group by 1, 2
    """):
        if is_refusal(code):
            yield _limit("refusal_result", about, count)


def _limit(rule: str, about: str, count: int) -> LeftOut:
    return LeftOut(policy.LIMITS, rule, about, count, policy.reason(policy.LIMITS, rule))


def _people(connection: Connection) -> Iterator[LeftOut]:
    """What is known of the people the volunteer met, in the records they met them in."""
    met = sql.SQL("""
        select distinct source_id, subject_record_type as record_type,
            subject_record_id as record_id, about
        from package_authored where about <> 'volunteer'
    """)
    yield from _filled(connection, "people", "people", met)


def _values(
    connection: Connection, shape: str, table: str, kinds: list[str]
) -> Iterator[LeftOut]:
    told = sql.SQL("""
        select source_id, record_type, record_id, about
        from package_authored where authored_type_code = any({})
    """).format(sql.Literal(kinds))
    yield from _filled(connection, shape, table, told)


def _filled(
    connection: Connection, shape: str, table: str, records: sql.Composable
) -> Iterator[LeftOut]:
    """Of a shape's columns, those a package doesn't tell: how many values each has."""
    columns = [
        name for (name,) in connection.execute(
            "select attname from pg_attribute where attrelid = to_regclass(%s)"
            " and attnum > 0 and not attisdropped",
            [f"canon.{shape}"],
        )
    ]  # fmt: skip
    hidden = [
        each for each in columns if any(not policy.told(table, each, about) for about in _OF_WHOM)
    ]
    if not hidden:
        return
    counted = sql.SQL(", ").join(
        sql.SQL("count(shape.{0}) as {0}").format(sql.Identifier(each)) for each in hidden
    )
    question = sql.SQL(
        "select told.about as told_of, {counted} from ({records}) as told"
        " inner join {shape} as shape using (source_id, record_type, record_id) group by 1"
    ).format(counted=counted, records=records, shape=sql.Identifier("canon", shape))
    rows: list[dict[str, Any]]
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(question).fetchall()
    for row in rows:
        for column in hidden:
            if not policy.told(table, column, row["told_of"]):
                yield LeftOut(
                    table, column, row["told_of"], row[column], policy.reason(table, column)
                )
