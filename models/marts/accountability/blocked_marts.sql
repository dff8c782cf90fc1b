-- One row per open incident and mart, dashboard or program that goes stale by it.
with incidents as (
    select * from {{ ref('incidents') }}
    where is_open and is_blocking
),

sources as (
    select * from {{ ref('sources') }}
),

parts as (
    select distinct source_id, record_type from {{ ref('stg_landing__load_parts') }}
),

lineage as (
    select * from {{ ref('lineage') }}
),

source_programs as (
    select * from {{ ref('source_programs') }}
),

part_contacts as (
    select * from {{ ref('part_contacts') }}
),

-- Only what a source really sends flows on, of all that its tool can export.
fed as (
    select
        parts.source_id,
        parts.record_type,
        lineage.blocked_type_code,
        lineage.blocked_name
    from parts
    inner join sources on parts.source_id = sources.source_id
    inner join lineage
        on sources.tool = lineage.tool
        and parts.record_type = lineage.record_type
    union all
    select
        source_id,
        record_type,
        'program' as blocked_type_code,
        program_code as blocked_name
    from source_programs
),

blocked as (
    select distinct
        incidents.incident_id,
        incidents.incident_type_code,
        incidents.source_id,
        fed.blocked_type_code,
        fed.blocked_name,
        incidents.opened_at as stale_since_at
    from incidents
    inner join fed
        on coalesce(incidents.source_id, fed.source_id) = fed.source_id
        and coalesce(incidents.record_type, fed.record_type) = fed.record_type
)

select
    blocked.incident_id,
    blocked.incident_type_code,
    blocked.source_id,
    blocked.blocked_type_code,
    blocked.blocked_name,
    blocked.stale_since_at,
    coalesce(of_mart.responsible_contact, of_everything.responsible_contact) as responsible_contact
from blocked
left join part_contacts as of_mart
    on blocked.blocked_type_code = 'mart'
    and of_mart.subject_type = 'model'
    and blocked.blocked_name = of_mart.subject_id
left join part_contacts as of_everything
    on blocked.blocked_type_code = 'mart'
    and of_everything.subject_type = 'everything'
