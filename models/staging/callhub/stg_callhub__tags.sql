-- One row per phonebook a CallHub contact is in.
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
        listed.phonebook_id as tag_id, phonebooks.name as tag_name
    from listed
    left join phonebooks
        on listed._source_id = phonebooks._source_id and listed.phonebook_id = phonebooks._record_id
)

{{ conform(
    'callhub', 'tags', from='renamed', lacks=['origin', 'collector', 'collected_at', 'tagged_at'],
) }}
