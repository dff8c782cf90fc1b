-- One row per person record, with the keys its names and details are compared by.
{{ config(
    materialized='kept', key='record_key', touched_by={'record_versions': {}},
    within={
        'record_versions': 'record_key',
        'all_people': ['source_id', 'record_type', 'record_id'],
    },
    indexes=[{'columns': ['record_key']}],
) }}
with records as (
    select * from {{ ref('record_versions') }}
),

people as (
    select * from {{ ref('all_people') }}
),

sources as (
    select * from {{ ref('sources') }}
),

first_name_keys as (
    select * from {{ ref('first_name_keys') }}
),

last_name_keys as (
    select * from {{ ref('last_name_keys') }}
)

select
    records.source_id,
    records.record_type,
    records.record_id,
    records.record_key,
    sources.organization_id,
    first_name_keys.first_name_key,
    first_name_keys.whole_name_key,
    coalesce(
        first_name_keys.second_name_key, {{ name_key(in_latin_letters('people.middle_name')) }}
    ) as second_name_key,
    first_name_keys.first_names,
    first_name_keys.first_group_key,
    first_name_keys.is_known_name,
    last_name_keys.last_name_key,
    last_name_keys.last_root_key,
    coalesce(
        {{ name_suffix_key('people.name_suffix') }}, last_name_keys.name_suffix_key
    ) as name_suffix_key,
    case
        when not {{ is_placeholder('birth_date', 'people.birth_date') }} then people.birth_date
    end as birth_date,
    people.postal_code,
    {{ address_key('people.street_address') }} || ' ' || people.postal_code as address_key
from records
inner join sources on records.source_id = sources.source_id
left join people
    on records.source_id = people.source_id
    and records.record_type = people.record_type
    and records.record_id = people.record_id
left join first_name_keys on people.first_name = first_name_keys.first_name
left join last_name_keys on people.last_name = last_name_keys.last_name
