-- One row per piece of evidence about whether two person records are one person's.
with pairs as (
    select * from {{ ref('record_pairs') }}
),

decisions as (
    select * from {{ ref('latest_decisions') }}
),

claims as (
    select * from {{ ref('exclusive_claims') }}
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

candidates as (
    select distinct left_record_key, right_record_key from for_one_person
),

against as (
    select
        split_part(one.claim_type, ':', 1) as match_type,
        candidates.left_record_key,
        candidates.right_record_key,
        md5(one.claim_type) as value_key,
        'different' as agreement_code,
        'rule' as agent_code
    from candidates
    inner join claims as one on candidates.left_record_key = one.record_key
    inner join claims as other
        on candidates.right_record_key = other.record_key and one.claim_type = other.claim_type
    group by candidates.left_record_key, candidates.right_record_key, one.claim_type
    having not bool_or(one.claim_key = other.claim_key)
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
    select * from against
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
