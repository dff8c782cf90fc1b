-- One row per subscription, or end of one, that an Action Network record states.
with people as (
    {{ latest_records(source('action_network', 'osdi_people')) }}
),

held as (
    select
        {{ envelope('osdi_people', rows='people') }}, people._time_zone,
        'osdi_people' as person_record_type,
        people._record_id as person_record_id,
        lists.channel_raw,
        {{ json_text('items.item', 'status') }} as status_raw,
        coalesce(
            {{ email(json_text('items.item', 'address')) }},
            {{ phone_e164(json_text('items.item', 'number')) }}
        ) as contact_point,
        people.modified_date as decided_at_raw
    from people
    cross join {{ labelled([
        ['email', 'email_addresses'], ['sms', 'phone_numbers'],
    ]) }} as lists (channel_raw, held_points)
    cross join lateral {{ json_items('lists.held_points') }} as items (item)
    where items.item is not null
),

mirror as (
    {{ stacked('action_network', {
        'subscriptions': {
            'channel_raw': "'email'", 'status_raw': "'subscribed'",
            'decided_at_raw': 'created_at',
        },
        'unsubscriptions': {
            'channel_raw': "'email'", 'status_raw': "'unsubscribed'",
            'decided_at_raw': 'created_at',
        },
        'subscription_statuses': {
            'channel_raw': "'email'", 'status_raw': 'status', 'decided_at_raw': 'updated_at',
        },
        'sms_statuses': {
            'channel_raw': "'sms'", 'status_raw': 'status', 'decided_at_raw': 'updated_at',
        },
        'sms_unsubscriptions': {
            'channel_raw': "'sms'", 'status_raw': "'unsubscribed'",
            'decided_at_raw': 'created_at',
        },
    }, shared={'user_id': "nullif(user_id, '')"}) }}
),

every_one as (
    select * from held
    union all
    select
        {{ same_record('mirror') }}, mirror._time_zone,
        {{ type_if('users', 'mirror.user_id') }} as person_record_type,
        mirror.user_id, mirror.channel_raw, mirror.status_raw,
        null as contact_point,
        mirror.decided_at_raw
    from mirror
),

in_order as (
    select
        *,
        {{ instant('decided_at_raw') }} as decided_at,
        row_number() over (
            partition by source_id, record_type, record_id, channel_raw, contact_point
            order by status_raw desc
        ) as place
    from every_one
    where status_raw <> ''
),

stated as (
    select
        *,
        decided_at as collected_at
    from in_order
    where place = 1
)

{{ conform(
    'action_network', 'consents', from='stated',
    lacks=['origin', 'collector'],
    checked=['decided_at'],
) }}
