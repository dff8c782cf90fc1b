-- One row per event in Action Builder.
with events as (
    {{ latest_records(source('action_builder', 'calendar_events')) }}
),

renamed as (
    select
        {{ envelope('calendar_events') }},
        {{ clean_name('name') }} as event_name,
        {{ clean_text('action_canvassing_type') }} as event_type_raw,
        {{ clean_text('timezone') }} as time_zone,
        start_date as starts_at_raw, {{ instant('start_date') }} as starts_at,
        {{ instant('end_date') }} as ends_at, {{ yes_no('location_type') }} as is_virtual,
        {{ instant('created_at') }} as created_at, {{ instant('created_at') }} as collected_at
    from events
)

{{ conform(
    'action_builder', 'events', from='renamed',
    lacks=[
        'origin', 'collector', 'location_name', 'city', 'region_code', 'postal_code',
        'host_record_type', 'host_record_id', 'deleted_at',
    ],
    checked=['starts_at'],
) }}
