-- One row per source and record type: its exports in the window, and those without a new column.
with parts as (
    select * from {{ ref('stg_landing__load_parts') }}
),

windows as (
    select * from {{ ref('windows') }}
),

-- As long again before the window is what a column may be new against.
known as (
    select
        parts.source_id,
        parts.record_type,
        parts.received_at,
        parts.undeclared_names,
        parts.received_at = min(parts.received_at) over (
            partition by parts.source_id, parts.record_type
        ) as is_first,
        parts.received_at >= windows.begins_at as is_asked
    from parts
    cross join windows
    where parts.received_at >= windows.known_from_at
),

first_seen as (
    select
        known.source_id,
        known.record_type,
        undeclared.column_name,
        min(known.received_at) as received_at
    from known
    cross join unnest(known.undeclared_names) as undeclared (column_name)
    group by known.source_id, known.record_type, undeclared.column_name
),

drifted as (
    select distinct
        source_id,
        record_type,
        received_at
    from first_seen
),

exports as (
    select distinct
        source_id,
        record_type,
        received_at,
        is_first
    from known
    where is_asked
)

select
    exports.source_id,
    exports.record_type,
    count(*) as asked_count,
    count(*) filter (where exports.is_first or drifted.received_at is null) as met_count
from exports
left join drifted
    on exports.source_id = drifted.source_id
    and exports.record_type = drifted.record_type
    and exports.received_at = drifted.received_at
group by exports.source_id, exports.record_type
