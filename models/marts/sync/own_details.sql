-- One row per phone and email of somebody that Kith itself gave to a destination.
{{ config(materialized='ephemeral') }}
with intents as (
    select * from {{ ref('stg_landing__sync_intents') }}
    where state_code in ('done', 'found')
),

intent_facts as (
    select * from {{ ref('stg_landing__sync_intent_facts') }}
),

facts as (
    select * from {{ ref('routed_facts') }}
),

newcomers as (
    select * from {{ ref('newcomer_details') }}
),

told as (
    select facts.*, newcomers.phone_e164, newcomers.email
    from intents
    inner join intent_facts on intents.intent_id = intent_facts.intent_id
    inner join facts
        on intent_facts.destination_id = facts.destination_id
        and intent_facts.fact_key = facts.fact_key
    left join newcomers
        on facts.fact_type_code = 'new_person'
        and facts.source_id = newcomers.source_id
        and facts.record_type = newcomers.record_type
        and facts.record_id = newcomers.record_id
),

-- Somebody new is made there with what reaches them.
given as (
    select destination_id, person_id, fact_type_code, contact_point
    from told
    where fact_type_code in ('phone', 'email')
    union all
    select destination_id, person_id, 'phone', phone_e164
    from told
    union all
    select destination_id, person_id, 'email', email
    from told
)

select distinct destination_id, person_id, fact_type_code, contact_point
from given
where contact_point is not null
