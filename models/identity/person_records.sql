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

nicknames as (
    select * from {{ ref('nicknames') }}
),

full_names as (
    select nickname, array_agg(full_name order by full_name) as full_names
    from nicknames
    group by nickname
),

-- Names that share a short form are counted as one: Kathy may be Katherine or Kathleen.
grouped_names as (
    select
        nicknames.full_name as name_key,
        min(full_names.full_names[1]) as group_key
    from nicknames
    inner join full_names on nicknames.nickname = full_names.nickname
    group by nicknames.full_name
),

records as (
    select source_id, record_type, record_id from people
    union
    select source_id, record_type, record_id from mentions
    where record_type is not null and record_id is not null
),

keyed as (
    select
        records.source_id,
        records.record_type,
        records.record_id,
        {{ record_key_of('records.source_id', 'records.record_type', 'records.record_id') }}
            as record_key,
        {{ name_root('people.first_name') }} as first_name_key,
        {{ name_key(without_suffix('people.last_name')) }} as last_name_key,
        {{ name_root(without_suffix('people.last_name')) }} as last_root_key,
        coalesce(
            {{ name_suffix_key('people.name_suffix') }}, {{ name_suffix_key('people.last_name') }}
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
),

counted as (
    select
        keyed.*,
        count(*) over (partition by first_name_key) as first_name_count,
        count(*) over (partition by last_root_key) as last_name_count,
        count(*) over (partition by postal_code) as postal_code_count,
        count(*) over () as record_count
    from keyed
)

select
    counted.*,
    sources.organization_id,
    array[counted.first_name_key] || full_names.full_names as first_names,
    coalesce(grouped_names.group_key, full_names.full_names[1], counted.first_name_key)
        as first_group_key,
    md5(concat_ws(
        '|', counted.first_name_key, '', counted.last_name_key, '', counted.name_suffix_key, '',
        counted.birth_date
    )) as name_variant_key
from counted
inner join sources on counted.source_id = sources.source_id
left join full_names on counted.first_name_key = full_names.nickname
left join grouped_names on counted.first_name_key = grouped_names.name_key
