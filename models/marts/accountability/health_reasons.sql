-- One row per question, open incident and record type of its answer that the incident touches.
with feeds as (
    select * from {{ ref('health_feeds') }}
),

incidents as (
    select * from {{ ref('incidents') }}
    where is_open and is_blocking
),

messages as (
    select * from {{ ref('health_messages') }}
)

select
    feeds.concern_id,
    incidents.incident_id,
    feeds.source_id,
    feeds.tool,
    feeds.record_type,
    feeds.fed_share,
    -- Of a file whose kind nobody could tell, or of what no source did, it can't be said how much.
    incidents.source_id is not null
    and (incidents.record_type is not null or incidents.load_id is null) as is_stale,
    incidents.source_id as incident_source_id,
    incidents.incident_type_code,
    incidents.opened_at,
    incidents.is_overdue,
    coalesce(messages.message, incidents.message) as message,
    incidents.fixes_contact
from feeds
inner join incidents
    on feeds.source_id = coalesce(incidents.source_id, feeds.source_id)
    and feeds.record_type = coalesce(incidents.record_type, feeds.record_type)
left join messages on incidents.incident_type_code = messages.incident_type_code
