-- One row per two person records that something links and thing on which their claims differ.
with pairs as (
    select * from {{ ref('record_pairs') }}
),

rules as (
    select * from {{ ref('identity_rules') }}
),

claims as (
    select * from {{ ref('exclusive_claims') }}
),

candidates as (
    select distinct
        pairs.left_record_key,
        pairs.right_record_key
    from pairs
    inner join rules
        on pairs.match_type = rules.match_type and pairs.agreement_code = rules.agreement_code
)

select
    split_part(one.claim_type, ':', 1) as match_type,
    candidates.left_record_key,
    candidates.right_record_key,
    md5(one.claim_type) as value_key
from candidates
inner join claims as one on candidates.left_record_key = one.record_key
inner join claims as other
    on candidates.right_record_key = other.record_key and one.claim_type = other.claim_type
group by candidates.left_record_key, candidates.right_record_key, one.claim_type
having not bool_or(one.claim_key = other.claim_key)
