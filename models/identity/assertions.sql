-- One row per piece of evidence about whether two person records are one person's.
with pairs as (
    select * from {{ ref('record_pairs') }}
),

decisions as (
    select * from {{ ref('latest_decisions') }}
),

rival_claims as (
    select * from {{ ref('rival_claims') }}
),

rules as (
    select * from {{ ref('identity_rules') }}
),

for_one_person as (
    select distinct
        pairs.match_type,
        pairs.left_record_key,
        pairs.right_record_key,
        pairs.value_key,
        pairs.agreement_code,
        case when pairs.match_type = 'vendor_merge' then 'vendor' else 'rule' end as agent_code
    from pairs
    inner join rules
        on pairs.match_type = rules.match_type and pairs.agreement_code = rules.agreement_code
),

decided as (
    select
        'steward' as match_type,
        left_record_key,
        right_record_key,
        md5(concat_ws('|', left_record_key, right_record_key)) as value_key,
        decision_code as agreement_code,
        'steward' as agent_code
    from decisions
),

every_one as (
    select * from for_one_person
    union all
    select
        match_type,
        left_record_key,
        right_record_key,
        value_key,
        'different' as agreement_code,
        'rule' as agent_code
    from rival_claims
    union all
    select * from decided
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
    every_one.value_key,
    every_one.agreement_code,
    rules.rule_id,
    rules.rule_version,
    rules.weight,
    rules.is_negative,
    every_one.agent_code,
    decisions.decided_at as valid_from_at,
    cast(null as timestamptz) as valid_to_at
from every_one
inner join rules
    on every_one.match_type = rules.match_type and every_one.agreement_code = rules.agreement_code
left join decisions
    on every_one.agent_code = 'steward' and every_one.left_record_key = decisions.left_record_key
    and every_one.right_record_key = decisions.right_record_key
