-- One row per two person records that a steward decided about: the newest decision.
{{ config(
    materialized='kept', key='left_record_key', announces=['left_record_key', 'right_record_key'],
) }}
with seeded as (
    select * from {{ ref('steward_decisions') }}
),

written as (
    select * from {{ ref('stg_landing__steward_decisions') }}
),

decisions as (
    select left_record_key, right_record_key, decision_code, decided_by, decided_at from seeded
    union all
    select left_record_key, right_record_key, decision_code, decided_by, decided_at from written
),

ordered as (
    select
        {{ lesser_key('left_record_key', 'right_record_key') }} as left_record_key,
        {{ greater_key('left_record_key', 'right_record_key') }} as right_record_key,
        decision_code,
        decided_by,
        decided_at
    from decisions
    where left_record_key <> right_record_key
),

ranked as (
    select
        ordered.*,
        row_number() over (
            partition by left_record_key, right_record_key order by decided_at desc, decision_code
        ) as age_rank
    from ordered
)

select
    left_record_key,
    right_record_key,
    decision_code,
    decided_by,
    decided_at
from ranked
where age_rank = 1
