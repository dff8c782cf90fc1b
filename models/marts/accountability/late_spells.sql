-- One row per source and spell in which no export as fresh as promised was there.
{{ config(materialized='ephemeral') }}
with sources as (
    select * from {{ ref('sources') }}
),

organizations as (
    select * from {{ ref('organizations') }}
),

promises as (
    select * from {{ ref('source_promises') }}
    where promise_code = 'freshness_hours' and promised_value is not null
),

loads as (
    select * from {{ ref('stg_landing__loads') }}
    where is_news
),

registered as (
    select * from {{ ref('stg_landing__registered_sources') }}
),

-- Who never sent anything is waited for from the day on that the source is registered.
news as (
    select source_id, loaded_at, least(received_at, loaded_at) as exported_at from loads
    union all
    select source_id, registered_at as loaded_at, registered_at as exported_at from registered
    where source_id not in (select loads.source_id from loads)
),

arrivals as (
    select
        source_id,
        loaded_at,
        max(exported_at) over in_time as last_export_at,
        lead(loaded_at, 1, cast('infinity' as timestamptz)) over in_time as next_at,
        min(loaded_at) over (partition by source_id) as first_at
    from news
    window in_time as (partition by source_id order by loaded_at)
),

-- From when on the newest export there was too old, till the next one came or the promise ended.
-- A source that is new has a while to land what it has, the oldest first.
waits as (
    select
        arrivals.source_id,
        greatest(
            arrivals.loaded_at,
            arrivals.first_at
            + {{ limit_of('incident_limits', 'new_source_hours') }} * interval '1 hour',
            arrivals.last_export_at + promises.promised_value * interval '1 hour',
            cast(promises.since_date as timestamp) at time zone organizations.time_zone
        ) as begins_at,
        least(
            arrivals.next_at,
            cast(promises.until_date + 1 as timestamp) at time zone organizations.time_zone
        ) as ends_at
    from arrivals
    inner join sources on arrivals.source_id = sources.source_id
    inner join organizations on sources.organization_id = organizations.organization_id
    inner join promises on arrivals.source_id = promises.source_id
),

numbered as (
    select
        *,
        coalesce(begins_at <> lag(ends_at) over in_time, true) as is_first
    from waits
    where begins_at < ends_at and begins_at <= {{ right_now() }}
    window in_time as (partition by source_id order by begins_at)
),

spells as (
    select
        *,
        count(*) filter (where is_first) over (partition by source_id order by begins_at) as spell
    from numbered
)

select
    source_id,
    min(begins_at) as opened_at,
    case when max(ends_at) <= {{ right_now() }} then max(ends_at) end as closed_at
from spells
group by source_id, spell
