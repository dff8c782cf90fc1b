-- One row per sign-up of a user for a timeslot, and per co-host of an event, in Mobilize.
with told as (
    {{ stacked('mobilize', {
        'participations': {
            'own_id': '_record_id', 'timeslot_id': 'timeslot_id',
            'event_type_name': 'event_type_name', 'role_raw': "'participant'",
            'status': 'status', 'is_attended_raw': 'attended',
            'starts_at': instant('override_start_date'), 'ends_at': instant('override_end_date'),
            'utm_source': 'referrer__utm_source', 'url': 'referrer__url',
        },
        'event_co_hosts': {
            'own_id': '_record_id', 'role_raw': "'co_host'",
        },
        'api_attendances': {
            'own_id': 'coalesce(' ~ clean_text('id') ~ ', ' ~ minted_id([
                'user_id', 'created_date', json_text('timeslot', 'start_date'),
            ]) ~ ')',
            'event_id': json_text('event', 'id'),
            'timeslot_id': json_text('timeslot', 'id'),
            'event_type_name': json_text('event', 'event_type'), 'role_raw': "'participant'",
            'status': 'status', 'is_attended_raw': 'attended',
            'signed_up_at': epoch_instant('created_date'),
            'starts_at': epoch_instant(json_text('timeslot', 'start_date')),
            'ends_at': epoch_instant(json_text('timeslot', 'end_date')),
            'utm_source': json_text('referrer', 'utm_source'), 'url': json_text('referrer', 'url'),
        },
    }, shared={
        'user_id': 'user_id', 'event_id': 'event_id', 'signed_up_at': instant('created_date'),
        'timeslot_id': 'null', 'event_type_name': 'null', 'status': 'null',
        'is_attended_raw': 'null', 'starts_at': 'null', 'ends_at': 'null', 'utm_source': 'null',
        'url': 'null',
    }) }}
),

events as (
    select * from {{ ref('stg_mobilize__events') }}
),

shifts as (
    select * from {{ ref('stg_mobilize__event_shifts') }}
),

in_order as (
    select
        *,
        row_number() over (
            partition by source_id, role_raw, own_id order by received_at desc, file_row desc
        ) as place
    from told
),

placed as (
    select
        in_order.source_id, in_order.record_type, in_order.own_id as record_id,
        in_order.own_id like 'minted:%' as is_record_id_minted, in_order.received_at,
        in_order.loaded_at, in_order.method, in_order.file_id, in_order.file_row,
        events.host_record_type as collected_by_type, events.host_record_id as collected_by_id,
        in_order.signed_up_at, in_order.signed_up_at as collected_at,
        {{ type_if('users', 'in_order.user_id') }} as person_record_type,
        nullif(in_order.user_id, '') as person_record_id,
        events.record_type as event_record_type,
        nullif(in_order.event_id, '') as event_record_id,
        nullif(in_order.timeslot_id, '') as shift_record_id,
        coalesce(events.event_type_raw, nullif(in_order.event_type_name, '')) as event_type_raw,
        events.event_name, in_order.role_raw, nullif(in_order.status, '') as status_raw,
        {{ yes_no('in_order.is_attended_raw') }} as is_attended, in_order.is_attended_raw,
        coalesce(in_order.starts_at, shifts.starts_at, events.starts_at) as starts_at,
        coalesce(in_order.ends_at, shifts.ends_at, events.ends_at) as ends_at,
        coalesce({{ clean_text('in_order.utm_source') }}, {{ clean_text('in_order.url') }})
            as attribution_raw
    from in_order
    left join events
        on in_order.source_id = events.source_id and in_order.event_id = events.record_id
    left join shifts
        on in_order.source_id = shifts.source_id and in_order.timeslot_id = shifts.record_id
    where in_order.place = 1
)

{{ conform(
    'mobilize', 'attendances', from='placed',
    lacks=['origin'], checked=['is_attended'],
) }}
