-- One row per contact a call was noted for in HubSpot, calls from contacts left out.
with calls as (
    {{ latest_records(source('hubspot', 'engagements_calls')) }}
),

renamed as (
    select
        {{ envelope('engagements_calls', rows='calls') }},
        {{ type_if('owners', 'calls.properties_hubspot_owner_id') }} as collected_by_type,
        {{ clean_text('calls.properties_hubspot_owner_id') }} as collected_by_id,
        'contacts' as person_record_type,
        called.contact #>> '{}' as person_record_id,
        'call' as channel_raw,
        {{ clean_text('calls.properties_hs_call_disposition') }} as result_raw,
        calls.properties_hs_call_to_number as contact_point_raw,
        {{ phone_e164('calls.properties_hs_call_to_number') }} as contact_point,
        {{ clean_name('calls.properties_hs_call_title') }} as effort_name,
        calls.properties_hs_timestamp as attempted_at_raw,
        {{ instant('calls.properties_hs_timestamp', 'calls._time_zone') }} as attempted_at,
        {{ instant('calls.properties_hs_timestamp', 'calls._time_zone') }} as collected_at,
        row_number() over (
            partition by calls._source_id, calls._record_id order by called.contact #>> '{}'
        ) as place
    from calls
    cross join lateral {{ json_items('calls.contacts') }} as called (contact)
    where
        {{ yes_no('calls.archived') }} is not true
        and upper(calls.properties_hs_call_direction) is distinct from 'INBOUND'
),

-- A call noted for several contacts is one call; the first has its own number.
numbered as (
    select
        source_id, record_type, is_record_id_minted, received_at, loaded_at, method, file_id,
        file_row, collected_by_type, collected_by_id, person_record_type, person_record_id,
        channel_raw, result_raw, contact_point_raw, contact_point, effort_name, attempted_at_raw,
        attempted_at, collected_at,
        case when place = 1 then record_id else record_id || ':' || person_record_id end
            as record_id
    from renamed
)

{{ conform(
    'hubspot', 'contact_attempts', from='numbered',
    lacks=['origin', 'effort_id'],
    checked=['contact_point', 'attempted_at'],
) }}
