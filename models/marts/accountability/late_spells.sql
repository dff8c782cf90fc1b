-- One row per source and spell in which no export as fresh as promised was there.
{{ config(materialized='ephemeral') }}
with promises as (
    select * from {{ ref('freshness_promises') }}
),

loads as (
    select * from {{ ref('stg_landing__loads') }}
    where is_news
),

registered as (
    select * from {{ ref('stg_landing__registered_sources') }}
),

firsts as (
    select
        source_id,
        min(loaded_at) as first_at
    from loads
    group by source_id
),

-- Who hasn't sent anything yet is waited for from the day on that the source is registered.
news as (
    select source_id, false as is_registration, loaded_at, exported_at from loads
    union all
    select
        registered.source_id, true, registered.registered_at as loaded_at,
        registered.registered_at as exported_at
    from registered
    left join firsts on registered.source_id = firsts.source_id
    where registered.registered_at < coalesce(firsts.first_at, 'infinity')
),

arrivals as (
    select
        source_id,
        loaded_at,
        max(exported_at) over of_its_kind as last_export_at,
        min(loaded_at) over of_its_kind as first_at,
        lead(loaded_at, 1, cast('infinity' as timestamptz)) over (
            partition by source_id order by loaded_at
        ) as next_at
    from news
    window of_its_kind as (partition by source_id, is_registration order by loaded_at)
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
            arrivals.last_export_at + promises.promised_hours * interval '1 hour',
            promises.begins_at
        ) as begins_at,
        least(arrivals.next_at, promises.ends_at) as ends_at
    from arrivals
    inner join promises on arrivals.source_id = promises.source_id
),

numbered as (
    select
        *,
        coalesce(begins_at <> lag(ends_at) over in_time, true) as is_first
    from waits
    where begins_at < ends_at and begins_at < {{ right_now() }}
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
