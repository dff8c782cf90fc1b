-- One row per thing a person did of their own accord: by which code, recruiter and touch they came.
with activities as (
    select * from {{ ref('activity_touches') }}
),

attribution_types as (
    select * from {{ ref('attribution_types') }}
),

campaigns as (
    select * from {{ ref('attribution_campaigns') }}
),

-- Where a person with an organization began.
first_touches as (
    select
        *,
        row_number() over (
            partition by person_id, organization_id order by entry_rank
        ) as place
    from {{ ref('program_entries') }}
),

-- Whom the record itself names, if its tool does.
record_recruiters as (
    select source_id, record_type, record_id, person_id, min(related_person_id) as recruiter_id
    from {{ ref('member_ties') }}
    where is_recruitment and confidence_code = 'stated'
    group by source_id, record_type, record_id, person_id
),

recruitments as (
    select * from {{ ref('organization_recruitments') }}
)

select
    activities.source_id, activities.tool, activities.record_type, activities.record_id,
    activities.interaction_type_code, activities.person_id, activities.organization_id,
    activities.program_code, activities.occurred_at, activities.local_date, activities.month_date,
    activities.amount_cents, activities.currency_code, activities.attribution_raw,
    attribution_types.attribution_type_code,
    coalesce(campaigns.campaign_code, 'no_code') as campaign_code,
    coalesce(record_recruiters.recruiter_id, recruitments.recruiter_person_id)
        as recruiter_person_id,
    record_recruiters.recruiter_id is not null as is_recruited_to_this,
    first_touches.entered_at as first_touch_at,
    first_touches.program_code as first_touch_program_code,
    first_touches.source_id as first_touch_source_id,
    first_touches.record_type as first_touch_record_type,
    first_touches.record_id as first_touch_record_id,
    {{ if_touched('last_touch_at') }},
    {{ if_touched('last_touch_program_code') }},
    {{ if_touched('last_touch_source_id') }},
    {{ if_touched('last_touch_record_type') }},
    {{ if_touched('last_touch_record_id') }}
from activities
left join first_touches
    on activities.person_id = first_touches.person_id
    and activities.organization_id = first_touches.organization_id
    and first_touches.place = 1
left join attribution_types
    on activities.tool = attribution_types.tool and activities.attribution_raw is not null
left join campaigns
    on activities.tool = campaigns.tool
    and activities.attribution_raw = campaigns.attribution_raw
left join record_recruiters
    on activities.source_id = record_recruiters.source_id
    and activities.record_type = record_recruiters.record_type
    and activities.record_id = record_recruiters.record_id
    and activities.person_id = record_recruiters.person_id
left join recruitments
    on activities.person_id = recruitments.person_id
    and activities.organization_id = recruitments.organization_id
    and activities.occurred_at >= coalesce(recruitments.recruited_at, activities.occurred_at)
