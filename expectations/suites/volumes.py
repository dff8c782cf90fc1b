"""The first door: is there as much in an export as the source's own history lets one expect?

A table that is exported whole is compared with the export before it, and with who was there. One
of which only changes are exported is compared with what is usual: a quiet day is shown and no more,
for an empty export of changes takes nobody away; one far larger than any is held, for it would
count everything anew.
"""

from __future__ import annotations

from collections.abc import Sequence

import great_expectations.expectations as gxe

from expectations.suites.suite import CRITICAL, WARNING, Measures
from orchestration.lib.landing.declarations import RecordType
from orchestration.lib.registry.gate_limits import limit, whole

_QUERY = """
    with judged as (
        select distinct parts.record_type, loads.extracted_at
        from landing.loads
        inner join landing.load_parts as parts on parts.load_id = loads.load_id
        where loads.load_id in ({load_ids}) and parts.record_type in ({record_types})
    ),

    -- The judged export itself is the newest of its history.
    history as (
        select judged.record_type, judged.extracted_at as judged_at, exports.*
        from judged
        cross join lateral (
            select
                loads.extracted_at,
                max(loads.load_id) as load_id,
                sum(parts.records_read) as records_read,
                sum(parts.records_quarantined) as records_quarantined,
                sum(parts.records_read - parts.records_quarantined) as records_kept
            from landing.loads
            inner join landing.load_parts as parts on parts.load_id = loads.load_id
            where loads.source_id = '{source_id}'
                and parts.record_type = judged.record_type
                and loads.extracted_at <= judged.extracted_at
                and loads.status = 'landed'
                and loads.superseded_by_load_id is null
                and (loads.released_at is not null or loads.load_id in ({load_ids}))
            group by loads.extracted_at
            order by loads.extracted_at desc
            limit {usual_exports} + 1
        ) as exports
    ),

    usual as (
        select
            record_type,
            judged_at,
            count(*) as exports_before,
            percentile_cont(0.5) within group (order by records_kept) as usual_records,
            max(records_kept) as largest_records,
            (array_agg(records_kept order by extracted_at desc))[1] as previous_records
        from history
        where extracted_at < judged_at
        group by record_type, judged_at
    ),

    compared as (
        select
            history.*,
            history.record_type in ({snapshots}) as is_whole,
            usual.previous_records,
            usual.largest_records,
            case when usual.exports_before >= {fewest_usual_exports} then usual.usual_records end
                as usual_records,
            vanished.records_vanished
        from history
        left join usual
            on usual.record_type = history.record_type and usual.judged_at = history.judged_at
        left join landing.vanished_records(array[{load_ids}]::bigint[]) as vanished
            on vanished.record_type = history.record_type
            and vanished.extracted_at = history.judged_at
        where history.extracted_at = history.judged_at
    )

    select
        'landing.{tool}__' || record_type as relation,
        load_id,
        records_quarantined as count_of_quarantined,
        records_quarantined / greatest(records_read, {fewest_records}) as share_quarantined,
        case when is_whole then records_kept / nullif(previous_records, 0) end as share_of_previous,
        case when is_whole then records_kept end as records_in_snapshot,
        records_vanished as count_of_vanished,
        case when records_vanished >= {fewest_vanished}
            then records_vanished / coalesce(nullif(previous_records, 0), records_vanished)
        end as share_vanished,
        case when not is_whole and usual_records >= {fewest_records}
            then records_kept / usual_records
        end as share_of_usual,
        records_kept as count_of_largest,
        case when not is_whole and usual_records is not null and records_kept >= {fewest_crowded}
            then records_kept / greatest(largest_records, 1)
        end as times_largest,
        (select count(*) from landing.sources where source_id = '{source_id}') as registered_count,
        extract(epoch from extracted_at - clock_timestamp()) / 3600 as hours_in_the_future
    from compared
"""


def volumes(
    source_id: str, load_ids: Sequence[int], record_types: Sequence[RecordType]
) -> Measures:
    """How much these loads hold: a row for each table and export, its files together."""
    snapshots = [each.name for each in record_types if each.snapshot == "full"]
    query = _QUERY.format(
        source_id=source_id,
        tool=record_types[0].tool,
        load_ids=", ".join(map(str, load_ids)),
        record_types=", ".join(f"'{each.name}'" for each in record_types),
        snapshots=", ".join(f"'{name}'" for name in snapshots) or "''",
        usual_exports=whole("usual_exports"),
        fewest_usual_exports=whole("fewest_usual_exports"),
        fewest_records=whole("fewest_for_a_share"),
        fewest_vanished=whole("fewest_vanished"),
        fewest_crowded=whole("fewest_crowded"),
    )
    return Measures(
        query=query,
        expectations=[
            gxe.ExpectColumnValuesToBeBetween(
                column="share_of_previous",
                min_value=limit("least_share_of_previous"),
                severity=CRITICAL,
                notes="A full export that shrinks by half may be cut off: nobody left overnight.",
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="share_vanished",
                max_value=limit("most_vanished_share"),
                severity=CRITICAL,
                notes="So many records don't go at once: a part of the export is missing.",
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="records_in_snapshot",
                min_value=1,
                severity=WARNING,
                notes="An empty full export is believed only where the table was never filled.",
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="times_largest",
                max_value=limit("most_times_largest"),
                severity=CRITICAL,
                notes="So many changes at once: everything may have been exported under new ids.",
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="times_largest", max_value=limit("busy_times_largest"), severity=WARNING
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="share_of_usual",
                min_value=limit("least_share_of_usual"),
                severity=WARNING,
                notes="Far fewer changes than usual: a quiet day, or an export that broke off.",
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="share_quarantined",
                max_value=limit("most_quarantined_share"),
                severity=CRITICAL,
                notes="So many records were set aside that the file itself must be wrong.",
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="hours_in_the_future",
                max_value=limit("most_hours_ahead"),
                severity=CRITICAL,
                notes="An export from the future would hide every later one.",
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="registered_count",
                min_value=1,
                severity=CRITICAL,
                notes="Only registered sources may be seen.",
            ),
        ],
        advice={
            "share_vanished": "{count} records of {table} that were there before are not in this "
            "full export: it was probably cut off. Land the whole export. If they are truly gone, "
            "accept that: ./kith release {load_id} --because WHY",
            "times_largest": "{count} records of {table} came at once, far more than ever. If that "
            "is right, accept it: ./kith release {load_id} --because WHY",
        },
    )
