-- One row per two person records of which the probabilistic model speaks.
{{ config(materialized='kept', key='left_record_key', ignored=['run_id']) }}
with links as (
    select * from {{ ref('stg_landing__probabilistic_links') }}
)

select
    left_record_key,
    right_record_key,
    'model' as match_type,
    {{ value_key_of("'model'", 'left_record_key', 'right_record_key') }} as value_key,
    verdict_code as agreement_code,
    run_id
from links
