-- One row per VAN event.
with events as (
    {{ latest_records(source('van', 'events')) }}
),

renamed as (
    select
        {{ envelope('events') }},
        {{ type_if('users', 'createdby') }} as collected_by_type,
        {{ clean_text('createdby') }} as collected_by_id,
        {{ van_instant('datecreated') }} as collected_at,
        {{ clean_name('eventname') }} as event_name,
        eventcalendarname as event_type_raw,
        _time_zone as time_zone,
        {{ van_instant('dateoffsetbegin') }} as starts_at,
        dateoffsetbegin as starts_at_raw,
        {{ van_instant('dateoffsetend') }} as ends_at,
        dateoffsetend as ends_at_raw,
        {{ van_instant('datecreated') }} as created_at,
        {{ van_instant('datesuppressed') }} as deleted_at
    from events
)

{{ conform(
    'van', 'events', from='renamed',
    lacks=[
        'origin', 'is_virtual', 'location_name', 'city', 'region_code', 'postal_code',
        'host_record_type', 'host_record_id',
    ],
    checked=['starts_at', 'ends_at'],
) }}
