-- One row per answer of a contact noted in a ThruText conversation.
with surveys as (
    {{ latest_records(source('thrutext', 'surveys')) }}
),

-- An answer is noted by whoever has the conversation: its first sender.
conversations as (
    select * from {{ ref('stg_thrutext__contact_attempts') }}
),

renamed as (
    select
        {{ envelope('surveys', rows='surveys') }},
        conversations.collected_by_type, conversations.collected_by_id,
        {{ instant('updated_at', "'UTC'") }} as collected_at,
        'contacts' as person_record_type,
        surveys.contact_id as person_record_id,
        'conversations' as contact_attempt_record_type,
        surveys.conversation_id as contact_attempt_record_id,
        'sms' as channel_raw,
        surveys.survey_id as question_id,
        surveys.survey_question as question_name,
        surveys.response as response_name,
        surveys.campaign_id as effort_id,
        surveys.campaign_name as effort_name,
        {{ instant('updated_at', "'UTC'") }} as answered_at,
        updated_at as answered_at_raw
    from surveys
    left join conversations
        on
            surveys._source_id = conversations.source_id
            and surveys.conversation_id = conversations.record_id
    where {{ clean_text('surveys.response') }} is not null
)

{{ conform(
    'thrutext', 'survey_responses', from='renamed',
    lacks=['origin', 'response_id'],
    checked=['answered_at'],
) }}
