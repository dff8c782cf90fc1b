-- One row per source and record type that was ever judged: the weight it counts with.
{{ config(
    materialized='incremental', unique_key=['source_id', 'record_type'], full_refresh=false,
    on_schema_change='append_new_columns',
) }}
with weights as (
    select * from {{ ref('source_weights') }}
),

settled as (
    {{ as_settled_before() }}
)

select
    weights.source_id,
    weights.record_type,
    {{ settled('weights.weight_share', 'settled.weight_share') }} as weight_share,
    {{ settled('weights.identified_share', 'settled.identified_share') }} as identified_share
from weights
left join settled
    on weights.source_id = settled.source_id and weights.record_type = settled.record_type
