-- One row per person record that any row of any tool is about.
with people as (
    select * from {{ ref('all_people') }}
),

mentions as (
    {{ every_person_mention() }}
),

sources as (
    select * from {{ ref('sources') }}
),

first_name_keys as (
    select * from {{ ref('first_name_keys') }}
),

last_name_keys as (
    select * from {{ ref('last_name_keys') }}
),

records as (
    select source_id, record_type, record_id from people
    union
    select source_id, record_type, record_id from mentions
    where record_type is not null and record_id is not null
),

keyed as (
    select
        records.*,
        {{ record_key_of('records.source_id', 'records.record_type', 'records.record_id') }}
            as record_key,
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
    left join people
        on records.source_id = people.source_id
        and records.record_type = people.record_type
        and records.record_id = people.record_id
    left join first_name_keys on people.first_name = first_name_keys.first_name
    left join last_name_keys on people.last_name = last_name_keys.last_name
)

select
    keyed.*,
    sources.organization_id,
    count(*) over (partition by keyed.first_name_key) as first_name_count,
    count(*) over (partition by keyed.last_root_key) as last_name_count,
    count(*) over (partition by keyed.postal_code) as postal_code_count,
    count(*) over () as record_count,
    md5(concat_ws(
        '|', keyed.whole_name_key, '', keyed.first_name_key, '', keyed.second_name_key, '',
        keyed.last_name_key, '', keyed.name_suffix_key, '', keyed.birth_date
    )) as name_variant_key
from keyed
inner join sources on keyed.source_id = sources.source_id
