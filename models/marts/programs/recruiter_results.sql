-- One row per organization, recruiter and program: what those they recruited did in it.
with activities as (
    select * from {{ ref('attributed_activities') }}
    where recruiter_person_id is not null
)

select
    organization_id,
    recruiter_person_id,
    program_code,
    count(distinct person_id) as people_count,
    {{ count_of('action') }} as action_count,
    {{ count_of('sign_up') }} as sign_up_count,
    {{ count_of('attendance') }} as show_count,
    {{ count_of('registration') }} as registration_count,
    {{ count_of('donation') }} as donation_count,
    coalesce({{ total('amount_cents') }}, 0) as donation_cents,
    count(*) as interaction_count
from activities
group by organization_id, recruiter_person_id, program_code
