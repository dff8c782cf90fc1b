-- One row per activist code on a VAN contact that wasn't taken off again.
with codes_on_contacts as (
    {{ latest_records(source('van', 'contactsactivistcodes')) }}
),

codes as (
    {{ latest_records(source('van', 'activistcodes')) }}
),

renamed as (
    select
        {{ envelope('contactsactivistcodes', rows='codes_on_contacts') }},
        {{ type_if('users', 'codes_on_contacts.canvassedby') }} as collected_by_type,
        {{ clean_text('codes_on_contacts.canvassedby') }} as collected_by_id,
        {{ van_instant('codes_on_contacts.datecanvassed', 'codes_on_contacts._time_zone') }}
            as collected_at,
        'contacts' as person_record_type,
        codes_on_contacts.vanid as person_record_id,
        codes_on_contacts.activistcodeid as tag_id,
        codes.activistcodename as tag_name,
        {{ van_instant('codes_on_contacts.datecanvassed', 'codes_on_contacts._time_zone') }}
            as tagged_at,
        codes_on_contacts.datecanvassed as tagged_at_raw
    from codes_on_contacts
    left join codes
        on
            codes_on_contacts._source_id = codes._source_id
            and codes_on_contacts.activistcodeid = codes.activistcodeid
    where not coalesce({{ yes_no('codes_on_contacts.isdeleted') }}, false)
)

{{ conform(
    'van', 'tags', from='renamed',
    lacks=['origin'],
    checked=['tagged_at'],
) }}
