-- One row per first name in the list of short forms, with the names that it may stand for.
{{ config(materialized='ephemeral') }}
with nicknames as (
    select * from {{ ref('nicknames') }}
),

full_names as (
    select nickname as name_key, array_agg(full_name order by full_name) as full_names
    from nicknames
    group by nickname
),

-- Names that share a short form are counted as one: Kathy may be Katherine or Kathleen.
grouped as (
    select nicknames.full_name as name_key, min(full_names.full_names[1]) as group_key
    from nicknames
    inner join full_names on nicknames.nickname = full_names.name_key
    group by nicknames.full_name
),

shortened as (
    select nicknames.nickname as name_key, min(grouped.group_key) as group_key
    from nicknames
    inner join grouped on nicknames.full_name = grouped.name_key
    group by nicknames.nickname
)

select
    coalesce(grouped.name_key, shortened.name_key) as name_key,
    coalesce(full_names.full_names, '{}') as full_names,
    coalesce(grouped.group_key, shortened.group_key) as group_key
from grouped
full join shortened on grouped.name_key = shortened.name_key
left join full_names on shortened.name_key = full_names.name_key
