-- One row per source and export that the first door held.
{{ config(materialized='ephemeral') }}
with loads as (
    select * from {{ ref('stg_landing__loads') }}
    where held_at is not null
),

parts as (
    select
        load_id,
        max(record_type) as record_type
    from {{ ref('stg_landing__load_parts') }}
    group by load_id
)

select
    loads.source_id,
    case when count(distinct parts.record_type) = 1 then max(parts.record_type) end as record_type,
    min(loads.held_at) as opened_at,
    case when bool_and(not loads.is_held) then max(loads.released_at) end as closed_at,
    max(loads.held_reason) as subject_name,
    min(loads.load_id) as load_id,
    count(*) as file_count,
    {{ total('loads.records_read_count') }} as affected_count
from loads
left join parts on loads.load_id = parts.load_id
group by loads.source_id, loads.received_at
