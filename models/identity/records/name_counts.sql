-- One row per first name, last name or postal code, with about how many records have it.
{{ config(materialized='kept', key='name_key') }}
with records as (
    select * from {{ ref('person_records') }}
),

counted as (
    select 'first_name' as name_type, first_name_key as name_key, count(*) as name_count
    from records
    group by first_name_key
    union all
    select 'last_name', last_root_key, count(*)
    from records
    group by last_root_key
    union all
    select 'postal_code', postal_code, count(*)
    from records
    group by postal_code
),

totals as (
    select sum(name_count) as record_count
    from counted
    where name_type = 'first_name'
)

select
    counted.name_type,
    counted.name_key,
    {{ coarse_count('counted.name_count') }} as name_count,
    {{ coarse_count('totals.record_count') }} as record_count
from counted
cross join totals
where counted.name_key is not null
