-- One row per source and record type whose ids are in doubt: too few of them are a person's own.
{{ config(meta={'is_told_by_rows': true}) }}
with weights as (
    select * from {{ ref('settled_weights') }}
)

select
    source_id,
    record_type
from weights
where identified_share < {{ limit_of('weight_limits', 'identified_share') }}
