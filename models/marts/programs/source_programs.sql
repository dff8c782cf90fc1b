-- One row per source, kind of record and program that it tells of.
with interactions as (
    select * from {{ ref('interactions') }}
)

select
    source_id,
    record_type,
    program_code,
    count(*) as interaction_count,
    max(occurred_at) as last_active_at
from interactions
where program_code is not null
group by source_id, record_type, program_code
