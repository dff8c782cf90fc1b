-- One row per person and period they stood at a stage of the journey, or stand at it now.
with steps as (
    select * from {{ ref('member_journey_steps') }}
    where is_entry
),

-- What we know reaches to the newest export, not to today.
known as (
    select max(received_at) as known_until_at from {{ ref('interactions') }}
)

select
    steps.person_id,
    steps.stage_code,
    steps.stage_rank,
    steps.period_rank,
    steps.occurred_at as entered_at,
    case when steps.kept_until_at < known.known_until_at then steps.kept_until_at end as left_at,
    steps.period_rank > 1 as is_return,
    steps.organization_id,
    steps.program_code,
    steps.interaction_type_code,
    steps.source_id,
    steps.tool,
    steps.record_type,
    steps.record_id,
    steps.attribution_raw
from steps
cross join known
