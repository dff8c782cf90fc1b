-- One row per organization, program and month whose universe is told: whom it set out to reach.
{{ config(materialized='ephemeral') }}
with targets as (
    select * from {{ ref('program_targets') }}
),

participations as (
    select * from {{ ref('program_participations') }}
    where attempt_count + message_sent_count + mailing_sent_count > 0
),

-- Who is on a list of the month, and whom the program reached out to in it. A mailing's list is
-- whom it was sent to; of a program that only tells attempts, nobody knows who else was sought.
sought as (
    select organization_id, program_code, month_date, person_id, true as is_list
    from targets
    union all
    select organization_id, program_code, month_date, person_id, mailing_sent_count > 0
    from participations
)

select
    organization_id,
    program_code,
    month_date,
    count(distinct person_id) as universe_count
from sought
group by organization_id, program_code, month_date
having bool_or(is_list)
