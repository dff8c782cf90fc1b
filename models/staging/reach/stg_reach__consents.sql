-- One row per number or address opted out in Reach and channel it may not be reached by.
with actions as (
    {{ latest_records(source('reach', 'contact_actions')) }}
),

opted_out as (
    select actions.*, channels.channel_raw, _record_id || ':' || lower(channels.channel_raw) as consent_record_id
    from actions
    cross join {{ labelled([
        ['Email', "'email'"], ['SMS', "'number'"], ['Phone', "'number'"],
    ]) }} as channels (channel_raw, kind)
    where
        lower({{ clean_text('action_type') }}) = 'opt out'
        and channels.kind = case when contact_info like '%@%' then 'email' else 'number' end
),

renamed as (
    select
        {{ envelope('contact_actions', record_id='consent_record_id') }},
        {{ type_if('users', 'user_id') }} as collected_by_type,
        {{ clean_text('user_id') }} as collected_by_id,
        {{ instant('acted_at') }} as collected_at,
        'people' as person_record_type, reach_id as person_record_id,
        channel_raw, action_type as status_raw,
        coalesce({{ phone_e164('contact_info') }}, {{ email('contact_info') }}) as contact_point,
        contact_info as contact_point_raw,
        {{ instant('acted_at') }} as decided_at, acted_at as decided_at_raw
    from opted_out
)

{{ conform(
    'reach', 'consents', from='renamed', checked=['contact_point', 'decided_at'], lacks=['origin'],
) }}
