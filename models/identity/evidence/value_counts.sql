-- One row per thing that several person records have, with how many, of how many names and places.
{{ config(materialized='ephemeral') }}
with match_keys as (
    select * from {{ ref('match_keys') }}
),

rare_name_keys as (
    select * from {{ ref('match_keys') }}
),

by_first_name as (
    select
        judged_key,
        match_type as key_type,
        first_group_key,
        min(contact_point) as contact_point,
        count(*) as record_count,
        bool_or(is_vague) as is_vague
    from match_keys
    group by judged_key, match_type, first_group_key
),

counted as (
    select
        judged_key,
        key_type,
        min(contact_point) as contact_point,
        lower(split_part('|' || min(contact_point), '|', -1)) as bare_id,
        cast(sum(record_count) as bigint) as record_count,
        count(first_group_key) as first_name_count,
        bool_or(is_vague) as is_vague,
        key_type in ('birth_date', 'address', 'postal_code') as is_detail
    from by_first_name
    group by judged_key, key_type
    having sum(record_count) > 1
),

by_place as (
    select
        judged_key,
        value_key,
        count(distinct address_key) as home_count
    from rare_name_keys
    where match_type = 'postal_code'
    group by judged_key, value_key
),

places as (
    select
        judged_key,
        count(*) as place_count,
        max(home_count) as home_count
    from by_place
    group by judged_key
)

select
    counted.*,
    places.place_count,
    places.home_count
from counted
left join places on counted.judged_key = places.judged_key
