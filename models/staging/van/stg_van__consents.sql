-- One row per decision on being contacted that a VAN record states.
with attempts as (
    {{ latest_records(source('van', 'contactscontacts')) }}
),

saved_list as (
    {{ latest_records(source('van', 'saved_list')) }}
),

-- Results 22, 23, 130 and 131 are Do Not Call, Walk, Text and Email. Results and contact types
-- are numbered apart, so the word says which it is.
decisions as (
    select
        {{ envelope('contactscontacts') }},
        {{ clean_text('canvassedby') }} as collected_by_id,
        {{ van_instant('datecanvassed') }} as decided_at,
        'contacts' as person_record_type,
        vanid as person_record_id,
        'result ' || resultid as channel_raw,
        'result ' || resultid as status_raw,
        null as contact_point_raw
    from attempts
    where resultid in ('22', '23', '130', '131')
    union all
    select
        {{ envelope('saved_list') }},
        null as collected_by_id,
        null as decided_at,
        'saved_list' as person_record_type,
        _record_id,
        'sms' as channel_raw,
        optinstatus,
        optinphone
    from saved_list
    where {{ clean_text('optinstatus') }} is not null
),

renamed as (
    select
        decisions.*,
        {{ type_if('users', 'collected_by_id') }} as collected_by_type,
        decided_at as collected_at,
        {{ phone_e164('contact_point_raw') }} as contact_point
    from decisions
)

{{ conform(
    'van', 'consents', from='renamed',
    lacks=['origin'],
    checked=['contact_point'],
) }}
