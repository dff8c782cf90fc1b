-- One row per source and record type that was judged: the level it reaches, and how much it weighs.
with parts as (
    select * from {{ ref('measured_parts') }}
),

results as (
    select * from {{ ref('judged_requirements') }}
),

kinds as (
    select
        source_id,
        record_type,
        max(kind_code) as kind_code
    from results
    group by source_id, record_type
)

-- A contract is no export, so that nothing here reaches the last level; and of records that are
-- neither people nor interactions nothing shows what the levels above the first ask.
select
    parts.source_id,
    parts.record_type,
    kinds.kind_code,
    nullif(least(
        min(parts.level_rank) filter (where not parts.is_met) - 1,
        max(parts.level_rank),
        case when kinds.kind_code in ('people', 'interactions') then null else 1 end
    ), -1) as level_rank,
    round(sum(parts.points * parts.met_share) / nullif(sum(parts.points), 0), 3) as weight_share,
    min(parts.met_share) filter (
        where parts.measure_code in ('record_id_given', 'record_id_unique', 'ids_kept')
    ) as identified_share
from parts
inner join kinds
    on parts.source_id = kinds.source_id and parts.record_type = kinds.record_type
group by parts.source_id, parts.record_type, kinds.kind_code
