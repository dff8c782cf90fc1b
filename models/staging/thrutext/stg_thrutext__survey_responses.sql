-- One row per answer of a contact noted in a ThruText conversation.
with surveys as (
    {{ latest_records(source('thrutext', 'surveys')) }}
),

renamed as (
    select
        {{ envelope('surveys') }},
        {{ instant('updated_at', "'UTC'") }} as collected_at,
        'contacts' as person_record_type,
        contact_id as person_record_id,
        'conversations' as contact_attempt_record_type,
        conversation_id as contact_attempt_record_id,
        'sms' as channel_raw,
        survey_id as question_id,
        survey_question as question_name,
        response as response_name,
        campaign_id as effort_id,
        campaign_name as effort_name,
        {{ instant('updated_at', "'UTC'") }} as answered_at,
        updated_at as answered_at_raw
    from surveys
    where {{ clean_text('response') }} is not null
)

{{ conform(
    'thrutext', 'survey_responses', from='renamed',
    lacks=['origin', 'collector', 'response_id'],
    checked=['answered_at'],
) }}
