-- One row per sign-up of a user for a timeslot, and per co-host of an event, in Mobilize.
with participations as (
    {{ latest_records(source('mobilize', 'participations')) }}
),

co_hosts as (
    {{ latest_records(source('mobilize', 'event_co_hosts')) }}
),

events as (
    select * from {{ ref('stg_mobilize__events') }}
),

shifts as (
    select * from {{ ref('stg_mobilize__event_shifts') }}
),

signed_up as (
    select
        {{ envelope('participations') }}, user_id, event_id, timeslot_id, event_type_name,
        'participant' as role_raw,
        nullif(status, '') as status_raw,
        {{ yes_no('attended') }} as is_attended,
        attended as is_attended_raw,
        {{ instant('created_date') }} as signed_up_at,
        {{ instant('override_start_date') }} as starts_at,
        {{ instant('override_end_date') }} as ends_at,
        coalesce(
            {{ clean_text('referrer__utm_source') }}, {{ clean_text('referrer__url') }}
        ) as attribution_raw
    from participations
    union all
    select
        {{ envelope('event_co_hosts') }}, user_id, event_id,
        null as timeslot_id,
        null as event_type_name,
        'co_host' as role_raw,
        null as status_raw,
        null as is_attended,
        null as is_attended_raw,
        {{ instant('created_date') }} as signed_up_at,
        null as starts_at,
        null as ends_at,
        null as attribution_raw
    from co_hosts
),

placed as (
    select
        {{ same_record('signed_up') }},
        events.host_record_type as collected_by_type,
        events.host_record_id as collected_by_id,
        signed_up.signed_up_at as collected_at,
        {{ type_if('users', 'signed_up.user_id') }} as person_record_type,
        nullif(signed_up.user_id, '') as person_record_id,
        events.record_type as event_record_type,
        nullif(signed_up.event_id, '') as event_record_id,
        nullif(signed_up.timeslot_id, '') as shift_record_id,
        coalesce(events.event_type_raw, nullif(signed_up.event_type_name, '')) as event_type_raw,
        events.event_name,
        signed_up.role_raw,
        signed_up.status_raw,
        signed_up.is_attended,
        signed_up.is_attended_raw,
        signed_up.signed_up_at,
        coalesce(signed_up.starts_at, shifts.starts_at, events.starts_at) as starts_at,
        coalesce(signed_up.ends_at, shifts.ends_at, events.ends_at) as ends_at,
        signed_up.attribution_raw
    from signed_up
    left join events
        on signed_up.source_id = events.source_id and signed_up.event_id = events.record_id
    left join shifts
        on signed_up.source_id = shifts.source_id and signed_up.timeslot_id = shifts.record_id
)

{{ conform(
    'mobilize', 'attendances', from='placed',
    lacks=['origin'], checked=['is_attended'],
) }}
