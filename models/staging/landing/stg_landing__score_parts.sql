-- One row per source, record type and measure that could be taken: how much passes, and its weight.
with results as (
    select * from {{ ref('stg_landing__standard_results') }}
),

requirements as (
    select * from {{ ref('standard_requirements') }}
),

operations as (
    select * from {{ ref('stg_landing__operations') }}
),

measures as (
    select * from {{ ref('score_measures') }}
),

-- The log of merges is asked of the exchange, and here of the records of people: it is told where
-- the source sends a table of merges.
tables as (
    select
        source_id,
        record_type,
        kind_code,
        bool_or(kind_code = 'merges') over (partition by source_id) as has_merges
    from results
    where requirement_code = 'file_readable'
),

judged as (
    select source_id, record_type, requirement_code, asked_count, met_count from results
    union all
    select source_id, record_type, 'merges_told', 1, cast(has_merges as integer) from tables
    where kind_code = 'people'
),

parts as (
    select
        judged.source_id,
        judged.record_type,
        judged.requirement_code as measure_code,
        requirements.level_rank,
        requirements.required_share,
        requirements.weight,
        judged.asked_count,
        judged.met_count
    from judged
    inner join requirements on judged.requirement_code = requirements.requirement_code
    where judged.asked_count > 0
    union all
    select
        operations.source_id, operations.record_type, operations.measure_code, null, null,
        measures.weight, operations.asked_count, operations.met_count
    from operations
    inner join measures on operations.measure_code = measures.measure_code
    where operations.asked_count > 0
)

select
    source_id,
    record_type,
    measure_code,
    level_rank,
    required_share,
    weight,
    asked_count,
    met_count,
    round(cast(met_count as numeric) / asked_count, 6) as met_share,
    cast(met_count as numeric) / asked_count >= required_share as is_met
from parts
