-- One row per contact in a campaign that is an event in Salesforce.
with members as (
    {{ latest_records(source('salesforce', 'campaignmember')) }}
),

campaigns as (
    {{ latest_records(source('salesforce', 'campaign')) }}
),

renamed as (
    select
        {{ envelope('campaignmember', rows='members') }},
        {{ type_if('user', 'members.createdbyid') }} as collected_by_type,
        {{ salesforce_id('members.createdbyid') }} as collected_by_id,
        {{ type_if('contact', 'members.contactid') }} as person_record_type,
        {{ salesforce_id('members.contactid') }} as person_record_id,
        'campaign' as event_record_type,
        campaigns._record_id as event_record_id,
        {{ clean_name('campaigns.name') }} as event_name,
        members.status as status_raw,
        members.createddate as signed_up_at_raw,
        {{ instant('members.createddate', 'members._time_zone') }} as signed_up_at,
        {{ instant('members.createddate', 'members._time_zone') }} as collected_at,
        {{ instant('campaigns.startdate', 'campaigns._time_zone') }} as starts_at,
        {{ instant('campaigns.enddate', 'campaigns._time_zone') }} + interval '1 day' as ends_at
    from members
    inner join campaigns
        on
            members._source_id = campaigns._source_id
            and {{ salesforce_id('members.campaignid') }} = campaigns._record_id
            and lower({{ clean_text('campaigns.type') }}) = 'event'
    where {{ yes_no('members.isdeleted') }} is not true
)

{{ conform(
    'salesforce', 'attendances', from='renamed',
    lacks=[
        'origin', 'shift_record_id', 'event_type_raw', 'role_raw', 'is_attended',
        'attribution_raw',
    ],
    checked=['signed_up_at'],
) }}
