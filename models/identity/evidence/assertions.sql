-- One row per piece of evidence about whether two person records are one person's.
{{ config(
    materialized='kept', key='left_record_key',
    touched_by={
        'record_pairs': {},
        'exclusive_claims': {'record_pairs': ['left_record_key', 'right_record_key']},
        'latest_decisions': {}, 'model_links': {},
    },
    within={'record_pairs': 'left_record_key'},
    switches=['unproven_claims'], ignored=['run_id', 'valid_from_at'], keeps_ended=true,
    indexes=[{'columns': ['left_record_key']}, {'columns': ['right_record_key']}],
) }}
with pairs as (
    select * from {{ ref('record_pairs') }}
),

decisions as (
    select * from {{ ref('latest_decisions') }}
),

rival_claims as (
    select * from {{ ref('rival_claims') }}
),

model_links as (
    select * from {{ ref('model_links') }}
),

rules as (
    select * from {{ ref('identity_rules') }}
),

every_one as (
    select
        match_type,
        left_record_key,
        right_record_key,
        value_key,
        agreement_code,
        case when match_type = 'vendor_merge' then 'vendor' else 'rule' end as agent_code,
        cast(null as timestamptz) as decided_at
    from pairs
    union all
    select match_type, left_record_key, right_record_key, value_key, 'different', 'rule', null
    from rival_claims
    union all
    select
        'steward',
        left_record_key,
        right_record_key,
        cast(md5(concat_ws('|', left_record_key, right_record_key)) as uuid),
        decision_code,
        'steward',
        decided_at
    from decisions
    union all
    select match_type, left_record_key, right_record_key, value_key, agreement_code, 'model', null
    from model_links
)

select
    md5(concat_ws(
        '|',
        rules.rule_id,
        every_one.left_record_key,
        every_one.right_record_key,
        every_one.value_key
    )) as assertion_key,
    every_one.left_record_key,
    every_one.right_record_key,
    every_one.match_type,
    rules.kind_name,
    replace(cast(every_one.value_key as text), '-', '') as value_key,
    every_one.agreement_code,
    rules.rule_id,
    rules.rule_version,
    rules.weight,
    rules.is_negative,
    every_one.agent_code,
    '{{ invocation_id }}' as run_id,
    coalesce(every_one.decided_at, cast('{{ run_started_at.isoformat() }}' as timestamptz))
        as valid_from_at
from every_one
inner join rules
    on every_one.match_type = rules.match_type and every_one.agreement_code = rules.agreement_code
