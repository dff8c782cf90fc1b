-- One row per day and two programs, the one reaching out to people just after the other did.
with contact_collisions as (
    select * from {{ ref('contact_collisions') }}
)

select
    organization_id,
    program_code,
    earlier_organization_id,
    earlier_program_code,
    local_date,
    count(*) as people_count
from contact_collisions
group by
    organization_id, program_code, earlier_organization_id, earlier_program_code, local_date
