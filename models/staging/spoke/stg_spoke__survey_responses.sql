-- One row per answer a texter noted for a contact of a Spoke campaign and nobody undid.
with answers as (
    {{ latest_records(source('spoke', 'question_response')) }}
),

steps as (
    {{ latest_records(source('spoke', 'interaction_step')) }}
),

contacts as (
    {{ latest_records(source('spoke', 'campaign_contact')) }}
),

assignments as (
    {{ latest_records(source('spoke', 'assignment')) }}
),

campaigns as (
    {{ latest_records(source('spoke', 'campaign')) }}
),

renamed as (
    select
        {{ envelope('question_response', rows='answers') }},
        {{ type_if('user', 'assignments.user_id') }} as collected_by_type,
        {{ clean_text('assignments.user_id') }} as collected_by_id,
        {{ instant('answers.created_at', 'answers._time_zone') }} as collected_at,
        'campaign_contact' as person_record_type,
        answers.campaign_contact_id as person_record_id,
        'campaign_contact' as contact_attempt_record_type,
        answers.campaign_contact_id as contact_attempt_record_id,
        'sms' as channel_raw,
        answers.interaction_step_id as question_id,
        steps.question as question_name,
        answers.value as response_name,
        contacts.campaign_id as effort_id,
        campaigns.title as effort_name,
        {{ instant('answers.created_at', 'answers._time_zone') }} as answered_at,
        answers.created_at as answered_at_raw
    from answers
    left join steps
        on answers._source_id = steps._source_id and answers.interaction_step_id = steps.id
    left join contacts
        on answers._source_id = contacts._source_id and answers.campaign_contact_id = contacts.id
    left join assignments
        on contacts._source_id = assignments._source_id and contacts.assignment_id = assignments.id
    left join campaigns
        on contacts._source_id = campaigns._source_id and contacts.campaign_id = campaigns.id
    where {{ yes_no('answers.is_deleted') }} is not true
)

{{ conform(
    'spoke', 'survey_responses', from='renamed',
    lacks=['origin', 'response_id'],
    checked=['answered_at'],
) }}
