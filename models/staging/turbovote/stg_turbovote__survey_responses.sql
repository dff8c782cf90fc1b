-- One row per account of TurboVote that says how its person would rather vote.
with users as (
    {{ latest_records(source('turbovote', 'users')) }}
),

renamed as (
    select
        {{ envelope('users') }},
        'users' as person_record_type, users.id as person_record_id,
        'voting_method_preference' as question_id, 'Voting method preference' as question_name,
        {{ clean_text('voting_method_preference') }} as response_name,
        {{ instant('updated_at') }} as answered_at
    from users
    where {{ clean_text('voting_method_preference') }} is not null
)

{{ conform(
    'turbovote', 'survey_responses', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'contact_attempt_record_type',
        'contact_attempt_record_id', 'channel_raw', 'response_id', 'effort_id', 'effort_name',
    ],
) }}
