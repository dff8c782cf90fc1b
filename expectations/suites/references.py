"""The first door: does what an export refers to exist?

Which column of a table names a person or an event is what the standard calls it; which tables hold
those is what the tool's models make of them. Few exports are whole in this, so a share is compared
with that of the rows of the same table that came last: what led somewhere still does.
"""

from __future__ import annotations

from collections.abc import Sequence

import great_expectations.expectations as gxe

from expectations.suites.raw_records import texts_said
from expectations.suites.suite import CRITICAL, WARNING, Measures
from orchestration.lib.landing import declarations
from orchestration.lib.landing.declarations import RecordType
from orchestration.lib.registry.gate_limits import limit, whole
from orchestration.lib.standard.tables import telling

# The standard's name of a reference -> the shape whose records it refers to.
_REFERENCES = {"person_record_id": "people", "event_id": "events"}
_SAMPLED = 1000

_QUERY = """
    select
        '{relation}' as relation,
        {load_id} as load_id,
        arrived.unknown as count_of_lost_{name},
        case when before.given >= {fewest} and arrived.given >= {fewest}
            then arrived.unknown / arrived.given - before.unknown / before.given
        end as share_lost_{name}
    from ({arrived}) as arrived
    cross join ({before}) as before
"""

_COUNTED = """
        select
            count(*)::numeric as given,
            (count(*) filter (where not ({is_known})))::numeric as unknown
        from (
            select trim(landed.{column}) as referred
            from landing.{table} as landed
            where landed._load_id {loads} and nullif(trim(landed.{column}), '') is not null
            {most}
        ) as referring
"""
_LAST_LOADS = """= any(array(
                select before.load_id from landing.released_loads as before
                inner join landing.load_parts as parts on parts.load_id = before.load_id
                where before.source_id = '{source_id}' and parts.record_type = '{record_type}'
                    and parts.records_landed > 0 and before.load_id not in ({load_ids})
                order by before.extracted_at desc
                limit 3
            ))"""


def references(
    source_id: str, load_ids: Sequence[int], record_types: Sequence[RecordType]
) -> list[Measures]:
    """How many references of these loads lead nowhere that used to lead somewhere."""
    measures = []
    for name, shape in _REFERENCES.items():
        queries = [
            _query(source_id, load_ids, each, name, targets)
            for each in record_types
            if name in texts_said(each) and (targets := _targets(each, shape))
        ]
        if queries:
            column = f"share_lost_{name}"
            measures.append(
                Measures(
                    query=" union all ".join(queries),
                    expectations=[
                        gxe.ExpectColumnValuesToBeBetween(
                            column=column, max_value=limit("most_lost_references_share"),
                            severity=CRITICAL,
                            notes=f"What is said of {shape} leads to one the source has told of.",
                        ),
                        gxe.ExpectColumnValuesToBeBetween(
                            column=column, max_value=limit("most_lost_references_share") / 4,
                            severity=WARNING,
                        ),
                    ],
                    advice={
                        column: f"{{count}} records of {{table}} are about {shape} the source has "
                        f"never told of. Land its {shape} first, or ask whether their ids changed."
                    },
                )
            )
    return measures


def _targets(record_type: RecordType, shape: str) -> list[tuple[str, str]]:
    """The tables that hold the shape's records and the columns that are a part of their id."""
    tool = declarations.tools()[record_type.tool]
    told = telling(record_type.tool, shape)
    return [
        (each.table, "_record_id" if len(each.record_id) == 1 else column)
        for each in tool.record_types
        if each.name in told and each.name != record_type.name
        for column in each.record_id
    ]


def _query(
    source_id: str, load_ids: Sequence[int], record_type: RecordType, name: str,
    targets: Sequence[tuple[str, str]],
) -> str:
    loads = ", ".join(map(str, load_ids))
    seen = (
        "select load_id from landing.comparable_loads"  # noqa: S608 - names of our own
        f" where source_id = '{source_id}'"
    )
    counted = {
        "column": texts_said(record_type)[name],
        "table": record_type.table,
        "is_known": " or ".join(
            f"exists (select from landing.{table} as known where known.{column} = referred"
            f" and known._load_id in ({seen}))"
            for table, column in targets
        ),
    }
    last = _LAST_LOADS.format(
        source_id=source_id, record_type=record_type.name, load_ids=loads
    )
    return _QUERY.format(
        relation=f"landing.{record_type.table}",
        load_id=max(load_ids),
        name=name,
        fewest=whole("fewest_for_a_share"),
        arrived=_COUNTED.format(**counted, loads=f"in ({loads})", most=""),
        before=_COUNTED.format(**counted, loads=last, most=f"limit {_SAMPLED}"),
    )
