-- One row per contact of a CallHub phonebook, called or not.
with contacts as (
    {{ latest_records(source('callhub', 'contacts')) }}
),

phonebooks as (
    {{ latest_records(source('callhub', 'phonebooks')) }}
),

-- Since which export somebody is in a phonebook.
versions as (
    select * from {{ source('callhub', 'contacts') }}
),

first_listed as (
    select
        versions._source_id, versions._record_id,
        substring(item #>> '{}' from '([0-9]+)/?$') as phonebook_id,
        min(versions._extracted_at) as listed_at
    from versions
    cross join lateral {{ json_items('versions.phonebooks') }} as item
    group by versions._source_id, versions._record_id, phonebook_id
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
        'phone' as channel_raw, listed.phonebook_id as effort_id, phonebooks.name as effort_name,
        first_listed.listed_at as targeted_at
    from listed
    inner join first_listed
        on listed._source_id = first_listed._source_id
        and listed._record_id = first_listed._record_id
        and listed.phonebook_id = first_listed.phonebook_id
    left join phonebooks
        on listed._source_id = phonebooks._source_id and listed.phonebook_id = phonebooks._record_id
)

{{ conform(
    'callhub', 'targets', from='renamed',
    lacks=['origin', 'collector', 'collected_at'],
) }}
