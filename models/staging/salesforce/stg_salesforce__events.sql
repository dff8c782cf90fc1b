-- One row per campaign in Salesforce that is an event.
with campaigns as (
    {{ latest_records(source('salesforce', 'campaign')) }}
),

-- A campaign has days and no hours, and its last day belongs to it.
renamed as (
    select
        {{ envelope('campaign') }},
        {{ type_if('user', 'ownerid') }} as collected_by_type,
        {{ salesforce_id('ownerid') }} as collected_by_id,
        {{ type_if('user', 'ownerid') }} as host_record_type,
        {{ salesforce_id('ownerid') }} as host_record_id,
        {{ clean_name('name') }} as event_name,
        startdate as starts_at_raw,
        {{ instant('startdate') }} as starts_at,
        {{ instant('enddate') }} + interval '1 day' as ends_at,
        {{ instant('createddate') }} as created_at,
        case when {{ yes_no('isdeleted') }} then {{ instant('lastmodifieddate') }} end as deleted_at
    from campaigns
    where lower({{ clean_text('type') }}) = 'event'
)

{{ conform(
    'salesforce', 'events', from='renamed',
    lacks=[
        'origin', 'collected_at', 'event_type_raw', 'time_zone', 'is_virtual',
        'location_name', 'city', 'region_code', 'postal_code',
    ],
    checked=['starts_at'],
) }}
