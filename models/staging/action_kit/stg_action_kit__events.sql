-- One row per event in ActionKit.
with events as (
    {{ latest_records(source('action_kit', 'events_event')) }}
),

-- starts_at is the clock on the event's own wall; starts_at_utc says when.
renamed as (
    select
        {{ envelope('events_event') }},
        {{ type_if('core_user', 'creator_id') }} as collected_by_type,
        {{ clean_text('creator_id') }} as collected_by_id,
        {{ type_if('core_user', 'creator_id') }} as host_record_type,
        {{ clean_text('creator_id') }} as host_record_id,
        {{ clean_name('title') }} as event_name,
        {{ clean_text('timezone') }} as time_zone,
        starts_at_utc as starts_at_raw,
        {{ instant('starts_at_utc', "'UTC'") }} as starts_at,
        ends_at_utc as ends_at_raw,
        {{ instant('ends_at_utc', "'UTC'") }} as ends_at,
        {{ clean_name('venue') }} as location_name,
        {{ clean_name('city') }} as city,
        {{ region_code('state') }} as region_code,
        {{ postal_code('zip') }} as postal_code,
        {{ instant('created_at') }} as created_at,
        {{ instant('created_at') }} as collected_at,
        case when lower(status) in ('cancelled', 'deleted') then {{ instant('updated_at') }} end
            as deleted_at
    from events
)

{{ conform(
    'action_kit', 'events', from='renamed',
    lacks=['origin', 'event_type_raw', 'is_virtual'],
    checked=['starts_at', 'ends_at'],
) }}
