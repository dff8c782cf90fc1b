-- One row per meeting held on Zoom.
with meetings as (
    {{ latest_records(source('zoom', 'meetings')) }}
),

renamed as (
    select
        {{ envelope('meetings') }},
        {{ clean_name('topic') }} as event_name, 'zoom' as event_type_raw,
        {{ instant('start_time') }} as starts_at, start_time as starts_at_raw,
        {{ instant('end_time') }} as ends_at, true as is_virtual
    from meetings
)

{{ conform(
    'zoom', 'events', from='renamed',
    lacks=[
        'origin', 'collector', 'collected_at', 'time_zone', 'location_name', 'city', 'region_code',
        'postal_code', 'host_record_type', 'host_record_id', 'created_at',
        'deleted_at',
    ],
    checked=['starts_at'],
) }}
