-- One row per person record and exclusive claim that parts people here.
{{ config(materialized='view') }}
with claims as (
    select * from {{ ref('exclusive_claims') }}
),

unproven as (
    select claim_type from {{ ref('unproven_claims') }}
)

select
    record_key,
    claim_type,
    claim_key
from claims
where claims.claim_type not in (select unproven.claim_type from unproven)
