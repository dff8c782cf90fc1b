-- One row per source and day: how old its newest export was, hour by hour.
{{ config(materialized='ephemeral') }}
with sources as (
    select * from {{ ref('sources') }}
),

organizations as (
    select * from {{ ref('organizations') }}
),

promises as (
    select * from {{ ref('source_promises') }}
    where promise_code = 'freshness_hours'
),

loads as (
    select * from {{ ref('stg_landing__loads') }}
    where is_news
),

-- By when exports were made, not landed: a vendor is not to blame for a laptop that was off.
exports as (
    select
        loads.source_id,
        organizations.time_zone,
        loads.exported_at
    from loads
    inner join sources on loads.source_id = sources.source_id
    inner join organizations on sources.organization_id = organizations.organization_id
    group by loads.source_id, organizations.time_zone, loads.exported_at
),

days as (
    select
        source_id,
        time_zone,
        cast(generate_series(
            {{ day_of('min(exported_at)', 'time_zone') }},
            {{ day_of(right_now(), 'time_zone') }},
            interval '1 day'
        ) as date) as day_date
    from exports
    group by source_id, time_zone
),

instants as (
    select source_id, time_zone, exported_at as begins_at, exported_at from exports
    union all
    select source_id, time_zone, cast(day_date as timestamp) at time zone time_zone, null from days
),

stretches as (
    select
        source_id,
        time_zone,
        begins_at,
        lead(begins_at, 1, {{ right_now() }}) over in_time as ends_at,
        max(exported_at) over in_time as last_export_at
    from instants
    window in_time as (partition by source_id order by begins_at)
),

dated as (
    select
        *,
        {{ day_of('begins_at', 'time_zone') }} as day_date
    from stretches
    where last_export_at is not null
)

select
    dated.source_id,
    dated.day_date,
    promises.promised_value as promised_freshness_hours,
    max(dated.last_export_at) as last_export_at,
    round({{ hours_between('max(dated.last_export_at)', 'max(dated.ends_at)') }}, 4)
        as behind_hours,
    round(max({{ hours_between('dated.last_export_at', 'dated.ends_at') }}), 4) as oldest_hours,
    round(sum({{ hours_between('dated.begins_at', 'dated.ends_at') }}), 4) as asked_hours,
    case when promises.promised_value is not null then round(sum(greatest({{ hours_between(
        "greatest(dated.begins_at, dated.last_export_at + promises.promised_value * interval '1 hour')",
        'dated.ends_at'
    ) }}, 0)), 4) end as late_hours
from dated
left join promises
    on dated.source_id = promises.source_id
    and dated.day_date between promises.since_date and promises.until_date
group by dated.source_id, dated.day_date, promises.promised_value
