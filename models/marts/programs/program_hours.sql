-- One row per organization, program and hour of the last days, and its like a week before.
with doings as (
    select * from {{ ref('recent_interactions') }}
),

known_until as (
    select * from {{ ref('known_until') }}
),

hours as (
    select doings.*, hour_at as shown_hour_at, false as is_compared from doings
    union all
    select doings.*, compared_hour_at, true from doings
),

-- The day of the newest export and those before it.
shown as (
    select
        hours.*,
        {{ day_of('hours.shown_hour_at', 'hours.time_zone') }} as local_date
    from hours
    cross join known_until
    where hours.shown_hour_at <= known_until.known_at
        and {{ day_of('hours.shown_hour_at', 'hours.time_zone') }}
        > {{ day_of('known_until.known_at', 'hours.time_zone') }}
        - cast({{ limit_of('program_limits', 'recent_days') }} as integer)
)

select
    organization_id,
    program_code,
    shown_hour_at as hour_at,
    local_date,
    time_zone,
    count(distinct who_id) filter (where not is_compared) as people_count,
    {{ count_of_hour('contact_attempt') }} as attempt_count,
    count(*) filter (where is_contact and not is_compared) as contact_count,
    count(*) filter (where is_conversation and not is_compared) as conversation_count,
    {{ count_of_hour('survey_response') }} as survey_response_count,
    {{ count_of_hour('sign_up') }} as sign_up_count,
    {{ count_of_hour('attendance') }} as show_count,
    {{ count_of_hour('action') }} as action_count,
    {{ count_of_hour('registration') }} as registration_count,
    coalesce(cast(sum(amount_cents) filter (where not is_compared) as bigint), 0) as donation_cents,
    count(*) filter (where not is_compared) as interaction_count,
    count(*) filter (where is_compared) as compared_interaction_count,
    count(distinct who_id) filter (where is_compared) as compared_people_count,
    {{ count_of_hour('contact_attempt', 'is_compared') }} as compared_attempt_count,
    count(*) filter (where is_contact and is_compared) as compared_contact_count,
    count(*) filter (where is_conversation and is_compared) as compared_conversation_count,
    {{ count_of_hour('sign_up', 'is_compared') }} as compared_sign_up_count,
    {{ count_of_hour('attendance', 'is_compared') }} as compared_show_count
from shown
group by organization_id, program_code, shown_hour_at, local_date, time_zone
