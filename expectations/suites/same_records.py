"""The first door: is each id still the record's whose it was, and each record under its own id?

Each version that arrives is put beside the one before it. People move, marry and get new phones,
but not all at once, and when a record was made never changes. An id under which everything is
somebody else's was given away; a record that is known, by all it says, under another id was
numbered anew. A share of such records that edits don't explain holds the export.

What an export is compared with grows with the export and not with all that ever landed: earlier
versions are found by their ids, and contents are looked for in the loads that came just before, of
ten times its size, and among the records it lacks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import great_expectations.expectations as gxe

from expectations.suites.raw_records import texts_said
from expectations.suites.suite import CRITICAL, WARNING, Measures
from orchestration.lib.landing.declarations import RecordType
from orchestration.lib.registry.gate_limits import limit, whole

# What tells one record from another, by the standard's names.
_MARKS = ("email", "phone", "birth_date", "created_at", "person_record_id", "happened_at")
_NAMES = ("first_name", "last_name")
# A record says when it was made or when it happened: two that agree in all else are one.
_DATED = ("created_at", "happened_at")
# These change when nothing else does.
_RESTLESS = ("modified_at", "exported_at")
_TIMES = ("created_at", "happened_at")
# Contents are looked for among so many times as many records as arrived, or at least so many.
LOOKED_BACK, LEAST_LOOKED_BACK = 10, 20_000

_QUERY = """
    select
        '{relation}' as relation,
        {load_id} as load_id,
        changed.*,
        renumbered.*
    from (
        select
            count_of_other_person / greatest(versions, {fewest}) as share_other_person,
            count_of_other_person,
            count_of_moved / greatest(versions, {fewest}) as share_moved,
            count_of_moved,
            count_of_emptied / greatest(versions, {fewest}) as share_emptied,
            count_of_emptied,
            case when count_of_deleted >= {fewest_vanished}
                then count_of_deleted / greatest((
                    select sum(parts.records_landed) from landing.load_parts as parts
                    inner join landing.comparable_loads as before
                        on before.load_id = parts.load_id and before.source_id = '{source_id}'
                    where parts.record_type = '{record_type}'
                ), 1)
            end as share_deleted,
            count_of_deleted
        from (
            select
                count(*) as versions,
                (count(*) filter (where given > 1 and same = 0))::numeric as count_of_other_person,
                (count(*) filter (where {is_moved} and same > 0))::numeric as count_of_moved,
                greatest({emptied})::numeric as count_of_emptied,
                (count(*) filter (where not was_deleted and is_deleted))::numeric
                    as count_of_deleted
            from (
                select *, {given} as given, {same} as same
                from (
                    select distinct on (landed._load_id, landed._row)
                        {both_marks},
                        {deleted}
                    from landing.{table} as landed
                    inner join landing.loads as loads on loads.load_id = landed._load_id
                    inner join landing.{table} as earlier on earlier._record_id = landed._record_id
                    inner join landing.comparable_loads as before
                        on before.load_id = earlier._load_id
                        and before.source_id = '{source_id}'
                        and before.extracted_at < loads.extracted_at
                    where landed._load_id in ({load_ids})
                    order by
                        landed._load_id, landed._row, before.extracted_at desc,
                        earlier._record_hash desc
                ) as paired
            ) as counted
        ) as summed
    ) as changed
    cross join ({renumbered}) as renumbered
"""

_RENUMBERED = """
        with arrived as (
            select landed._record_id, md5(row({contents})::text) as content
            from landing.{table} as landed
            where landed._load_id in ({load_ids})
                and num_nonnulls(variadic array[{contents}]) > 1
                and not exists (
                    select from landing.{table} as earlier
                    inner join landing.comparable_loads as before
                        on before.load_id = earlier._load_id and before.source_id = '{source_id}'
                    where earlier._record_id = landed._record_id
                        and earlier._load_id not in ({load_ids})
                )
        ),

        known as (
            select landed._record_id, md5(row({contents})::text) as content
            from landing.{table} as landed
            where landed._load_id in ({recent})
            union all
            select landed._record_id, md5(row({contents})::text)
            from landing.{table} as landed
            inner join landing.comparable_loads as before
                on before.load_id = landed._load_id and before.source_id = '{source_id}'
            where landed._record_id in (
                select record_id from landing.absences
                where load_id in ({load_ids}) and is_absent and record_type = '{record_type}'
            )
        )

        select
            count_of_renumbered / greatest(new_ids, {fewest}) as share_renumbered,
            count_of_renumbered,
            count_of_doubled / greatest(new_ids, {fewest}) as share_doubled,
            count_of_doubled
        from (
            select
                count(*) as new_ids,
                (count(*) - count(distinct content))::numeric as count_of_doubled,
                (count(*) filter (
                    where content in (select known.content from known)
                ))::numeric as count_of_renumbered
            from arrived
        ) as counted
