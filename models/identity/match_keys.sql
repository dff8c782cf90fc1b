-- One row per person record and thing by which it may be matched with others.
with records as (
    select * from {{ ref('person_records') }}
),

mentions as (
    select * from {{ ref('record_contact_points') }}
),

contact_points as (
    select * from {{ ref('contact_points') }}
),

by_contact_point as (
    select
        mentions.record_key,
        mentions.value_key,
        case contact_points.profile_code
            when 'identifier' then 'identifier'
            when 'unscoped' then 'unscoped_id'
            else contact_points.profile_code || '_' || contact_points.contact_point_type
        end as match_type
    from mentions
    inner join contact_points on mentions.value_key = contact_points.value_key
    where contact_points.is_evidence and contact_points.record_count > 1
),

-- Under both names, so that a swapped or mistyped one still meets.
by_name as (
    select distinct
        records.record_key,
        md5(concat_ws('|', given.match_type, given.value, named.name_key)) as value_key,
        given.match_type
    from records
    cross join {{ labelled([
        ['birth_date', 'cast(records.birth_date as text)'], ['address', 'records.address_key'],
    ]) }} as given (match_type, value)
    cross join {{ labelled([
        ['first', 'records.first_name_key'], ['last', 'records.last_root_key'],
    ]) }} as named (part_name, name_key)
    where given.value is not null and named.name_key is not null
),

full_names as (
    select
        record_key,
        postal_code,
        least(first_group_key, last_root_key) || '|' || greatest(first_group_key, last_root_key)
            as full_name_key
    from records
    where postal_code is not null and length(first_name_key) > 1 and length(last_root_key) > 1
        and cast(first_name_count as numeric) * last_name_count * postal_code_count
        < {{ identity_limit('rare_name_records') }} * record_count * record_count
),

rare_names as (
    select full_name_key
    from full_names
    group by full_name_key
    having count(distinct postal_code) <= {{ identity_limit('rare_name_postal_codes') }}
),

by_rare_name as (
    select
        full_names.record_key,
        md5(concat_ws('|', 'postal_code', full_names.postal_code, full_names.full_name_key))
            as value_key,
        'postal_code' as match_type
    from full_names
    inner join rare_names on full_names.full_name_key = rare_names.full_name_key
),

every_key as (
    select record_key, value_key, match_type from by_contact_point
    union all
    select record_key, value_key, match_type from by_name
    union all
    select record_key, value_key, match_type from by_rare_name
)

select
    every_key.*,
    records.name_variant_key
from every_key
inner join records on every_key.record_key = records.record_key
