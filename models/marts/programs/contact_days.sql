-- One row per person, organization, program and day on which the program reached out to them.
with interactions as (
    select * from {{ ref('interactions') }}
    where occurred_at is not null
),

outreach as (
    select * from {{ ref('interaction_types') }}
    where is_outreach
)

select
    interactions.person_id,
    interactions.organization_id,
    interactions.program_code,
    interactions.local_date,
    min(interactions.occurred_at) as first_contacted_at,
    count(*) as outreach_count,
    bool_or(interactions.is_contact) as is_reached
from interactions
inner join outreach on interactions.interaction_type_code = outreach.interaction_type_code
group by
    interactions.person_id, interactions.organization_id, interactions.program_code,
    interactions.local_date
