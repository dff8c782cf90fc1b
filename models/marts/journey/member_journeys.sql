-- One row per person and stage they have reached, dated by what took them there.
with steps as (
    select * from {{ ref('member_journey_steps') }}
)

select
    person_id,
    stage_code,
    stage_rank,
    occurred_at as entered_at,
    organization_id,
    program_code,
    interaction_type_code,
    source_id,
    tool,
    record_type,
    record_id,
    attribution_raw
from steps
where is_entry and period_rank = 1
