-- One row per source of the registry: whose word on a detail comes first, and whose on a fact.
{{ config(meta={'is_told_by_rows': true}) }}
with sources as (
    select * from {{ ref('sources') }}
),

weights as (
    select * from {{ ref('settled_weights') }}
),

loads as (
    select * from {{ ref('stg_landing__loads') }}
),

-- A source's own weight, for records of which nothing was judged by itself.
own as (
    select source_id, round(avg(weight_share), 6) as weight_share
    from weights
    group by source_id
),

begun as (
    select
        source_id,
        cast(min(loaded_at) filter (where is_news) at time zone 'UTC' as date) as first_date
    from loads
    group by source_id
),

ranked as (
    select
        sources.source_id,
        sources.trust_rank,
        own.weight_share,
        {{ rank_by_weight('sources.trust_rank', 'own.weight_share') }} as source_rank,
        begun.first_date
    from sources
    left join own on sources.source_id = own.source_id
    left join begun on sources.source_id = begun.source_id
)

-- Whoever was here first goes on telling what another tells too: a rank that moves changes no fact
-- of long ago.
select
    source_id,
    trust_rank,
    weight_share,
    source_rank,
    cast(row_number() over (
        order by first_date nulls last, source_rank, source_id
    ) as integer) as telling_rank
from ranked
