-- Each canon fact about a person we know is in interactions, or is named as told already. A
-- sign-up that was never one (declined, tentative, invited), a registration nobody finished, or one
-- whose status nobody has mapped, says nothing happened.
with record_persons as (
    select * from {{ ref('record_persons') }}
),

outcomes as (
    select * from {{ ref('attendance_outcomes') }}
),

attendances as (
    select * from {{ ref('all_attendances') }}
),

registrations as (
    select * from {{ ref('all_registrations') }}
),

registration_outcomes as (
    select * from {{ ref('registration_outcomes') }}
    where is_completed
),

facts as (
    select
        registrations.source_id, registrations.record_type, registrations.record_id,
        registrations.person_record_type, registrations.person_record_id
    from registrations
    inner join registration_outcomes
        on coalesce(registrations.status_code, 'submitted') = registration_outcomes.status_code
    union all
    select source_id, record_type, record_id, person_record_type, person_record_id
    from {{ ref('all_message_events') }}
    where activity_code in ('sent', 'opened', 'clicked')
    union all
    select source_id, record_type, record_id, person_record_type, person_record_id
    from {{ ref('all_web_events') }}
    union all
    select source_id, record_type, record_id, person_record_type, person_record_id
    from {{ ref('all_actions') }}
    union all
    select source_id, record_type, record_id, person_record_type, person_record_id
    from {{ ref('all_contact_attempts') }}
    union all
    select source_id, record_type, record_id, person_record_type, person_record_id
    from {{ ref('all_survey_responses') }}
    union all
    select source_id, record_type, record_id, person_record_type, person_record_id
    from {{ ref('all_messages') }}
    union all
    select source_id, record_type, record_id, person_record_type, person_record_id
    from {{ ref('all_donations') }}
    union all
    select
        attendances.source_id, attendances.record_type, attendances.record_id,
        attendances.person_record_type, attendances.person_record_id
    from attendances
    left join outcomes
        on coalesce(attendances.status_code, 'registered') = outcomes.status_code
    where coalesce(attendances.is_attended, false)
        or coalesce(outcomes.is_sign_up or outcomes.is_show, true)
),

told as (
    select source_id, record_type, record_id from {{ ref('interactions') }}
    union all
    select source_id, record_type, record_id from {{ ref('repeated_facts') }}
)

select facts.*
from facts
inner join record_persons
    on facts.source_id = record_persons.source_id
    and facts.person_record_type = record_persons.record_type
    and facts.person_record_id = record_persons.record_id
left join told
    on facts.source_id = told.source_id
    and facts.record_type = told.record_type
    and facts.record_id = told.record_id
where told.record_id is null
