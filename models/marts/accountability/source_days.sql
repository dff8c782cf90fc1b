-- One row per source and day since its first export: what it sent, and whether it kept its promise.
with sources as (
    select * from {{ ref('sources') }}
),

organizations as (
    select * from {{ ref('organizations') }}
),

hours as (
    select * from {{ ref('source_hours') }}
),

loads as (
    select * from {{ ref('stg_landing__loads') }}
),

files as (
    select
        loads.source_id,
        {{ day_of('loads.exported_at', 'organizations.time_zone') }} as day_date,
        count(*) filter (where loads.is_landed) as landed_file_count,
        count(*) filter (where not loads.is_landed) as refused_file_count,
        count(*) filter (where loads.held_at is not null) as held_file_count,
        {{ total('loads.records_read_count') }} as records_read_count,
        {{ total('loads.records_landed_count') }} as records_landed_count,
        {{ total('loads.records_quarantined_count') }} as records_quarantined_count
    from loads
    inner join sources on loads.source_id = sources.source_id
    inner join organizations on sources.organization_id = organizations.organization_id
    group by 1, 2
)

select
    hours.source_id,
    hours.day_date,
    sources.tool,
    sources.organization_id,
    cast(hours.promised_freshness_hours as numeric(9, 2)) as promised_freshness_hours,
    hours.last_export_at,
    round(hours.behind_hours, 1) as behind_hours,
    round(hours.oldest_hours, 1) as oldest_hours,
    round(hours.asked_hours, 2) as asked_hours,
    round(coalesce(hours.late_hours, 0), 2) as late_hours,
    case when hours.promised_freshness_hours is not null then hours.late_hours = 0 end as is_kept,
    coalesce(files.landed_file_count, 0) as landed_file_count,
    coalesce(files.refused_file_count, 0) as refused_file_count,
    coalesce(files.held_file_count, 0) as held_file_count,
    coalesce(files.records_read_count, 0) as records_read_count,
    coalesce(files.records_landed_count, 0) as records_landed_count,
    coalesce(files.records_quarantined_count, 0) as records_quarantined_count
from hours
inner join sources on hours.source_id = sources.source_id
left join files on hours.source_id = files.source_id and hours.day_date = files.day_date
