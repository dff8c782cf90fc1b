-- One row per source that tells of programs, the freshest first; its age is asked of the clock now.
with told as (
    select
        freshness.source_id,
        freshness.tool,
        string_agg(distinct replace(freshness.program_code, '_', ' '), ', ') as programs,
        max(freshness.last_interaction_at) as last_interaction_at,
        max(freshness.last_export_at) as last_export_at
    from marts.program_freshness as freshness
    where freshness.organization_id = %(organization_id)s or %(organization_id)s is null
    group by freshness.source_id, freshness.tool
)
select
    told.*,
    vendors.vendor_name,
    floor(greatest(extract(epoch from now() - told.last_export_at) / 60, 0))::bigint as age_minutes
from told
left join marts.vendor_scorecard as vendors using (tool)
order by told.last_export_at desc nulls last, told.source_id
limit 200
