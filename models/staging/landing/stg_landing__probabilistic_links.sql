-- One row per two person records that the newest run of the probabilistic model speaks of.
{{ config(materialized='view') }}
with links as (
    select * from {{ source('landing', 'probabilistic_links') }}
),

runs as (
    select max(run_number) as run_number from {{ source('landing', 'probabilistic_runs') }}
)

select
    cast(links.run_number as text) as run_id,
    links.left_record_key,
    links.right_record_key,
    links.weight,
    links.verdict_code
from links
inner join runs on links.run_number = runs.run_number
