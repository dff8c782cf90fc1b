"""The first door: does an export keep the level of the standard that its source promises?

What each level asks is in the standard's own seed, and how far these loads meet it was judged as
``./kith conform`` judges a file. What is promised and not kept holds the export; what was never
promised, but is told elsewhere in it, is shown.
"""

from __future__ import annotations

from collections.abc import Sequence

import great_expectations.expectations as gxe

from expectations.suites.suite import CRITICAL, WARNING, Measures
from orchestration.lib.standard.requirements import requirements

# Deletions may be told in a table of their own: then no other table has to.
_QUERY = """
    with judged as (
        select
            record_type, max(load_id) as load_id, requirement_code,
            greatest(
                sum(met_count) / sum(asked_count),
                case when requirement_code in ({deletions}) and exists (
                    select from landing.loads
                    inner join landing.judged_loads using (load_id)
                    where judged_loads.has_deletions and loads.source_id in (
                        select source_id from landing.loads where load_id in ({load_ids})
                    )
                ) then 1 end
            ) as share_met,
            sum(asked_count - met_count) as missed
        from landing.standard_results
        where load_id in ({load_ids}) and asked_count > 0
        group by record_type, requirement_code
    )

    select
        'landing.{tool}__' || record_type as relation,
        max(load_id) as load_id,
        {columns}
    from judged
    group by record_type
    union all
    select
        'landing.loads', load_id, {nothing}
    from landing.loads
    where load_id in ({load_ids}) and method <> 'retry' and not exists (
        select from landing.judged_loads
        where judged_loads.load_id = loads.load_id and failure is null
    )
"""


def standard_level(
    tool: str, load_ids: Sequence[int], promised_level: int | None
) -> Measures:
    """How far each table of these loads meets each requirement."""
    asked = [each for each in requirements() if each.applies_to != "exchange"]
    columns, expectations, advice = [], [], {}
    for each in asked:
        column = f"share_{each.code}"
        is_promised = promised_level is not None and each.level <= promised_level
        share = f"max(share_met) filter (where requirement_code = '{each.code}')"
        # Who never tells something breaks no promise by it: the scorecard says so, not every load.
        columns.append(f"{share if is_promised else f'nullif({share}, 0)'} as {column}")
        columns.append(
            f"max(missed) filter (where requirement_code = '{each.code}') as count_of_{each.code}"
        )
        expectations.append(
            gxe.ExpectColumnValuesToBeBetween(
                column=column,
                min_value=each.required_share,
                severity=CRITICAL if is_promised else WARNING,
                notes=f"Level {each.level} of the standard: {each.meaning}.",
            )
        )
        advice[column] = (
            f"{{count}} records of {{table}} break the promise of level {promised_level}: "
            f"{each.meaning}. {each.advice}."
        )
    columns.append("null::int as failed_to_be_judged")
    expectations.append(
        gxe.ExpectColumnValuesToBeBetween(
            column="failed_to_be_judged",
            max_value=0,
            severity=WARNING if promised_level is None else CRITICAL,
            notes="The level that is promised could not be judged: reading the export for it broke "
            "off.",
        )
    )
    advice["failed_to_be_judged"] = (
        "Nothing is known of load {load_id} against the standard. Look at it with ./kith conform, "
        "mend what it names, then: ./kith check"
    )
    return Measures(
        query=_QUERY.format(
            tool=tool,
            load_ids=", ".join(map(str, load_ids)),
            deletions=", ".join(f"'{each.code}'" for each in asked if each.check == "deletions"),
            columns=",\n        ".join(columns),
            nothing=", ".join(["null"] * 2 * len(asked) + ["1"]),
        ),
        expectations=expectations,
        advice=advice,
    )
