-- One row per source, record type and measure that could be taken: how much passes, and its points.
with results as (
    select * from {{ ref('judged_requirements') }}
),

requirements as (
    select * from {{ ref('standard_requirements') }}
),

delivered as (
    select * from {{ ref('delivery_measures') }}
),

measures as (
    select * from {{ ref('weight_measures') }}
),

windows as (
    select * from {{ ref('windows') }}
),

-- Merges and deletions may be told in tables of their own, which count while they keep coming.
told as (
    select
        results.source_id,
        results.record_type,
        results.kind_code,
        coalesce(bool_or(
            results.kind_code = 'merges' and results.received_at >= windows.begins_at
        ) over same_source, false) as has_merges,
        coalesce(bool_or(
            results.kind_code = 'deletions' and results.received_at >= windows.begins_at
        ) over same_source, false) as has_deletions
    from results
    cross join windows
    where results.requirement_code = 'file_readable'
    window same_source as (partition by results.source_id)
),

asked as (
    select
        results.source_id,
        results.record_type,
        results.requirement_code as measure_code,
        results.asked_count,
        case
            when results.requirement_code = 'deletions_told' and told.has_deletions
                then results.asked_count
            else results.met_count
        end as met_count
    from results
    inner join told
        on results.source_id = told.source_id and results.record_type = told.record_type
    union all
    select source_id, record_type, 'merges_told', 1, cast(has_merges as integer) from told
    where kind_code = 'people'
    union all
    select source_id, record_type, measure_code, asked_count, met_count from delivered
),

listed as (
    select requirement_code as measure_code, level_rank, required_share, points from requirements
    union all
    select measure_code, null, null, points from measures
)

select
    asked.source_id,
    asked.record_type,
    listed.measure_code,
    listed.level_rank,
    listed.required_share,
    listed.points,
    asked.asked_count,
    asked.met_count,
    round(cast(asked.met_count as numeric) / asked.asked_count, 6) as met_share,
    cast(asked.met_count as numeric) / asked.asked_count >= listed.required_share as is_met
from asked
inner join listed on asked.measure_code = listed.measure_code
where asked.asked_count > 0
