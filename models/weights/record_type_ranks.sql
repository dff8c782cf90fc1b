-- One row per source and record type that was ever judged: whose word on such records comes first.
{{ config(meta={'is_told_by_rows': true}) }}
with sources as (
    select * from {{ ref('sources') }}
),

weights as (
    select * from {{ ref('settled_weights') }}
)

select
    weights.source_id,
    weights.record_type,
    weights.weight_share,
    {{ rank_by_weight('sources.trust_rank', 'weights.weight_share') }} as source_rank
from weights
inner join sources on weights.source_id = sources.source_id
