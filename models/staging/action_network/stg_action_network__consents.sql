-- One row per subscription, or end of one, that an Action Network record states.
with people as (
    {{ latest_records(source('action_network', 'osdi_people')) }}
),

held as (
    select
        {{ envelope('osdi_people') }}, _time_zone, 'osdi_people' as person_record_type,
        _record_id as person_record_id, 'email' as channel_raw,
        {{ json_text('item', 'status') }} as status_raw,
        {{ email(json_text('item', 'address')) }} as contact_point,
        modified_date as decided_at_raw
    from people
    cross join lateral {{ json_items('email_addresses') }} as item
    union all
    select
        {{ envelope('osdi_people') }}, _time_zone, 'osdi_people', _record_id, 'sms',
        {{ json_text('item', 'status') }},
        {{ phone_e164(json_text('item', 'number')) }},
        modified_date
    from people
    cross join lateral {{ json_items('phone_numbers') }} as item
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
        source_id, record_type, record_id, is_record_id_minted, received_at, loaded_at, method,
        file_id, file_row, _time_zone, 'users', user_id, channel_raw, status_raw, null,
        decided_at_raw
    from mirror
),

dated as (
    select *, {{ instant('decided_at_raw') }} as decided_at, row_number() over (
        partition by source_id, record_type, record_id, channel_raw, contact_point
        order by status_raw desc
    ) as place
    from every_one
    where status_raw <> ''
),

stated as (
    select *, decided_at as collected_at from dated where place = 1
)

{{ conform(
    'action_network', 'consents', from='stated',
    lacks=['origin_system', 'origin_id', 'collected_by_type', 'collected_by_id'],
    checked=['decided_at'],
) }}
