-- One row per user in a role at an event in ActionKit.
with signups as (
    {{ latest_records(source('action_kit', 'events_eventsignup')) }}
),

events as (
    {{ latest_records(source('action_kit', 'events_event')) }}
),

-- attended is 0 until somebody ticks it, so that 0 is silence.
renamed as (
    select
        {{ envelope('events_eventsignup', rows='signups') }},
        {{ type_if('core_user', 'signups.user_id') }} as person_record_type,
        signups.user_id as person_record_id,
        {{ type_if('events_event', 'signups.event_id') }} as event_record_type,
        signups.event_id as event_record_id,
        {{ clean_name('events.title') }} as event_name,
        signups.role as role_raw,
        signups.status as status_raw,
        nullif({{ yes_no('signups.attended') }}, false) as is_attended,
        signups.created_at as signed_up_at_raw,
        {{ instant('signups.created_at', 'signups._time_zone') }} as signed_up_at,
        {{ instant('signups.created_at', 'signups._time_zone') }} as collected_at,
        {{ instant('events.starts_at_utc', "'UTC'") }} as starts_at,
        {{ instant('events.ends_at_utc', "'UTC'") }} as ends_at
    from signups
    left join events
        on signups._source_id = events._source_id and signups.event_id = events.id
)

{{ conform(
    'action_kit', 'attendances', from='renamed',
    lacks=['origin', 'collector', 'shift_record_id', 'event_type_raw', 'attribution_raw'],
    checked=['signed_up_at'],
) }}
