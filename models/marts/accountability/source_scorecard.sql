-- One row per source and record type: the level its exports reach, and how much its word weighs.
with sources as (
    select * from {{ ref('sources') }}
),

tables as (
    select * from {{ ref('declared_tables') }}
),

parts as (
    select * from {{ ref('measured_parts') }}
),

weights as (
    select * from {{ ref('source_weights') }}
),

settled as (
    select * from {{ ref('settled_weights') }}
),

source_ranks as (
    select * from {{ ref('source_ranks') }}
),

record_type_ranks as (
    select * from {{ ref('record_type_ranks') }}
),

doubted_ids as (
    select * from {{ ref('doubted_ids') }}
),

shares as (
    select
        source_id,
        record_type,
        {{ met_share_of('record_id_given') }} as id_given_share,
        {{ met_share_of('record_id_unique') }} as id_unique_share,
        {{ met_share_of('ids_kept') }} as id_kept_share,
        {{ met_share_of('instants_zoned') }} as zoned_share,
        {{ met_share_of('deletions_told') }} as deletions_told_share,
        {{ met_share_of('merges_told') }} as merges_told_share,
        {{ met_share_of('origin_named') }} as origin_named_share,
        {{ met_share_of('records_kept') }} as kept_share,
        {{ met_share_of('exports_on_time') }} as on_time_share,
        {{ met_share_of('files_accepted') }} as accepted_share,
        {{ met_share_of('columns_stable') }} as stable_share
    from parts
    group by source_id, record_type
)

select
    sources.source_id, sources.tool, sources.organization_id, tables.record_type,
    weights.kind_code, weights.level_rank, weights.weight_share,
    settled.weight_share as settled_share, source_ranks.trust_rank,
    coalesce(record_type_ranks.source_rank, source_ranks.source_rank) as source_rank,
    doubted_ids.source_id is not null as has_doubted_ids,
    shares.id_given_share, shares.id_unique_share, shares.id_kept_share, shares.zoned_share,
    shares.deletions_told_share, shares.merges_told_share, shares.origin_named_share,
    shares.kept_share, shares.on_time_share, shares.accepted_share, shares.stable_share
from sources
inner join tables on sources.tool = tables.tool
inner join source_ranks on sources.source_id = source_ranks.source_id
left join shares
    on sources.source_id = shares.source_id and tables.record_type = shares.record_type
left join weights
    on sources.source_id = weights.source_id and tables.record_type = weights.record_type
left join settled
    on sources.source_id = settled.source_id and tables.record_type = settled.record_type
left join record_type_ranks
    on sources.source_id = record_type_ranks.source_id
    and tables.record_type = record_type_ranks.record_type
left join doubted_ids
    on sources.source_id = doubted_ids.source_id and tables.record_type = doubted_ids.record_type
