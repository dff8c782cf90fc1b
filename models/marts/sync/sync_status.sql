-- One row per destination: what was last planned, sent and reconciled there, and what waits.
with destinations as (
    select * from {{ ref('sync_destinations') }}
),

plans as (
    select * from {{ ref('stg_landing__sync_plans') }}
),

intents as (
    select * from {{ ref('stg_landing__sync_intents') }}
),

verdicts as (
    select * from {{ ref('stg_landing__sync_verdicts') }}
),

sent as (
    select
        intents.destination_id,
        max(intents.sent_at) as last_sent_at,
        max(verdicts.decided_at) as last_reconciled_at,
        count(distinct intents.intent_id) filter (
            where intents.state_code in ('planned', 'not_sent', 'absent')
        ) as effects_waiting_count,
        count(distinct intents.intent_id) filter (
            where intents.state_code in ('sending', 'queued', 'unknown')
        ) as effects_unknown_count
    from intents
    left join verdicts on intents.intent_id = verdicts.intent_id
    group by intents.destination_id
),

unsent as (
    select distinct plan_id from {{ ref('stg_landing__sync_intents') }}
    where state_code = 'planned'
),

planned as (
    select
        plans.destination_id,
        max(plans.made_at) as last_planned_at,
        count(unsent.plan_id) filter (
            where plans.is_approval_needed and plans.approved_at is null
        ) as plans_waiting_count
    from plans
    left join unsent on plans.plan_id = unsent.plan_id
    group by plans.destination_id
)

select
    destinations.destination_id,
    destinations.interface_code,
    planned.last_planned_at,
    sent.last_sent_at,
    sent.last_reconciled_at,
    coalesce(planned.plans_waiting_count, 0) as plans_waiting_count,
    coalesce(sent.effects_waiting_count, 0) as effects_waiting_count,
    coalesce(sent.effects_unknown_count, 0) as effects_unknown_count
from destinations
left join planned on destinations.destination_id = planned.destination_id
left join sent on destinations.destination_id = sent.destination_id
