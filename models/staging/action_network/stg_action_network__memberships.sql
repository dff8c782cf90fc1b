-- One row per account and group it is, or was, subscribed to in Action Network's mirror.
with subscriptions as (
    {{ latest_records(source('action_network', 'subscription_statuses')) }}
),

unsubscriptions as (
    {{ latest_records(source('action_network', 'unsubscriptions')) }}
),

groups as (
    {{ latest_records(source('action_network', 'groups')) }}
),

departures as (
    select
        _source_id as source_id,
        user_id,
        group_id,
        max({{ instant('created_at') }}) as left_at
    from unsubscriptions
    group by _source_id, user_id, group_id
),

subscribed as (
    select
        {{ envelope('subscription_statuses') }},
        user_id,
        group_id,
        status as status_raw,
        coalesce({{ instant('join_date') }}, {{ instant('created_at') }}) as joined_at
    from subscriptions
),

named as (
    select
        subscribed.*,
        subscribed.joined_at as collected_at,
        {{ type_if('users', 'subscribed.user_id') }} as person_record_type,
        nullif(subscribed.user_id, '') as person_record_id,
        {{ clean_name('groups.name') }} as group_name,
        departures.left_at
    from subscribed
    left join groups
        on subscribed.source_id = groups._source_id and subscribed.group_id = groups.id
    -- Status 1 is subscribed: whoever came back has not left.
    left join departures
        on
            subscribed.source_id = departures.source_id and subscribed.user_id = departures.user_id
            and subscribed.group_id = departures.group_id and subscribed.status_raw <> '1'
)

{{ conform(
    'action_network', 'memberships', from='named',
    lacks=['origin', 'collector'],
) }}
