-- One row per event that somebody held in an exchange by the standard, told by whoever held it first.
with told as (
    {{ exchanged(['hosting']) }}
),

dated as (
    select
        told.*, coalesce(event_id, record_id) as told_event_id,
        {{ instant('happened_at_raw') }} as starts_at
    from told
),

first_told as (
    select
        dated.*,
        row_number() over (
            partition by source_id, told_event_id order by starts_at, record_id
        ) as place
    from dated
),

renamed as (
    select
        source_id, 'events' as record_type, told_event_id as record_id, is_record_id_minted,
        received_at, loaded_at, method, file_id, file_row, origin_system, origin_id,
        collected_by_type, collected_by_id, collected_at, event_name,
        program_word as event_type_raw, starts_at, person_record_type as host_record_type,
        person_record_id as host_record_id
    from first_told
    where place = 1
)

{{ conform(
    'kith', 'events', from='renamed',
    lacks=[
        'time_zone', 'ends_at', 'is_virtual', 'location_name', 'city', 'region_code',
        'postal_code', 'created_at', 'deleted_at',
    ],
) }}
