-- One row per source: for how many hours of the window its newest export was as fresh as promised.
with loads as (
    select * from {{ ref('stg_landing__loads') }}
    where is_news
),

promises as (
    select * from {{ ref('source_promises') }}
    where promise_code = 'freshness_hours' and promised_value is not null
),

windows as (
    select * from {{ ref('windows') }}
),

exports as (
    select
        source_id,
        received_at,
        lead(received_at) over (partition by source_id order by received_at) as next_at
    from loads
    group by source_id, received_at
),

periods as (
    select
        exports.source_id,
        greatest(
            exports.received_at, windows.begins_at, cast(promises.since_date as timestamptz)
        ) as begins_at,
        least(
            exports.next_at, windows.ends_at, cast(promises.until_date + 1 as timestamptz)
        ) as ends_at,
        exports.received_at + promises.promised_value * interval '1 hour' as stale_at
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
