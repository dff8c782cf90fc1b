-- One row per RSVP of a person for an event in Action Network, whichever carrier brought it.
with events as (
    select * from {{ ref('stg_action_network__events') }}
),

event_uuids as (
    {{ latest_records(source('action_network', 'events')) }}
),

rsvps as (
    {{ latest_records(source('action_network', 'rsvps')) }}
),

api as (
    {{ stacked('action_network', {'osdi_attendances': {
        'uuid': '_record_id',
        'origin_system': clean_text('origin_system'),
        'person_record_type': type_if('osdi_people', linked_id('person_id', 'osdi:person')),
        'person_record_id': linked_id('person_id', 'osdi:person'),
        'mirror_event_id': 'null',
        'event_uuid': linked_id('event_id', 'osdi:event'),
        'status_raw': clean_text('status'),
        'is_attended_raw': 'attended',
        'attribution_raw': json_text('referrer_data', 'source'),
        'signed_up_at_raw': 'coalesce(action_date, created_date)',
    }}) }}
),

mirror as (
    select
        {{ envelope('rsvps', rows='rsvps') }},
        rsvps._time_zone,
        rsvps.uuid,
        {{ clean_text('rsvps.originating_system') }} as origin_system,
        {{ type_if('users', 'rsvps.user_id') }} as person_record_type,
        nullif(rsvps.user_id, '') as person_record_id,
        rsvps.event_id as mirror_event_id,
        event_uuids.uuid as event_uuid,
        'rsvp' as status_raw,
        null as is_attended_raw,
        null as attribution_raw,
        rsvps.created_at as signed_up_at_raw
    from rsvps
    left join event_uuids
        on rsvps._source_id = event_uuids._source_id and rsvps.event_id = event_uuids.id
),

answered as (
    {{ carried_once('api', 'mirror') }}
),

-- An event that came by both carriers is staged under its uuid alone.
placed as (
    select
        answered.*,
        coalesce(by_uuid.record_type, by_number.record_type) as event_record_type,
        coalesce(by_uuid.record_id, by_number.record_id, answered.event_uuid) as event_record_id,
        coalesce(by_uuid.event_name, by_number.event_name) as event_name,
        coalesce(by_uuid.starts_at, by_number.starts_at) as starts_at,
        coalesce(by_uuid.ends_at, by_number.ends_at) as ends_at,
        {{ yes_no('answered.is_attended_raw') }} as is_attended,
        {{ instant('answered.signed_up_at_raw', 'answered._time_zone') }} as signed_up_at,
        {{ instant('answered.signed_up_at_raw', 'answered._time_zone') }} as collected_at
    from answered
    left join events as by_uuid
        on
            answered.source_id = by_uuid.source_id and by_uuid.record_type = 'osdi_events'
            and answered.event_uuid = by_uuid.record_id
    left join events as by_number
        on
            answered.source_id = by_number.source_id and by_number.record_type = 'events'
            and answered.mirror_event_id = by_number.record_id
)

{{ conform(
    'action_network', 'attendances', from='placed',
    lacks=['origin_id', 'collector', 'shift_record_id', 'event_type_raw', 'role_raw'],
    checked=['is_attended', 'signed_up_at'],
) }}
