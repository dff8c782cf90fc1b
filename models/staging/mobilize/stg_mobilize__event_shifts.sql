-- One row per timeslot of an event in Mobilize.
with timeslots as (
    {{ latest_records(source('mobilize', 'timeslots')) }}
),

renamed as (
    select
        {{ envelope('timeslots') }},
        {{ instant('created_date') }} as collected_at,
        {{ type_if('events', 'event_id') }} as event_record_type,
        nullif(event_id, '') as event_record_id,
        {{ instant('start_date') }} as starts_at,
        start_date as starts_at_raw,
        {{ instant('end_date') }} as ends_at,
        end_date as ends_at_raw,
        {{ whole_number('max_attendees') }} as capacity_count,
        max_attendees as capacity_count_raw,
        {{ instant('deleted_date') }} as deleted_at
    from timeslots
)

{{ conform(
    'mobilize', 'event_shifts', from='renamed',
    lacks=['origin', 'collector'],
    checked=['starts_at', 'ends_at', 'capacity_count'],
) }}
