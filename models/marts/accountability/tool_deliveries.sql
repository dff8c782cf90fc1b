-- One row per tool that ever sent something: how often on time, and what went wrong.
{{ config(materialized='ephemeral') }}
with days as (
    select
        tool,
        count(*) filter (where is_kept is not null) as asked_day_count,
        count(*) filter (where is_kept) as kept_day_count
    from {{ ref('source_days') }}
    group by tool
),

incidents as (
    select
        tool,
        count(*) as incident_count,
        count(*) filter (where is_open) as open_incident_count,
        count(*) filter (where incident_type_code = 'drift') as drift_count,
        avg({{ hours_between('opened_at', 'closed_at') }}) as closing_hours
    from {{ ref('incidents') }}
    group by tool
)

select
    days.tool,
    days.asked_day_count,
    days.kept_day_count,
    coalesce(incidents.incident_count, 0) as incident_count,
    coalesce(incidents.open_incident_count, 0) as open_incident_count,
    coalesce(incidents.drift_count, 0) as drift_count,
    cast(round(incidents.closing_hours, 1) as numeric(9, 1)) as closing_hours
from days
left join incidents on days.tool = incidents.tool
