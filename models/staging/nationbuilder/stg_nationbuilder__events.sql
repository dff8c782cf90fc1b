-- One row per event in NationBuilder.
with events as (
    {{ latest_records(source('nationbuilder', 'events')) }}
),

-- An event has a length in seconds, and a time zone by its name in Rails.
renamed as (
    select
        {{ envelope('events') }},
        {{ looked_up(json_text('attributes', 'time_zone'), {
            'Eastern Time (US & Canada)': 'America/New_York',
            'Indiana (East)': 'America/Indiana/Indianapolis',
            'Central Time (US & Canada)': 'America/Chicago',
            'Mountain Time (US & Canada)': 'America/Denver',
            'Arizona': 'America/Phoenix',
            'Pacific Time (US & Canada)': 'America/Los_Angeles',
            'Alaska': 'America/Anchorage',
            'Hawaii': 'Pacific/Honolulu',
        }) }} as time_zone,
        {{ json_text('attributes', 'start_at') }} as starts_at_raw,
        {{ instant(json_text('attributes', 'start_at')) }} as starts_at,
        {{ instant(json_text('attributes', 'start_at')) }}
        + {{ whole_number(json_text('attributes', 'duration')) }} * interval '1 second' as ends_at,
        {{ clean_name(json_text('attributes', 'venue_name')) }} as location_name
    from events
)

{{ conform(
    'nationbuilder', 'events', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'event_name', 'event_type_raw', 'is_virtual',
        'city', 'region_code', 'postal_code', 'host_record_type', 'host_record_id', 'created_at',
        'deleted_at',
    ],
    checked=['starts_at'],
) }}
