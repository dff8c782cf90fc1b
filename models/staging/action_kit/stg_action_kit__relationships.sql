-- One row per action an ActionKit user was brought to by another user.
with actions as (
    {{ latest_records(source('action_kit', 'core_action')) }}
),

renamed as (
    select
        {{ envelope('core_action') }},
        {{ type_if('core_user', 'user_id') }} as person_record_type,
        user_id as person_record_id,
        'core_user' as related_record_type,
        referring_user_id as related_record_id,
        case when {{ yes_no('created_user') }} then 'recruited by' else 'referred by' end
            as relationship_raw,
        {{ instant('created_at') }} as related_at,
        {{ instant('created_at') }} as collected_at
    from actions
    where {{ clean_text('referring_user_id') }} is not null and referring_user_id <> user_id
)

{{ conform('action_kit', 'relationships', from='renamed', lacks=['origin', 'collector']) }}
