-- One row per two person records that a steward decided about: the newest decision.
{{ config(
    materialized='kept', key='left_record_key', announces=['left_record_key', 'right_record_key'],
) }}
with decisions as (
    select * from {{ ref('stg_landing__steward_decisions') }}
),

ranked as (
    select
        decisions.*,
        row_number() over (
            partition by left_record_key, right_record_key
            order by decided_at desc, {{ newest_first('decision_id') }}
        ) as age_rank
    from decisions
)

select
    left_record_key,
    right_record_key,
    decision_code,
    decided_by,
    decided_at
from ranked
where age_rank = 1
