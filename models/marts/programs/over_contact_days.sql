-- One row per day and program that reached out to people who had been contacted often enough.
with over_contacts as (
    select * from {{ ref('over_contacts') }}
)

select
    organization_id,
    program_code,
    local_date,
    allowed_count,
    window_days,
    count(*) as people_count
from over_contacts
group by organization_id, program_code, local_date, allowed_count, window_days
