-- One row per sign-up of somebody for a shift of an event, as a fact to be passed on.
{{ config(materialized='ephemeral') }}
with attendances as (
    select * from {{ ref('all_attendances') }}
    where {{ is_synced_still('greatest(signed_up_at, starts_at)') }}
),

events as (
    select * from {{ ref('all_events') }}
),

sources as (
    select * from {{ ref('sources') }}
),

-- Whoever was seen there completed it, and whoever was missed there did not show; nobody said
-- anything of the others but what they signed up as.
placed as (
    select
        attendances.source_id, attendances.tool, attendances.record_type, attendances.record_id,
        attendances.person_record_type, attendances.person_record_id, attendances.origin_system,
        attendances.event_record_id, attendances.shift_record_id, attendances.event_name,
        coalesce(attendances.role_code, 'participant') as role_code,
        case
            when attendances.is_attended then 'completed'
            when not attendances.is_attended
                and coalesce(attendances.status_code, 'registered') in ('registered', 'confirmed')
                then 'no_show'
            else coalesce(attendances.status_code, 'unknown')
        end as status_code,
        {{ day_of('attendances.starts_at', 'coalesce(events.time_zone, sources.time_zone)') }}
            as event_date,
        coalesce(attendances.signed_up_at, attendances.starts_at) as signed_up_at,
        greatest(attendances.signed_up_at, attendances.starts_at) as aged_at
    from attendances
    inner join sources on attendances.source_id = sources.source_id
    left join events
        on attendances.source_id = events.source_id
        and attendances.event_record_type = events.record_type
        and attendances.event_record_id = events.record_id
)

{{ synced(
    'sign_up', rows='placed', at='signed_up_at', aged='aged_at', origin_system='origin_system',
    word="lower(event_record_id || '=' || shift_record_id)",
    wider_word="lower(event_record_id || '=' || cast(event_date as text))",
    topic_name='event_name', role_code='role_code', status_code='status_code',
    told_raw="concat_ws('|', event_record_id, shift_record_id, role_code, status_code)",
) }}
