-- One row per tool and measure: how much of what it sends passes, and what it loses by the rest.
with parts as (
    select * from {{ ref('source_weight_parts') }}
),

requirements as (
    select * from {{ ref('standard_requirements') }}
),

measures as (
    select * from {{ ref('weight_measures') }}
),

tools as (
    select
        tool,
        {{ total('points') }} as points
    from parts
    group by tool
)

select
    parts.tool,
    parts.measure_code,
    coalesce(max(requirements.meaning), max(measures.meaning)) as measure_name,
    max(requirements.advice) as advice,
    max(parts.level_rank) as level_rank,
    {{ total('parts.asked_count') }} as asked_count,
    {{ total('parts.met_count') }} as met_count,
    bool_and(parts.is_met) as is_met,
    cast(round(
        sum(parts.points * parts.met_share) / nullif(sum(parts.points), 0), 6
    ) as numeric(7, 6)) as met_share,
    cast(round(
        sum(parts.points * (1 - parts.met_share)) / nullif(max(tools.points), 0), 6
    ) as numeric(7, 6)) as lost_share
from parts
inner join tools on parts.tool = tools.tool
left join requirements on parts.measure_code = requirements.requirement_code
left join measures on parts.measure_code = measures.measure_code
group by parts.tool, parts.measure_code
