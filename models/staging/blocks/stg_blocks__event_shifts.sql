-- One row per shift of an event in Blocks.
with shifts as (
    {{ latest_records(source('blocks', 'event_shifts')) }}
),

renamed as (
    select
        {{ envelope('event_shifts') }},
        'events' as event_record_type, event_id as event_record_id,
        {{ instant('start_time') }} as starts_at, start_time as starts_at_raw,
        {{ instant('end_time') }} as ends_at
    from shifts
)

{{ conform(
    'blocks', 'event_shifts', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'capacity_count', 'deleted_at'],
    checked=['starts_at'],
) }}
