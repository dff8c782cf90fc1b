-- One row per event in Blocks.
with events as (
    {{ latest_records(source('blocks', 'events')) }}
),

locations as (
    {{ latest_records(source('blocks', 'locations')) }}
),

renamed as (
    select
        {{ envelope('events', rows='events') }},
        {{ type_if('users', 'events.created_by_user_id') }} as collected_by_type,
        {{ clean_text('events.created_by_user_id') }} as collected_by_id,
        {{ instant('events.created_at', 'events._time_zone') }} as created_at,
        {{ clean_name('events.name') }} as event_name,
        events.type as event_type_raw,
        {{ instant('events.start_time', 'events._time_zone') }} as starts_at,
        events.start_time as starts_at_raw,
        {{ instant('events.end_time', 'events._time_zone') }} as ends_at,
        {{ clean_name('locations.name') }} as location_name,
        {{ clean_name('locations.city') }} as city,
        {{ region_code('locations.state') }} as region_code,
        {{ postal_code('locations.zipcode') }} as postal_code
    from events
    left join locations
        on events._source_id = locations._source_id and events.location_id = locations.id
),

timed as (
    select *, created_at as collected_at from renamed
)

{{ conform(
    'blocks', 'events', from='timed',
    lacks=[
        'origin', 'time_zone', 'is_virtual', 'host_record_type', 'host_record_id', 'deleted_at',
    ],
    checked=['starts_at'],
) }}
