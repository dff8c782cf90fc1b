-- One row per event in Mobilize, from its first shift's beginning to its last one's end.
with events as (
    {{ latest_records(source('mobilize', 'events')) }}
),

timeslots as (
    {{ latest_records(source('mobilize', 'timeslots')) }}
),

held as (
    select
        _source_id as source_id,
        event_id,
        min({{ instant('start_date') }}) as starts_at,
        max({{ instant('end_date') }}) as ends_at
    from timeslots
    where {{ clean_text('deleted_date') }} is null
    group by _source_id, event_id
),

renamed as (
    select
        {{ envelope('events') }},
        {{ type_if('users', 'creator_id') }} as collected_by_type,
        nullif(creator_id, '') as collected_by_id,
        {{ instant('created_date') }} as created_at,
        {{ clean_name('title') }} as event_name,
        event_type as event_type_raw,
        {{ clean_text('timezone') }} as time_zone,
        {{ yes_no('is_virtual') }} as is_virtual,
        {{ clean_name('location__venue') }} as location_name,
        {{ clean_name('location__locality') }} as city,
        {{ region_code('location__region') }} as region_code,
        {{ postal_code('location__postal_code') }} as postal_code,
        {{ type_if('users', 'owner_id') }} as host_record_type,
        nullif(owner_id, '') as host_record_id,
        {{ instant('deleted_date') }} as deleted_at,
        deleted_date as deleted_at_raw
    from events
),

timed as (
    select
        renamed.*,
        renamed.created_at as collected_at,
        held.starts_at,
        held.ends_at
    from renamed
    left join held on renamed.source_id = held.source_id and renamed.record_id = held.event_id
)

{{ conform(
    'mobilize', 'events', from='timed',
    lacks=['origin'], checked=['deleted_at'],
) }}
