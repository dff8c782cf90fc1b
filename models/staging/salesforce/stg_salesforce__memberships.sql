-- One row per contact in a household, organization or campaign that is no event in Salesforce.
with members as (
    {{ latest_records(source('salesforce', 'campaignmember')) }}
),

campaigns as (
    {{ latest_records(source('salesforce', 'campaign')) }}
),

contacts as (
    {{ latest_records(source('salesforce', 'contact')) }}
),

accounts as (
    {{ latest_records(source('salesforce', 'account')) }}
),

in_campaigns as (
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
),

-- Of somebody alone NPSP may make an account too: that is no group.
in_accounts as (
    select
        {{ envelope('contact', rows='contacts') }},
        'contact' as person_record_type, contacts._record_id as person_record_id,
        accounts._record_id as group_id, {{ clean_name('accounts.name') }} as group_name,
        coalesce({{ clean_text('accounts.npe01__system_accounttype__c') }}, 'organization')
            as status_raw
    from contacts
    inner join accounts
        on
            contacts._source_id = accounts._source_id
            and {{ salesforce_id('contacts.accountid') }} = accounts._record_id
    where
        {{ yes_no('contacts.isdeleted') }} is not true
        and {{ yes_no('accounts.isdeleted') }} is not true
        and coalesce(lower(accounts.npe01__system_accounttype__c), '') not like '%individual%'
),

renamed as (
    select * from in_campaigns
    union all
    select *, null, null, null from in_accounts
)

{{ conform(
    'salesforce', 'memberships', from='renamed',
    lacks=['origin', 'collector', 'left_at'],
    checked=['joined_at'],
) }}
