-- One row per source, record type and requirement: how many of the newest records meet it.
with results as (
    select * from {{ source('landing', 'standard_results') }}
),

loads as (
    select * from {{ source('landing', 'loads') }}
    where released_at is not null
),

-- Every table is asked to be readable, so that this counts its records.
exports as (
    select
        loads.source_id,
        results.record_type,
        loads.extracted_at,
        sum(results.asked_count) as record_count
    from results
    inner join loads on results.load_id = loads.load_id
    where results.requirement_code = 'file_readable'
    group by loads.source_id, results.record_type, loads.extracted_at
),

numbered as (
    select
        source_id,
        record_type,
        extracted_at,
        sum(record_count) over (
            partition by source_id, record_type order by extracted_at desc
        ) - record_count as newer_count
    from exports
)

select
    loads.source_id,
    results.record_type,
    max(results.kind_code) as kind_code,
    results.requirement_code,
    {{ total('results.asked_count') }} as asked_count,
    {{ total('results.met_count') }} as met_count,
    max(loads.extracted_at) as received_at
from results
inner join loads on results.load_id = loads.load_id
inner join numbered
    on loads.source_id = numbered.source_id
    and results.record_type = numbered.record_type
    and loads.extracted_at = numbered.extracted_at
where numbered.newer_count < {{ score_limit('judged_records') }}
group by loads.source_id, results.record_type, results.requirement_code
