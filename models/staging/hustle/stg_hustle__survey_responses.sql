-- One row per answer an agent noted for a Hustle lead.
with actions as (
    {{ latest_records(source('hustle', 'actions')) }}
),

agents as (
    {{ latest_records(source('hustle', 'agents')) }}
),

goals as (
    {{ latest_records(source('hustle', 'goals')) }}
),

questions as (
    {{ latest_records(source('hustle', 'survey_questions')) }}
),

-- The table called survey_responses holds the answers there are to choose from.
choices as (
    {{ latest_records(source('hustle', 'survey_responses')) }}
),

renamed as (
    select
        {{ envelope('actions', rows='actions') }},
        {{ type_if('users', 'agents.user_id') }} as collected_by_type,
        {{ clean_text('agents.user_id') }} as collected_by_id,
        {{ instant('actions.created_at', 'actions._time_zone') }} as collected_at,
        'leads' as person_record_type,
        actions.lead_id as person_record_id,
        'sms' as channel_raw,
        actions.survey_question_id as question_id,
        questions.question as question_name,
        actions.survey_response_id as response_id,
        coalesce(choices.formatted_value, actions.value_str) as response_name,
        actions.goal_id as effort_id,
        goals.name as effort_name,
        {{ instant('actions.created_at', 'actions._time_zone') }} as answered_at,
        actions.created_at as answered_at_raw
    from actions
    left join agents
        on actions._source_id = agents._source_id and actions.agent_id = agents.id
    left join goals
        on actions._source_id = goals._source_id and actions.goal_id = goals.id
    left join questions
        on actions._source_id = questions._source_id and actions.survey_question_id = questions.id
    left join choices
        on actions._source_id = choices._source_id and actions.survey_response_id = choices.id
    where {{ clean_text('actions.survey_question_id') }} is not null
)

{{ conform(
    'hustle', 'survey_responses', from='renamed',
    lacks=['origin', 'contact_attempt_record_type', 'contact_attempt_record_id'],
    checked=['answered_at'],
) }}
