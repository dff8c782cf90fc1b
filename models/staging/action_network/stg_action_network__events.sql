-- One row per event in Action Network, whichever carrier brought it.
with api as (
    {{ stacked('action_network', {'osdi_events': {
        'uuid': '_record_id',
        'origin_system': clean_text('origin_system'),
        'event_name': 'coalesce(title, name)',
        'time_zone': 'null',
        'starts_at_raw': 'start_date',
        'ends_at_raw': 'end_date',
        'is_virtual': 'cast(null as boolean)',
        'location_name': json_text('location', 'venue'),
        'city': json_text('location', 'locality'),
        'region': json_text('location', 'region'),
        'postal_code': json_text('location', 'postal_code'),
        'host_record_type': "'osdi_people'",
        'host_record_id': "coalesce(" ~ linked_id('null', 'osdi:organizer') ~ ", "
            ~ linked_id('null', 'osdi:creator') ~ ")",
        'created_at_raw': 'created_date',
    }}) }}
),

mirror as (
    {{ stacked('action_network', {'events': {
        'uuid': 'uuid',
        'origin_system': clean_text('originating_system'),
        'event_name': 'title',
        'time_zone': clean_text('timezone'),
        'starts_at_raw': 'start_at',
        'ends_at_raw': 'end_at',
        'is_virtual': yes_no('has_no_location'),
        'location_name': 'location_name',
        'city': 'city',
        'region': 'state',
        'postal_code': 'zip_code',
        'host_record_type': "'users'",
        'host_record_id': "nullif(user_id, '')",
        'created_at_raw': 'created_at',
    }}) }}
),

announced as (
    {{ carried_once('api', 'mirror') }}
),

renamed as (
    select
        source_id, record_type, record_id, is_record_id_minted, received_at, loaded_at, method,
        file_id, file_row, origin_system, host_record_id, is_virtual, starts_at_raw, ends_at_raw,
        case when host_record_id is not null then host_record_type end as collected_by_type,
        host_record_id as collected_by_id,
        case when host_record_id is not null then host_record_type end as host_record_type,
        {{ clean_name('event_name') }} as event_name,
        coalesce({{ looked_up('time_zone', {
            'Eastern Time (US & Canada)': 'America/New_York',
            'Indiana (East)': 'America/Indiana/Indianapolis',
            'Central Time (US & Canada)': 'America/Chicago',
            'Mountain Time (US & Canada)': 'America/Denver',
            'Arizona': 'America/Phoenix',
            'Pacific Time (US & Canada)': 'America/Los_Angeles',
            'Alaska': 'America/Anchorage',
            'Hawaii': 'Pacific/Honolulu',
        }) }}, time_zone) as time_zone,
        {{ instant('starts_at_raw') }} as starts_at,
        {{ instant('ends_at_raw') }} as ends_at,
        {{ clean_name('location_name') }} as location_name,
        {{ clean_name('city') }} as city,
        {{ region_code('region') }} as region_code,
        {{ postal_code('postal_code') }} as postal_code,
        {{ instant('created_at_raw') }} as created_at,
        {{ instant('created_at_raw') }} as collected_at
    from announced
)

{{ conform(
    'action_network', 'events', from='renamed',
    lacks=['origin_id', 'event_type_raw', 'deleted_at'], checked=['starts_at', 'ends_at'],
) }}
