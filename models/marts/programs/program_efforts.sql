-- One row per source, program and effort of it: a campaign, list or page, and what came of it.
with interactions as (
    select * from {{ ref('interactions') }}
    where effort_id is not null
),

targets as (
    select * from {{ ref('program_targets') }}
    where effort_id is not null
),

outreach as (
    select * from {{ ref('interaction_types') }}
    where is_outreach
),

efforts as (
    select
        interactions.organization_id, interactions.program_code, interactions.source_id,
        interactions.tool, interactions.effort_id, interactions.person_id,
        interactions.interaction_type_code, interactions.occurred_at, interactions.is_contact,
        interactions.is_conversation, interactions.amount_cents,
        case
            when interactions.interaction_type_code <> 'survey_response'
                then interactions.topic_name
        end as effort_name,
        outreach.interaction_type_code is not null as is_attempt,
        false as is_target
    from interactions
    left join outreach
        on interactions.interaction_type_code = outreach.interaction_type_code
    union all
    select
        organization_id, program_code, source_id, tool, effort_id, person_id, 'target', null,
        false, false, null, effort_name, false, true
    from targets
)

select
    organization_id,
    program_code,
    source_id,
    tool,
    effort_id,
    max(effort_name) as effort_name,
    nullif(count(distinct person_id) filter (where is_target), 0) as universe_count,
    count(distinct person_id) filter (where is_attempt) as people_attempted_count,
    count(distinct person_id) filter (where is_contact) as people_contacted_count,
    {{ count_of('contact_attempt') }} as attempt_count,
    count(*) filter (where is_contact) as contact_count,
    count(*) filter (where is_conversation) as conversation_count,
    {{ count_of('survey_response') }} as survey_response_count,
    {{ count_of('action') }} as action_count,
    coalesce({{ total('amount_cents') }}, 0) as donation_cents,
    min(occurred_at) as first_at,
    max(occurred_at) as last_at
from efforts
group by organization_id, program_code, source_id, tool, effort_id
