-- One row per id of a destination that it merged away, with the id that is kept.
{{ config(materialized='ephemeral') }}
with recursive vendor_merges as (
    select * from {{ ref('all_merges') }}
),

destinations as (
    select * from {{ ref('sync_destinations') }}
),

own_ids as (
    select * from {{ ref('destination_ids') }}
),

-- In the ids that the destination is told by: of a record that never landed, its own.
merged_once as (
    select
        vendor_merges.source_id as destination_id,
        coalesce(removed.target_record_id, vendor_merges.removed_record_id) as removed_id,
        coalesce(kept.target_record_id, vendor_merges.kept_record_id) as kept_id
    from vendor_merges
    inner join destinations on vendor_merges.source_id = destinations.destination_id
    left join own_ids as removed
        on vendor_merges.source_id = removed.destination_id
        and vendor_merges.merged_record_type = removed.record_type
        and vendor_merges.removed_record_id = removed.record_id
    left join own_ids as kept
        on vendor_merges.source_id = kept.destination_id
        and vendor_merges.merged_record_type = kept.record_type
        and vendor_merges.kept_record_id = kept.record_id
    where vendor_merges.removed_record_id <> vendor_merges.kept_record_id
),

-- What was kept may have been merged away since. Ids that lead back to themselves lead nowhere.
followed as (
    select destination_id, removed_id, kept_id, array[removed_id] as way
    from merged_once
    union all
    select
        followed.destination_id, followed.removed_id, merged_once.kept_id,
        followed.way || merged_once.removed_id
    from followed
    inner join merged_once
        on followed.destination_id = merged_once.destination_id
        and followed.kept_id = merged_once.removed_id
    where array_position(followed.way, merged_once.kept_id) is null
)

select distinct followed.destination_id, followed.removed_id, followed.kept_id
from followed
left join merged_once
    on followed.destination_id = merged_once.destination_id
    and followed.kept_id = merged_once.removed_id
where merged_once.removed_id is null
