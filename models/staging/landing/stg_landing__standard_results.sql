-- One row per table of a load and requirement that was judged of it and may still count.
{{ config(materialized='view') }}
with results as (
    select * from {{ source('landing', 'standard_results') }}
),

loads as (
    select * from {{ source('landing', 'loads') }}
)

select
    loads.source_id,
    results.record_type,
    results.kind_code,
    results.requirement_code,
    loads.extracted_at as received_at,
    results.asked_count,
    results.met_count
from results
inner join loads on results.load_id = loads.load_id
where loads.released_at is not null and loads.superseded_by_load_id is null
