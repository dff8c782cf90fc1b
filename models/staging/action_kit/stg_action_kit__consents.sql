-- One row per change of a user's email subscriptions, and per user's standing over all, in ActionKit.
with changes as (
    {{ latest_records(source('action_kit', 'core_subscriptionhistory')) }}
),

kinds as (
    {{ latest_records(source('action_kit', 'core_subscriptionchangetype')) }}
),

users as (
    {{ latest_records(source('action_kit', 'core_user')) }}
),

-- A user's standing has no time of its own.
stated as (
    select
        {{ envelope('core_subscriptionhistory', rows='changes') }},
        changes.user_id as person_record_id,
        coalesce(kinds.name, changes.change_id) as status_raw,
        changes.created_at as decided_at_raw,
        {{ instant('changes.created_at', 'changes._time_zone') }} as decided_at
    from changes
    left join kinds on changes._source_id = kinds._source_id and changes.change_id = kinds.id
    union all
    select {{ envelope('core_user') }}, id, subscription_status, null, null
    from users
    where {{ clean_text('subscription_status') }} is not null
),

renamed as (
    select
        stated.*, {{ type_if('core_user', 'person_record_id') }} as person_record_type,
        'email' as channel_raw, decided_at as collected_at
    from stated
)

{{ conform(
    'action_kit', 'consents', from='renamed',
    lacks=['origin', 'collector', 'contact_point'],
    checked=['decided_at'],
) }}
