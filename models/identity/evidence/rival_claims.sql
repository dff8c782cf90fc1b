-- One row per two person records that something links and thing on which their claims differ.
{{ config(materialized='ephemeral') }}
with pairs as (
    select * from {{ ref('record_pairs') }}
),

rules as (
    select * from {{ ref('identity_rules') }}
),

one as (
    select * from {{ ref('proven_claims') }}
),

other as (
    select * from {{ ref('proven_claims') }}
)

select
    split_part(one.claim_type, ':', 1) as match_type,
    pairs.left_record_key,
    pairs.right_record_key,
    cast(md5(one.claim_type) as uuid) as value_key
from pairs
inner join rules
    on pairs.match_type = rules.match_type and pairs.agreement_code = rules.agreement_code
inner join one on pairs.left_record_key = one.record_key
inner join other
    on pairs.right_record_key = other.record_key and one.claim_type = other.claim_type
group by pairs.left_record_key, pairs.right_record_key, one.claim_type
having not bool_or(one.claim_key = other.claim_key)
