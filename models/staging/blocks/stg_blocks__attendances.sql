-- One row per person asked to an event, working a shift of one, or out on a canvasser's shift.
with events as (
    select * from {{ ref('stg_blocks__events') }}
),

event_shifts as (
    select * from {{ ref('stg_blocks__event_shifts') }}
),

-- A canvasser's own shift is no event's: it has no name but its kind.
written as (
    {{ stacked('blocks', {
        'shifts': {
            'person_type': "'canvassers'", 'person_id': 'canvasser_id', 'kind': "'canvasser shift'",
            'role': "'canvasser'", 'status': 'status', 'begins': 'shift_start', 'ends': 'shift_end',
            'signed_up': 'created_at',
        },
        'event_attendees': {
            'person_type': "'people'", 'person_id': 'person_id', 'event_id': 'event_id',
            'role': 'role', 'status': 'status', 'asked_by': 'inviter_id', 'came': 'marked_attended_at',
            'stayed_away': 'marked_no_show_at',
        },
        'volunteerships': {
            'person_type': "'people'", 'person_id': 'person_id', 'shift_id': 'event_shift_id',
            'role': 'responsibility',
        },
    }, shared={
        'kind': 'null', 'event_id': 'null', 'shift_id': 'null', 'status': 'null', 'begins': 'null',
        'ends': 'null', 'asked_by': 'null', 'came': 'null', 'stayed_away': 'null',
        'signed_up': 'created_at',
    }) }}
),

renamed as (
    select
        {{ same_record('written') }},
        {{ type_if('users', 'written.asked_by') }} as collected_by_type,
        {{ clean_text('written.asked_by') }} as collected_by_id,
        case when {{ clean_text('written.person_id') }} is not null then written.person_type end
            as person_record_type,
        {{ clean_text('written.person_id') }} as person_record_id,
        coalesce(event_shifts.event_record_id, {{ clean_text('written.event_id') }})
            as event_record_id,
        {{ clean_text('written.shift_id') }} as shift_record_id,
        written.kind, written.role as role_raw, written.status as status_raw,
        case
            when {{ clean_text('written.came') }} is not null then true
            when {{ clean_text('written.stayed_away') }} is not null then false
        end as is_attended,
        {{ instant('written.signed_up', 'written._time_zone') }} as signed_up_at,
        coalesce(event_shifts.starts_at, {{ instant('written.begins', 'written._time_zone') }})
            as own_starts_at,
        coalesce(event_shifts.ends_at, {{ instant('written.ends', 'written._time_zone') }})
            as own_ends_at
    from written
    left join event_shifts
        on written.source_id = event_shifts.source_id and written.shift_id = event_shifts.record_id
),

placed as (
    select
        renamed.*, renamed.signed_up_at as collected_at,
        case when renamed.event_record_id is not null then 'events' end as event_record_type,
        coalesce(events.event_type_raw, renamed.kind) as event_type_raw, events.event_name,
        coalesce(renamed.own_starts_at, events.starts_at) as starts_at,
        coalesce(renamed.own_ends_at, events.ends_at) as ends_at
    from renamed
    left join events
        on renamed.source_id = events.source_id and renamed.event_record_id = events.record_id
)

{{ conform(
    'blocks', 'attendances', from='placed',
    lacks=['origin', 'attribution_raw'],
) }}
