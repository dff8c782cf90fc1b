-- One row per answer a Reach user saved for a person.
with responses as (
    {{ latest_records(source('reach', 'responses')) }}
),

renamed as (
    select
        {{ envelope('responses') }},
        {{ type_if('users', 'user_id') }} as collected_by_type,
        {{ clean_text('user_id') }} as collected_by_id,
        {{ instant('responded_at') }} as collected_at,
        'people' as person_record_type, reach_id as person_record_id,
        coalesce({{ clean_text('question_id') }}, question) as question_id,
        question as question_name, {{ clean_name('response') }} as response_name,
        {{ instant('responded_at') }} as answered_at, responded_at as answered_at_raw
    from responses
)

{{ conform(
    'reach', 'survey_responses', from='renamed', checked=['answered_at'],
    lacks=[
        'origin', 'contact_attempt_record_type', 'contact_attempt_record_id', 'channel_raw',
        'response_id', 'effort_id', 'effort_name',
    ],
) }}
