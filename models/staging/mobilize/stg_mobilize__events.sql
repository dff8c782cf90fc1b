-- One row per event in Mobilize, from its first shift's beginning to its last one's end.
with told as (
    {{ stacked('mobilize', {
        'events': {
            'creator_id': "nullif(creator_id, '')", 'owner_id': "nullif(owner_id, '')",
            'venue': 'location__venue', 'locality': 'location__locality',
            'region': 'location__region', 'postal': 'location__postal_code',
            'created_at': instant('created_date'), 'deleted_at': instant('deleted_date'),
            'deleted_at_raw': 'deleted_date',
        },
        'api_events': {
            'creator_id': 'null', 'owner_id': "nullif(owner_id, '')",
            'venue': json_text('location', 'venue'), 'locality': json_text('location', 'locality'),
            'region': json_text('location', 'region'),
            'postal': json_text('location', 'postal_code'),
            'created_at': epoch_instant('created_date'), 'deleted_at': 'null',
            'deleted_at_raw': 'null',
        },
    }, shared={
        'title': 'title', 'event_type': 'event_type', 'timezone': 'timezone',
        'is_virtual': 'is_virtual',
    }) }}
),

deleted as (
    {{ latest_records(source('mobilize', 'api_deleted_events')) }}
),

shifts as (
    select * from {{ ref('stg_mobilize__event_shifts') }}
),

held as (
    select
        source_id,
        event_record_id,
        min(starts_at) as starts_at,
        max(ends_at) as ends_at
    from shifts
    where deleted_at is null
    group by source_id, event_record_id
),

in_order as (
    select
        *,
        row_number() over (
            partition by source_id, record_id order by received_at desc, record_type
        ) as place
    from told
),

renamed as (
    select
        {{ same_record('in_order') }},
        {{ type_if('users', 'in_order.creator_id') }} as collected_by_type,
        in_order.creator_id as collected_by_id,
        in_order.created_at as collected_at,
        in_order.created_at,
        {{ clean_name('in_order.title') }} as event_name,
        in_order.event_type as event_type_raw,
        {{ clean_text('in_order.timezone') }} as time_zone,
        {{ yes_no('in_order.is_virtual') }} as is_virtual,
        {{ clean_name('in_order.venue') }} as location_name,
        {{ clean_name('in_order.locality') }} as city,
        {{ region_code('in_order.region') }} as region_code,
        {{ postal_code('in_order.postal') }} as postal_code,
        {{ type_if('users', 'in_order.owner_id') }} as host_record_type,
        in_order.owner_id as host_record_id,
        coalesce(in_order.deleted_at, {{ epoch_instant('deleted.deleted_date') }}) as deleted_at,
        coalesce(in_order.deleted_at_raw, deleted.deleted_date) as deleted_at_raw,
        held.starts_at,
        held.ends_at
    from in_order
    left join held
        on in_order.source_id = held.source_id and in_order.record_id = held.event_record_id
    left join deleted
        on in_order.source_id = deleted._source_id and in_order.record_id = deleted._record_id
    where in_order.place = 1
)

{{ conform(
    'mobilize', 'events', from='renamed',
    lacks=['origin'], checked=['deleted_at'],
) }}
