-- One row per contact of a CallHub phonebook, called or not.
with contacts as (
    {{ latest_records(source('callhub', 'contacts')) }}
),

phonebooks as (
    {{ latest_records(source('callhub', 'phonebooks')) }}
),

listed as (
    select contacts.*, substring(item #>> '{}' from '([0-9]+)/?$') as phonebook_id
    from contacts
    cross join lateral {{ json_items('contacts.phonebooks') }} as item
),

renamed as (
    select
        {{ envelope('contacts', rows='listed') }},
        'contacts' as person_record_type, listed._record_id as person_record_id,
        'phone' as channel_raw, listed.phonebook_id as effort_id, phonebooks.name as effort_name
    from listed
    left join phonebooks
        on listed._source_id = phonebooks._source_id and listed.phonebook_id = phonebooks._record_id
)

{{ conform(
    'callhub', 'targets', from='renamed',
    lacks=['origin', 'collector', 'collected_at', 'targeted_at'],
) }}
