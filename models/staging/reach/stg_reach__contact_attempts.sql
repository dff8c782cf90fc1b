-- One row per contact a Reach user made with a person.
with actions as (
    {{ latest_records(source('reach', 'contact_actions')) }}
),

renamed as (
    select
        {{ envelope('contact_actions') }},
        {{ type_if('users', 'user_id') }} as collected_by_type,
        {{ clean_text('user_id') }} as collected_by_id,
        {{ instant('acted_at') }} as collected_at,
        'people' as person_record_type, reach_id as person_record_id,
        action_type as channel_raw, action_type as result_raw,
        coalesce({{ phone_e164('contact_info') }}, {{ email('contact_info') }}) as contact_point,
        contact_info as contact_point_raw,
        {{ instant('acted_at') }} as attempted_at, acted_at as attempted_at_raw
    from actions
    where lower({{ clean_text('action_type') }}) <> 'opt out'
)

{{ conform(
    'reach', 'contact_attempts', from='renamed', checked=['contact_point', 'attempted_at'],
    lacks=['origin', 'effort_id', 'effort_name'],
) }}
