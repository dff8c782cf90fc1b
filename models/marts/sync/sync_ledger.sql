-- One row per fact and destination, with what was done about it and what was seen of it there.
with facts as (
    select * from {{ ref('sync_facts') }}
),

intent_facts as (
    select * from {{ ref('stg_landing__sync_intent_facts') }}
    where released_at is null
),

intents as (
    select * from {{ ref('stg_landing__sync_intents') }}
),

plans as (
    select * from {{ ref('stg_landing__sync_plans') }}
),

reasons as (
    select distinct on (intent_id) intent_id, reason_code
    from {{ ref('stg_landing__sync_attempts') }}
    order by intent_id, cast(attempt_id as bigint) desc
),

verdicts as (
    select distinct on (intent_id) *
    from {{ ref('stg_landing__sync_verdicts') }}
    order by intent_id, cast(verdict_id as bigint) desc
)

select
    facts.destination_id, facts.fact_key, facts.interface_code, facts.fact_type_code,
    facts.source_id, facts.tool, facts.record_type, facts.record_id, facts.person_id,
    facts.disposition_code, facts.match_confidence_share, facts.is_approval_needed,
    facts.local_date, facts.occurred_at,
    intents.plan_id,
    intents.intent_id,
    intents.effect_type_code,
    plans.made_at as planned_at,
    plans.approved_at,
    intents.sent_at,
    intents.attempt_count,
    intents.state_code,
    reasons.reason_code,
    verdicts.verdict_code,
    verdicts.their_record_id,
    verdicts.their_record_count,
    verdicts.decided_at,
    coalesce(intent_facts.content_version <> facts.content_version, false) as is_changed_since
from facts
left join intent_facts
    on facts.destination_id = intent_facts.destination_id
    and facts.fact_key = intent_facts.fact_key
left join intents on intent_facts.intent_id = intents.intent_id
left join plans on intents.plan_id = plans.plan_id
left join reasons on intents.intent_id = reasons.intent_id
left join verdicts on intents.intent_id = verdicts.intent_id
