-- One row per export that was judged: the level of the standard it reaches, as far as it can show.
{{ config(materialized='ephemeral') }}
with judged as (
    select * from {{ ref('stg_landing__judged_loads') }}
),

sources as (
    select * from {{ ref('sources') }}
),

organizations as (
    select * from {{ ref('organizations') }}
),

requirements as (
    select * from {{ ref('standard_requirements') }}
),

-- Nothing that lands shows a contract.
asked as (
    select
        max(level_rank) filter (where applies_to <> 'exchange') as shown_rank,
        max(level_rank) filter (where requirement_code = 'deletions_told') as deletions_rank,
        max(level_rank) filter (where requirement_code = 'merges_told') as merges_rank
    from requirements
),

dated as (
    select
        judged.*,
        {{ day_of('judged.exported_at', 'organizations.time_zone') }} as day_date
    from judged
    inner join sources on judged.source_id = sources.source_id
    inner join organizations on sources.organization_id = organizations.organization_id
),

-- Merges and deletions may be told in tables of their own, which count while they keep coming.
told as (
    select
        *,
        max(day_date) filter (where has_merges) over until_then as merges_date,
        max(day_date) filter (where has_deletions) over until_then as deletions_date,
        day_date - cast({{ limit_of('weight_limits', 'window_days') }} as integer) as begins_date
    from dated
    window until_then as (partition by source_id order by day_date)
)

select
    told.load_id,
    told.source_id,
    told.day_date,
    least(
        asked.shown_rank,
        told.missed_level_rank - 1,
        case
            when told.lacks_deletions and (told.deletions_date >= told.begins_date) is not true
                then asked.deletions_rank - 1
        end,
        case
            when told.has_people and (told.merges_date >= told.begins_date) is not true
                then asked.merges_rank - 1
        end
    ) as level_rank
from told
cross join asked
