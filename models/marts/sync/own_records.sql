-- One row per record of a destination that is as Kith itself made it there, by what landed since.
{{ config(materialized='ephemeral') }}
with intents as (
    select * from {{ ref('stg_landing__sync_intents') }}
),

verdicts as (
    select * from {{ ref('stg_landing__sync_verdicts') }}
    where their_record_id is not null
),

-- Of several things done to a record the last counts: what was before it was meant to change.
newest as (
    select distinct on (intents.destination_id, intents.effect_type_code, verdicts.their_record_id)
        intents.destination_id, verdicts.their_record_id, verdicts.verdict_code, intents.sent_at,
        intents.effect_key,
        case
            when intents.effect_type_code ~ '^(campaign|canvass)_' then 'contact_attempt'
            when intents.effect_type_code = 'activist_codes' then 'activist_code'
            else intents.effect_type_code
        end as fact_type_code
    from intents
    inner join verdicts on intents.intent_id = verdicts.intent_id
    order by
        intents.destination_id, intents.effect_type_code, verdicts.their_record_id,
        cast(intents.intent_id as bigint) desc, cast(verdicts.verdict_id as bigint) desc
)

select
    destination_id,
    fact_type_code,
    their_record_id as record_id,
    max(sent_at) as sent_at,
    max(effect_key) as effect_key
from newest
where verdict_code in ('confirmed', 'doubled')
group by destination_id, fact_type_code, their_record_id
