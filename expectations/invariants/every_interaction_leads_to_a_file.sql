-- Each line of the timeline names a released file of its own source and a row in it.
with interactions as (
    select * from {{ ref('interactions') }}
),

loads as (
    select distinct source_id, file_id
    from {{ ref('stg_landing__loads') }}
    where is_released
)

select
    interactions.source_id, interactions.record_type, interactions.record_id,
    interactions.file_id, interactions.file_row
from interactions
left join loads
    on interactions.source_id = loads.source_id
    and interactions.file_id = loads.file_id
where loads.file_id is null or interactions.file_row is null or interactions.record_id is null
