-- One row per source, record type and requirement: how many of the newest records meet it.
with results as (
    select * from {{ ref('stg_landing__standard_results') }}
),

-- Every table is asked to be readable, so that this counts its records.
exports as (
    select
        source_id,
        record_type,
        received_at,
        sum(asked_count) as record_count
    from results
    where requirement_code = 'file_readable'
    group by source_id, record_type, received_at
),

numbered as (
    select
        source_id,
        record_type,
        received_at,
        sum(record_count) over (
            partition by source_id, record_type order by received_at desc
        ) - record_count as newer_count
    from exports
)

select
    results.source_id,
    results.record_type,
    max(results.kind_code) as kind_code,
    results.requirement_code,
    {{ total('results.asked_count') }} as asked_count,
    {{ total('results.met_count') }} as met_count,
    max(results.received_at) as received_at
from results
inner join numbered
    on results.source_id = numbered.source_id
    and results.record_type = numbered.record_type
    and results.received_at = numbered.received_at
where numbered.newer_count < {{ limit_of('weight_limits', 'judged_records') }}
group by results.source_id, results.record_type, results.requirement_code