"""
_NOT_RENUMBERED = (
    "select null::numeric as share_renumbered, null::numeric as count_of_renumbered,"
    " null::numeric as share_doubled, null::numeric as count_of_doubled"
)


def same_records(
    source_id: str, load_ids: Sequence[int], record_types: Sequence[RecordType],
    recent: Mapping[str, Sequence[int]],
) -> list[Measures]:
    """What became of the records known before, a row for each table that can tell.

    ``recent``: of each record type the loads that came just before. They are named one by one: a
    planner that doesn't know how few they are reads the whole table.
    """
    queries = [
        _query(source_id, load_ids, each, recent.get(each.name, ()))
        for each in record_types if _marks(each)
    ]
    if not queries:
        return []
    held = {
        "share_other_person": "most_other_person_share",
        "share_renumbered": "most_renumbered_share",
        "share_doubled": "most_doubled_share",
        "share_deleted": "most_vanished_share",
        "share_moved": "most_moved_share",
        "share_emptied": "most_emptied_share",
    }
    notes = {
        "share_other_person": "An id stays with its person: nobody changes in everything at once.",
        "share_renumbered": "A person stays with an id: what is known came again under new ones.",
        "share_doubled": "A record comes once: what says all the same came under several new ids.",
        "share_deleted": "So many records are not deleted at once: a mark was set on all of them.",
        "share_moved": "When a record was made never changes: the zone or the form of times did.",
        "share_emptied": "A detail that many records had is gone from all: its column came empty.",
    }
    expectations = [
        gxe.ExpectColumnValuesToBeBetween(
            column=column, max_value=limit(name), severity=CRITICAL, notes=notes[column]
        )
        for column, name in held.items()
    ]
    expectations += [
        gxe.ExpectColumnValuesToBeBetween(column=column, max_value=0, severity=WARNING)
        for column in ("share_other_person", "share_renumbered")
    ]
    wrong = "If that is right, accept it: ./kith release {load_id} --because WHY"
    return [
        Measures(
            query=" union all ".join(queries),
            expectations=expectations,
            advice={
                "share_other_person": "{count} ids of {table} now belong to altogether other "
                f"records. Ask whether ids were given away. {wrong}",
                "share_renumbered": "{count} records of {table} are known under other ids. Ask "
                f"whether the export was numbered anew. {wrong}",
                "share_doubled": "{count} new records of {table} say what another new one says. "
                f"Ask whether the export was joined with something twice. {wrong}",
                "share_deleted": "{count} records of {table} are marked as deleted at once. "
                f"{wrong}",
                "share_moved": "{count} records of {table} say another time of creation than "
                f"before. Ask which time zone and form the export is in. {wrong}",
                "share_emptied": "{count} records of {table} lost a detail that they had. Ask "
                f"whether a column is missing. {wrong}",
            },
        )
    ]


def _marks(record_type: RecordType) -> list[str]:
    """What tells this table's records apart, as SQL with a place for the version's name."""
    said = texts_said(record_type)
    if not record_type.record_id:
        return []
    marks = [_plain(name, said[name]) for name in _MARKS if name in said]
    if names := [said[name] for name in _NAMES if name in said]:
        joined = ", ".join(f"{{0}}.{name}" for name in names)
        marks.append(f"nullif(lower(concat_ws(' ', {joined})), '')")
    return marks


def _plain(name: str, column: str) -> str:
    text = f"nullif(lower(trim({{0}}.{column})), '')"
    if name in _TIMES:
        # The same instant written with a T or a Z, or without zeros, is the same.
        return (
            f"regexp_replace(replace({text}, 't', ' '),"
            " '(([.]0+)?(z|[+-]00([:]?00)?| utc)?)$', '')"
        )
    return text


def _query(
    source_id: str, load_ids: Sequence[int], record_type: RecordType, recent: Sequence[int]
) -> str:
    marks = _marks(record_type)
    said = texts_said(record_type)
    places = range(len(marks))
    moved = next(
        (at for at, name in enumerate(n for n in _MARKS if n in said) if name == "created_at"), None
    )
    loads = ", ".join(map(str, load_ids))
    values = {
        "table": record_type.table, "record_type": record_type.name, "source_id": source_id,
        "load_ids": loads, "fewest": whole("fewest_for_a_share"),
        "recent": ", ".join(map(str, recent)) or "null",
    }  # fmt: skip
    return _QUERY.format(
        relation=f"landing.{record_type.table}",
        load_id=max(load_ids),
        both_marks=",\n                        ".join(
            f"{mark.format('landed')} as now_{at}, {mark.format('earlier')} as then_{at}"
            for at, mark in enumerate(marks)
        ),
        deleted=_deleted(said),
        fewest_vanished=whole("fewest_vanished"),
        given=" + ".join(f"(num_nulls(now_{at}, then_{at}) = 0)::int" for at in places),
        same=" + ".join(f"coalesce(now_{at} = then_{at}, false)::int" for at in places),
        is_moved="false" if moved is None else f"now_{moved} <> then_{moved}",
        emptied=", ".join(
            f"count(*) filter (where then_{at} is not null and now_{at} is null)" for at in places
        ),
        renumbered=_renumbered(record_type, said, values),
        **values,
    )


def _deleted(said: dict[str, str]) -> str:
    """Whether the record was, and is, marked as deleted."""
    if "deleted_at" not in said:
        return "null::boolean as is_deleted, null::boolean as was_deleted"
    text = f"coalesce(trim({{}}.{said['deleted_at']}), '') <> ''"
    return f"{text.format('landed')} as is_deleted, {text.format('earlier')} as was_deleted"


def _renumbered(record_type: RecordType, said: dict[str, str], values: dict[str, object]) -> str:
    left_out = {*record_type.record_id, *(said[name] for name in _RESTLESS if name in said)}
    contents = [
        f"landed.{column.name}"
        for column in record_type.columns
        if column.data_type == "text" and column.name not in left_out
    ]
    if len(contents) < 3 or not any(name in said for name in _DATED):
        return _NOT_RENUMBERED
    return _RENUMBERED.format(
        contents=", ".join(contents), **values
    )
