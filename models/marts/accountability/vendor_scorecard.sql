-- One row per tool in use: what it is worth, how it delivers, and what leaving it would cost.
with sources as (
    select
        tool,
        count(*) as source_count,
        count(distinct organization_id) as organization_count
    from {{ ref('sources') }}
    group by tool
),

vendors as (
    select distinct tool, vendor_name from {{ ref('declared_tables') }}
),

scores as (
    select
        tool,
        min(level_rank) as level_rank,
        avg(weight_share) as weight_share
    from {{ ref('source_scorecard') }}
    group by tool
),

-- Only of people and interactions does the standard ask more than level 1: another table holds a
-- tool back only where it misses that. One that reaches no level at all holds it back wholly.
decisive as (
    select
        tool,
        min(level_rank) as level_rank,
        bool_or(level_rank is null) as is_below_all
    from {{ ref('source_scorecard') }}
    where weight_share is not null
        and (kind_code in ('people', 'interactions') or coalesce(level_rank, 0) < 1)
    group by tool
),

deliveries as (
    select * from {{ ref('tool_deliveries') }}
),

told as (
    select
        tool,
        {{ total('record_count') }} as record_count,
        {{ total('minted_id_count') }} as minted_id_count,
        count(distinct shape_code) filter (where other_tool_count = 0) as only_here_shape_count
    from {{ ref('leaving_costs') }}
    group by tool
),

reach as (
    select * from {{ ref('tool_people') }}
)

select
    sources.tool,
    vendors.vendor_name,
    sources.source_count,
    sources.organization_count,
    case
        when decisive.tool is null then scores.level_rank
        when not decisive.is_below_all then decisive.level_rank
    end as level_rank,
    cast(round(scores.weight_share, 6) as numeric(7, 6)) as weight_share,
    coalesce(deliveries.asked_day_count, 0) as asked_day_count,
    coalesce(deliveries.kept_day_count, 0) as kept_day_count,
    coalesce(deliveries.incident_count, 0) as incident_count,
    coalesce(deliveries.open_incident_count, 0) as open_incident_count,
    coalesce(deliveries.drift_count, 0) as drift_count,
    deliveries.closing_hours,
    coalesce(told.record_count, 0) as record_count,
    coalesce(told.minted_id_count, 0) as minted_id_count,
    coalesce(told.only_here_shape_count, 0) as only_here_shape_count,
    coalesce(reach.people_count, 0) as people_count,
    coalesce(reach.only_here_people_count, 0) as only_here_people_count
from sources
left join vendors on sources.tool = vendors.tool
left join scores on sources.tool = scores.tool
left join decisive on sources.tool = decisive.tool
left join deliveries on sources.tool = deliveries.tool
left join told on sources.tool = told.tool
left join reach on sources.tool = reach.tool
