-- One row per run of the probabilistic model.
{{ config(materialized='view') }}
with runs as (
    select * from {{ source('landing', 'probabilistic_runs') }}
)

select
    cast(run_number as text) as run_id,
    run_number = max(run_number) over () as is_newest,
    ran_at,
    record_count,
    birth_date_slip_share
from runs
