-- One row per source and record type: its exports in the window, and those without a new column.
with parts as (
    select * from {{ ref('stg_landing__load_parts') }}
),

windows as (
    select * from {{ ref('windows') }}
),

new_columns as (
    select * from {{ ref('new_columns') }}
),

drifted as (
    select distinct
        source_id,
        record_type,
        received_at
    from new_columns
),

exports as (
    select distinct
        parts.source_id,
        parts.record_type,
        parts.received_at
    from parts
    cross join windows
    where parts.received_at >= windows.begins_at
)

select
    exports.source_id,
    exports.record_type,
    count(*) as asked_count,
    count(*) filter (where drifted.received_at is null) as met_count
from exports
left join drifted
    on exports.source_id = drifted.source_id
    and exports.record_type = drifted.record_type
    and exports.received_at = drifted.received_at
group by exports.source_id, exports.record_type
