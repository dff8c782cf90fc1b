-- One row per source, record type and measure: how much of it passes, and what that is worth.
with parts as (
    select * from {{ ref('measured_parts') }}
),

sources as (
    select * from {{ ref('sources') }}
)

select
    parts.source_id,
    sources.tool,
    parts.record_type,
    parts.measure_code,
    parts.level_rank,
    parts.required_share,
    parts.asked_count,
    parts.met_count,
    parts.met_share,
    parts.is_met,
    parts.points,
    round(
        parts.points * parts.met_share / nullif(sum(parts.points) over same_weight, 0), 6
    ) as part_share
from parts
inner join sources on parts.source_id = sources.source_id
window same_weight as (partition by parts.source_id, parts.record_type)
