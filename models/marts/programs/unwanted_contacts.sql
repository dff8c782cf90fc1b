-- One row per contact with somebody who had said, anywhere, not to be reached that way.
with interactions as (
    select * from {{ ref('interactions') }}
    where direction_code = 'to_them'
),

refusals as (
    select * from {{ ref('contact_permissions') }}
    where not is_permitted and is_own_word
)

select
    interactions.source_id,
    interactions.tool,
    interactions.record_type,
    interactions.record_id,
    interactions.interaction_type_code,
    interactions.person_id,
    interactions.organization_id,
    interactions.program_code,
    interactions.channel_code,
    interactions.occurred_at,
    interactions.local_date,
    refusals.said_channel_code as refused_channel_code,
    refusals.said_code as refused_code,
    refusals.said_at as refused_at,
    refusals.source_id as refused_source_id,
    refusals.record_type as refused_record_type,
    refusals.record_id as refused_record_id,
    interactions.tool <> refusals.tool as is_refused_elsewhere
from interactions
inner join refusals
    on interactions.person_id = refusals.person_id
    and interactions.organization_id = refusals.organization_id
    and coalesce(interactions.channel_code, 'unknown') = refusals.channel_code
    and interactions.occurred_at > refusals.said_at
