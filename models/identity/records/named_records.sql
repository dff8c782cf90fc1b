-- One row per person record, with what of its name and details may be matched with others.
{{ config(materialized='ephemeral') }}
with records as (
    select * from {{ ref('person_records') }}
),

counts as (
    select * from {{ ref('name_counts') }}
)

select
    records.record_key,
    case when length(records.first_name_key) > 1 then records.first_group_key end
        as first_group_key,
    records.first_name_key,
    nullif(records.last_root_key, records.first_name_key) as other_name_key,
    cast(records.birth_date as text) as birth_date,
    records.address_key,
    case
        when length(records.first_name_key) > 1 and length(records.last_root_key) > 1
            -- Each count was rounded down, by two on average: the three of them by eight.
            and 8 * first_name.name_count * last_name.name_count * postal_code.name_count
            < {{ limit_of('identity_limits', 'rare_name_records') }} * postal_code.record_count
            * postal_code.record_count
            then records.postal_code
    end as rare_postal_code,
    least(records.first_group_key, records.last_root_key) || '|'
    || greatest(records.first_group_key, records.last_root_key) as full_name_key,
    cast(md5(cast(row(
        records.whole_name_key, records.first_name_key, records.second_name_key,
        records.last_name_key, records.last_root_key, records.name_suffix_key, records.birth_date,
        least(first_name.name_count, 1024)
    ) as text)) as uuid) as name_variant_key
from records
left join counts as first_name
    on first_name.name_type = 'first_name' and records.first_name_key = first_name.name_key
left join counts as last_name
    on last_name.name_type = 'last_name' and records.last_root_key = last_name.name_key
left join counts as postal_code
    on postal_code.name_type = 'postal_code' and records.postal_code = postal_code.name_key
