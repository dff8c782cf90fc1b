-- One row per source and record type: its exports in the window, and those without a new column.
with parts as (
    select * from {{ ref('stg_landing__load_parts') }}
),

loads as (
    select * from {{ ref('stg_landing__loads') }}
    where is_news
),

windows as (
    select
        {{ days_after('max(least(received_at, loaded_at))', '-' ~ score_limit('window_days')) }}
            as begins_at
    from loads
),

first_seen as (
    select
        parts.source_id,
        parts.record_type,
        undeclared.column_name,
        min(parts.received_at) as received_at
    from parts
    cross join unnest(parts.undeclared_names) as undeclared (column_name)
    group by parts.source_id, parts.record_type, undeclared.column_name
),

exports as (
    select
        source_id,
        record_type,
        received_at,
        received_at = min(received_at) over (partition by source_id, record_type) as is_first
    from parts
    group by source_id, record_type, received_at
)

select
    exports.source_id,
    exports.record_type,
    count(*) as asked_count,
    count(*) filter (where exports.is_first or not exists (
        select 1 from first_seen
        where first_seen.source_id = exports.source_id
            and first_seen.record_type = exports.record_type
            and first_seen.received_at = exports.received_at
    )) as met_count
from exports
cross join windows
where exports.received_at >= windows.begins_at
group by exports.source_id, exports.record_type
