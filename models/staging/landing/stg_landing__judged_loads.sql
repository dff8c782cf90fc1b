-- One row per export that was judged by the standard, let in or held: the lowest level it misses.
{{ config(materialized='view') }}
with judged as (
    select * from {{ source('landing', 'judged_loads') }}
),

loads as (
    select * from {{ source('landing', 'loads') }}
)

-- What couldn't be judged misses every level.
select
    cast(judged.load_id as text) as load_id,
    loads.source_id,
    loads.exported_at,
    case when judged.failure is null then judged.missed_level_rank else 0 end as missed_level_rank,
    judged.lacks_deletions,
    judged.has_people,
    judged.has_merges,
    judged.has_deletions
from judged
inner join loads on judged.load_id = loads.load_id
where judged.failure is not null or judged.has_people is not null
