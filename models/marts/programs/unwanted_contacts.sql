-- One row per contact with somebody who had said, anywhere, not to be reached that way.
with interactions as (
    select * from {{ ref('interactions') }}
    where direction_code = 'to_them'
),

refusals as (
    select * from {{ ref('contact_permissions') }}
    where not is_permitted and is_own_word
),

consent_decisions as (
    select * from {{ ref('consent_decisions') }}
),

suppressing_codes as (
    select * from {{ ref('suppressing_codes') }}
),

record_persons as (
    select * from {{ ref('record_persons') }}
),

channels as (
    select * from {{ ref('permission_channels') }}
),

-- When each tool first heard a no of its own that binds a channel.
heard as (
    select
        record_persons.person_id,
        consent_decisions.tool,
        channels.channel_code,
        min(consent_decisions.said_at) as heard_at
    from consent_decisions
    inner join suppressing_codes
        on consent_decisions.vocabulary_name = suppressing_codes.vocabulary
        and consent_decisions.said_code = suppressing_codes.code
    inner join channels
        on consent_decisions.channel_code in (channels.channel_code, 'all')
    inner join record_persons
        on consent_decisions.source_id = record_persons.source_id
        and consent_decisions.person_record_type = record_persons.record_type
        and consent_decisions.person_record_id = record_persons.record_id
    group by record_persons.person_id, consent_decisions.tool, channels.channel_code
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
    interactions.tool <> refusals.tool
    and coalesce(heard.heard_at >= interactions.occurred_at, true) as is_refused_elsewhere
from interactions
inner join refusals
    on interactions.person_id = refusals.person_id
    and interactions.organization_id = refusals.organization_id
    and coalesce(interactions.channel_code, 'unknown') = refusals.channel_code
    and interactions.occurred_at > refusals.said_at
left join heard
    on interactions.person_id = heard.person_id
    and interactions.tool = heard.tool
    and refusals.channel_code = heard.channel_code
