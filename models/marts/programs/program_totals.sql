-- One row per organization and program: how many people were ever part of it.
with entries as (
    select * from {{ ref('program_entries') }}
)

select
    organization_id,
    program_code,
    count(*) as people_count,
    count(*) filter (where is_active) as active_people_count
from entries
group by organization_id, program_code
