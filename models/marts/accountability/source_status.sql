-- One row per source: what arrived, what became of it, and whether it is on time.
with sources as (
    select * from {{ ref('sources') }}
),

contacts as (
    select * from {{ ref('source_contacts') }}
),

promises as (
    select * from {{ ref('freshness_promises') }}
    where begins_at <= {{ right_now() }} and {{ right_now() }} < ends_at
),

late as (
    select source_id from {{ ref('late_spells') }}
    where closed_at is null
),

loads as (
    select * from {{ ref('stg_landing__loads') }}
),

quarantine as (
    select
        source_id,
        count(*) as open_quarantine_count
    from {{ ref('stg_landing__quarantined_records') }}
    where is_open
    group by source_id
),

counted as (
    select
        source_id,
        max(exported_at) filter (where is_news) as last_export_at,
        max(loaded_at) filter (where is_landed) as last_load_at,
        count(*) filter (where is_landed) as landed_file_count,
        count(*) filter (where not is_landed) as refused_file_count,
        count(*) filter (where is_held) as held_load_count,
        {{ total('records_read_count') }} as records_read_count,
        {{ total('records_landed_count') }} as records_landed_count,
        {{ total('records_unchanged_count') }} as records_unchanged_count,
        {{ total('records_quarantined_count') }} as records_quarantined_count,
        {{ total('records_suppressed_count') }} as records_suppressed_count
    from loads
    group by source_id
)

select
    sources.source_id,
    sources.tool,
    sources.organization_id,
    sources.account_name,
    contacts.responsible_contact,
    cast(promises.promised_hours as numeric(9, 2)) as promised_freshness_hours,
    counted.last_export_at,
    counted.last_load_at,
    late.source_id is not null as is_late,
    coalesce(counted.landed_file_count, 0) as landed_file_count,
    coalesce(counted.refused_file_count, 0) as refused_file_count,
    coalesce(counted.held_load_count, 0) as held_load_count,
    coalesce(counted.records_read_count, 0) as records_read_count,
    coalesce(counted.records_landed_count, 0) as records_landed_count,
    coalesce(counted.records_unchanged_count, 0) as records_unchanged_count,
    coalesce(counted.records_quarantined_count, 0) as records_quarantined_count,
    coalesce(counted.records_suppressed_count, 0) as records_suppressed_count,
    coalesce(quarantine.open_quarantine_count, 0) as open_quarantine_count
from sources
left join contacts on sources.source_id = contacts.source_id
left join promises on sources.source_id = promises.source_id
left join late on sources.source_id = late.source_id
left join counted on sources.source_id = counted.source_id
left join quarantine on sources.source_id = quarantine.source_id
