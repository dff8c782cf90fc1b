-- One row per contact in a campaign that is no event in Salesforce.
with members as (
    {{ latest_records(source('salesforce', 'campaignmember')) }}
),

campaigns as (
    {{ latest_records(source('salesforce', 'campaign')) }}
),

renamed as (
    select
        {{ envelope('campaignmember', rows='members') }},
        {{ type_if('contact', 'members.contactid') }} as person_record_type,
        {{ salesforce_id('members.contactid') }} as person_record_id,
        {{ salesforce_id('members.campaignid') }} as group_id,
        {{ clean_name('campaigns.name') }} as group_name,
        'campaignmember' as status_raw,
        members.createddate as joined_at_raw,
        {{ instant('members.createddate', 'members._time_zone') }} as joined_at,
        {{ instant('members.createddate', 'members._time_zone') }} as collected_at
    from members
    left join campaigns
        on
            members._source_id = campaigns._source_id
            and {{ salesforce_id('members.campaignid') }} = campaigns._record_id
    where
        {{ yes_no('members.isdeleted') }} is not true
        and lower({{ clean_text('campaigns.type') }}) is distinct from 'event'
)

{{ conform(
    'salesforce', 'memberships', from='renamed',
    lacks=['origin', 'collector', 'left_at'],
    checked=['joined_at'],
) }}
