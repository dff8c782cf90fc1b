-- One row per source and record type that ever came: whose word comes first.
{{ config(meta={'is_told_by_rows': true}) }}
with parts as (
    select * from {{ ref('stg_landing__load_parts') }}
),

weights as (
    select * from {{ ref('stg_landing__source_weights') }}
),

sources as (
    select * from {{ ref('sources') }}
),

kinds as (
    select distinct source_id, record_type from parts
),

-- After the ranks that the registry gives, a step of weight is a rank; what wasn't judged is last.
steps as (
    select
        {{ score_limit('weight_steps') }} as step_count,
        coalesce(max(trust_rank), 0) + 1 as first_rank
    from sources
)

select
    kinds.source_id,
    kinds.record_type,
    coalesce(
        sources.trust_rank,
        cast(
            steps.first_rank + steps.step_count
            - round(coalesce(weights.weight_share, 0) * steps.step_count) as integer
        )
    ) as source_rank
from kinds
cross join steps
inner join sources on kinds.source_id = sources.source_id
left join weights
    on kinds.source_id = weights.source_id and kinds.record_type = weights.record_type
