-- One row per source: for how many hours of the window its newest export was as fresh as promised.
with loads as (
    select * from {{ ref('stg_landing__loads') }}
    where is_news
),

promises as (
    select * from {{ ref('freshness_promises') }}
),

windows as (
    select * from {{ ref('windows') }}
),

exports as (
    select
        source_id,
        exported_at,
        lead(exported_at) over (partition by source_id order by exported_at) as next_at
    from loads
    group by source_id, exported_at
),

periods as (
    select
        exports.source_id,
        greatest(exports.exported_at, windows.begins_at, promises.begins_at) as begins_at,
        least(exports.next_at, windows.ends_at, promises.ends_at) as ends_at,
        exports.exported_at + promises.promised_hours * interval '1 hour' as stale_at
    from exports
    cross join windows
    inner join promises on exports.source_id = promises.source_id
)

select
    source_id,
    cast(round(sum(extract(epoch from ends_at - begins_at)) / 3600) as bigint) as asked_count,
    cast(round(sum(
        greatest(extract(epoch from least(ends_at, stale_at) - begins_at), 0)
    ) / 3600) as bigint) as met_count
from periods
where ends_at > begins_at
group by source_id
