-- One row per RSVP to an event in NationBuilder.
with rsvps as (
    {{ latest_records(source('nationbuilder', 'event_rsvps')) }}
),

events as (
    {{ latest_records(source('nationbuilder', 'events')) }}
),

people as (
    select * from {{ ref('stg_nationbuilder__people') }}
),

-- `attendee` says that somebody means to come; nothing says who came.
renamed as (
    select
        {{ envelope('event_rsvps', rows='rsvps') }},
        {{ type_if('signups', 'people.record_id') }} as person_record_type,
        people.record_id as person_record_id,
        {{ type_if('events', json_text('rsvps.attributes', 'event_id')) }} as event_record_type,
        {{ json_text('rsvps.attributes', 'event_id') }} as event_record_id,
        case when {{ yes_no(json_text('rsvps.attributes', 'volunteer')) }} then 'volunteer'
            else 'attendee' end as role_raw,
        case when {{ yes_no(json_text('rsvps.attributes', 'canceled')) }} then 'canceled'
            else 'rsvp' end as status_raw,
        {{ json_text('rsvps.attributes', 'created_at') }} as signed_up_at_raw,
        {{ instant(json_text('rsvps.attributes', 'created_at'), 'rsvps._time_zone') }}
            as signed_up_at,
        {{ instant(json_text('events.attributes', 'start_at'), 'events._time_zone') }} as starts_at
    from rsvps
    left join people
        on
            rsvps._source_id = people.source_id
            and {{ json_text('rsvps.relationships', 'signup', 'data', 'id') }} = people.record_id
    left join events
        on
            rsvps._source_id = events._source_id
            and {{ json_text('rsvps.attributes', 'event_id') }} = events.id
)

{{ conform(
    'nationbuilder', 'attendances', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'shift_record_id', 'event_type_raw', 'event_name',
        'is_attended', 'ends_at', 'attribution_raw',
    ],
    checked=['signed_up_at'],
) }}
