-- One row per person, organization, program and day on which the program reached out to them.
with interactions as (
    select * from {{ ref('interactions') }}
    where direction_code = 'to_them' and occurred_at is not null
)

select
    person_id,
    organization_id,
    program_code,
    local_date,
    min(occurred_at) as first_contacted_at,
    count(*) as outreach_count,
    bool_or(is_contact) as is_reached
from interactions
group by person_id, organization_id, program_code, local_date
