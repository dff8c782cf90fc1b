-- One row per open incident and mart, dashboard or program that goes stale by it.
with incidents as (
    select * from {{ ref('incidents') }}
    where is_open and is_blocking
),

lineage as (
    select * from {{ ref('lineage') }}
)

select distinct
    incidents.incident_id,
    incidents.source_id,
    lineage.blocked_type_code,
    lineage.blocked_name,
    incidents.opened_at as stale_since_at
from incidents
inner join lineage
    on incidents.tool = lineage.tool
    and lineage.record_type = coalesce(incidents.record_type, lineage.record_type)
