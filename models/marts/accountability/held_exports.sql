-- One row per source and export that the first door held.
{{ config(materialized='ephemeral') }}
with held as (
    select * from {{ ref('export_parts') }}
    where held_at is not null
),

released as (
    select * from {{ ref('export_parts') }}
    where released_at is not null
),

-- A later full export that was let in has all that the held one was to bring.
made_up_for as (
    select
        held.source_id,
        held.record_type,
        held.received_at,
        min(released.released_at) as made_up_at
    from held
    inner join released
        on held.source_id = released.source_id
        and held.record_type = released.record_type
        and held.received_at < released.received_at
    where held.is_full
    group by held.source_id, held.record_type, held.received_at
),

ended as (
    select
        held.*,
        -- A whole one may have been let in before an older one came and was held.
        greatest(held.held_at, least(held.settled_at, made_up_for.made_up_at)) as ends_at,
        held.settled_at is not null or made_up_for.made_up_at is not null as has_ended
    from held
    left join made_up_for
        on held.source_id = made_up_for.source_id
        and held.record_type = made_up_for.record_type
        and held.received_at = made_up_for.received_at
)

select
    case when bool_or(is_full and is_emptied) then 'empty' else 'held' end as incident_type_code,
    source_id,
    case when count(*) = 1 then max(record_type) end as record_type,
    max(held_reason) as subject_name,
    {{ first_load_id('load_id') }} as load_id,
    min(held_at) as opened_at,
    case when bool_and(has_ended) then max(ends_at) end as closed_at,
    {{ total('file_count') }} as file_count,
    {{ total('records_read_count') }} as affected_count
from ended
group by source_id, received_at
