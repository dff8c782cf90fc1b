-- One row per source and record type: the level its exports reach, and how much its word weighs.
with parts as (
    select * from {{ ref('stg_landing__score_parts') }}
),

weights as (
    select * from {{ ref('stg_landing__source_weights') }}
),

ranks as (
    select * from {{ ref('stg_landing__source_ranks') }}
),

sources as (
    select * from {{ ref('sources') }}
)

select
    parts.source_id,
    sources.tool,
    sources.organization_id,
    parts.record_type,
    weights.level_rank,
    weights.weight_share,
    sources.trust_rank,
    ranks.source_rank,
    {{ score_of('record_id_given') }} as id_given_share,
    {{ score_of('record_id_unique') }} as id_unique_share,
    {{ score_of('instants_zoned') }} as zoned_share,
    {{ score_of('deletions_told') }} as deletions_told_share,
    {{ score_of('merges_told') }} as merges_told_share,
    {{ score_of('origin_named') }} as origin_named_share,
    {{ score_of('records_kept') }} as kept_share,
    {{ score_of('exports_on_time') }} as on_time_share,
    {{ score_of('files_accepted') }} as accepted_share,
    {{ score_of('columns_stable') }} as stable_share
from parts
inner join sources on parts.source_id = sources.source_id
left join weights
    on parts.source_id = weights.source_id and parts.record_type = weights.record_type
left join ranks
    on parts.source_id = ranks.source_id and parts.record_type = ranks.record_type
group by
    parts.source_id, sources.tool, sources.organization_id, parts.record_type, weights.level_rank,
    weights.weight_share, sources.trust_rank, ranks.source_rank
