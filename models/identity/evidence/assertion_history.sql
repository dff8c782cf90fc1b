-- One row per piece of evidence that ever stood, with from when until when it did.
{{ config(materialized='view') }}
with standing as (
    select * from {{ ref('assertions') }}
),

ended as (
    select * from {{ ended_beside(ref('assertions')) }}
)

select
    assertion_key,
    left_record_key,
    right_record_key,
    match_type,
    kind_name,
    value_key,
    agreement_code,
    rule_id,
    rule_version,
    weight,
    is_negative,
    agent_code,
    run_id,
    valid_from_at,
    cast(null as timestamptz) as valid_to_at
from standing
union all
select
    assertion_key,
    left_record_key,
    right_record_key,
    match_type,
    kind_name,
    value_key,
    agreement_code,
    rule_id,
    rule_version,
    weight,
    is_negative,
    agent_code,
    run_id,
    valid_from_at,
    valid_to_at
from ended
