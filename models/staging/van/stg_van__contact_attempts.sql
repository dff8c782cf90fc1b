-- One row per attempt to reach a VAN contact.
with attempts as (
    {{ latest_records(source('van', 'contactscontacts')) }}
),

answers as (
    {{ latest_records(source('van', 'contactssurveyresponses')) }}
),

phones as (
    {{ latest_records(source('van', 'contactsphones')) }}
),

campaigns as (
    {{ latest_records(source('van', 'campaigns')) }}
),

-- In which talk a code was given never changes, and what is pulled doesn't tell it.
responses as (
    select
        _source_id,
        contactscontactid
    from answers
    union all
    select
        _source_id,
        contactscontactid
    from {{ source('van', 'contactsactivistcodes') }}
),

-- VAN takes a result or responses: whoever responded was Canvassed, its result 14.
implied_results as (
    select distinct
        _source_id,
        contactscontactid,
        '14' as resultid
    from responses
    where {{ clean_text('contactscontactid') }} is not null
),

renamed as (
    select
        {{ envelope('contactscontacts', rows='attempts') }},
        {{ type_if('users', 'attempts.canvassedby') }} as collected_by_type,
        {{ clean_text('attempts.canvassedby') }} as collected_by_id,
        {{ van_instant('attempts.datecanvassed', 'attempts._time_zone') }} as collected_at,
        'contacts' as person_record_type,
        attempts.vanid as person_record_id,
        attempts.contacttypeid as channel_raw,
        coalesce({{ clean_text('attempts.resultid') }}, implied_results.resultid) as result_raw,
        {{ phone_e164('phones.phone') }} as contact_point,
        phones.phone as contact_point_raw,
        {{ clean_text('attempts.campaignid') }} as effort_id,
        campaigns.campaignname as effort_name,
        {{ van_instant('attempts.datecanvassed', 'attempts._time_zone') }} as attempted_at,
        attempts.datecanvassed as attempted_at_raw
    from attempts
    left join implied_results
        on
            attempts._source_id = implied_results._source_id
            and attempts.contactscontactid = implied_results.contactscontactid
    left join phones
        on
            attempts._source_id = phones._source_id
            and attempts.contactsphoneid = phones._record_id
    left join campaigns
        on
            attempts._source_id = campaigns._source_id
            and attempts.campaignid = campaigns._record_id
)

{{ conform(
    'van', 'contact_attempts', from='renamed',
    lacks=['origin'],
    checked=['contact_point', 'attempted_at'],
) }}
