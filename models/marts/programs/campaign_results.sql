-- One row per organization, campaign, kind of code, program and month: what came of the code.
with activities as (
    select * from {{ ref('attributed_activities') }}
)

select
    organization_id,
    campaign_code,
    coalesce(attribution_type_code, 'no_code') as attribution_type_code,
    program_code,
    month_date,
    count(distinct person_id) as people_count,
    {{ count_of('action') }} as action_count,
    {{ count_of('sign_up') }} as sign_up_count,
    {{ count_of('attendance') }} as show_count,
    {{ count_of('registration') }} as registration_count,
    {{ count_of('donation') }} as donation_count,
    coalesce({{ total('amount_cents') }}, 0) as donation_cents,
    count(*) as interaction_count
from activities
group by
    organization_id, campaign_code, coalesce(attribution_type_code, 'no_code'), program_code,
    month_date
