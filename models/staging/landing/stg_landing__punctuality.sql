-- One row per source: for how many hours of the window its newest export was as fresh as promised.
with loads as (
    select * from {{ source('landing', 'loads') }}
    where is_news
),

promises as (
    select * from {{ ref('source_promises') }}
    where promise_code = 'freshness_hours' and promised_value is not null
),

-- The window ends with the newest export of any source: a model that asks the clock would be made
-- again, with all that weighs sources, although nothing came.
windows as (
    select
        max(least(extracted_at, loaded_at)) as ends_at,
        {{ days_after('max(least(extracted_at, loaded_at))', '-' ~ score_limit('window_days')) }}
            as begins_at
    from loads
),

exports as (
    select
        source_id,
        extracted_at,
        lead(extracted_at) over (partition by source_id order by extracted_at) as next_at
    from loads
    group by source_id, extracted_at
),

periods as (
    select
        exports.source_id,
        greatest(
            exports.extracted_at, windows.begins_at, cast(promises.since_date as timestamptz)
        ) as begins_at,
        least(
            exports.next_at, windows.ends_at, cast(promises.until_date + 1 as timestamptz)
        ) as ends_at,
        exports.extracted_at + promises.promised_value * interval '1 hour' as stale_at
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
