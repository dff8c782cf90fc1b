-- One row per timeslot of an event in Mobilize.
with announced as (
    {{ stacked('mobilize', {'events': {}, 'api_events': {}}, shared={'event_id': '_record_id'}) }}
),

api_events as (
    select * from {{ source('mobilize', 'api_events') }}
),

api_events_now as (
    {{ latest_records(source('mobilize', 'api_events')) }}
),

-- The web API tells of a deleted timeslot by leaving it out of its event, which changes by that.
told as (
    {{ stacked('mobilize', {'timeslots': {
        'timeslot_id': 'id', 'event_id': 'event_id', 'starts_at': instant('start_date'),
        'starts_at_raw': 'start_date', 'ends_at': instant('end_date'), 'ends_at_raw': 'end_date',
        'capacity_count': whole_number('max_attendees'), 'capacity_count_raw': 'max_attendees',
        'collected_at': instant('created_date'), 'deleted_at': instant('deleted_date'),
    }}) }}
    union all
    select
        {{ envelope('timeslots', rows='api_events') }}, api_events._time_zone,
        {{ json_text('timeslot', 'id') }} as timeslot_id, api_events._record_id as event_id,
        {{ epoch_instant(json_text('timeslot', 'start_date')) }} as starts_at,
        {{ json_text('timeslot', 'start_date') }} as starts_at_raw,
        {{ epoch_instant(json_text('timeslot', 'end_date')) }} as ends_at,
        {{ json_text('timeslot', 'end_date') }} as ends_at_raw,
        cast(null as integer) as capacity_count, null as capacity_count_raw,
        {{ epoch_instant('api_events.created_date') }} as collected_at,
        case
            when api_events_now._extracted_at > api_events._extracted_at
                then {{ epoch_instant('api_events_now.modified_date') }}
        end as deleted_at
    from api_events
    inner join api_events_now
        on
            api_events._source_id = api_events_now._source_id
            and api_events._record_id = api_events_now._record_id
            and api_events_now.timeslots is not null
    cross join lateral {{ json_items('api_events.timeslots') }} as timeslot
),

in_order as (
    select
        *,
        row_number() over (
            partition by source_id, timeslot_id order by received_at desc, file_id desc
        ) as place
    from told
),

-- An event goes by the carrier that told of it last.
carriers as (
    select
        source_id, event_id, record_type,
        row_number() over (
            partition by source_id, event_id order by received_at desc, record_type
        ) as place
    from announced
),

newest as (
    select
        in_order.source_id, in_order.record_type, in_order.timeslot_id as record_id,
        in_order.is_record_id_minted, in_order.received_at, in_order.loaded_at, in_order.method,
        in_order.file_id, in_order.file_row, in_order.starts_at, in_order.starts_at_raw,
        in_order.ends_at, in_order.ends_at_raw, in_order.capacity_count,
        in_order.capacity_count_raw, in_order.collected_at, in_order.deleted_at,
        coalesce(carriers.record_type, {{ type_if('events', 'in_order.event_id') }})
            as event_record_type,
        nullif(in_order.event_id, '') as event_record_id
    from in_order
    left join carriers
        on
            in_order.source_id = carriers.source_id and in_order.event_id = carriers.event_id
            and carriers.place = 1
    where in_order.place = 1
)

{{ conform(
    'mobilize', 'event_shifts', from='newest',
    lacks=['origin', 'collector'],
    checked=['starts_at', 'ends_at', 'capacity_count'],
) }}
