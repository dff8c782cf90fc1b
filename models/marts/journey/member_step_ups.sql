-- One row per person and time they rose to a stage above the first: what came just before.
with periods as (
    select * from {{ ref('member_stage_periods') }}
    where stage_rank > 1
),

interactions as (
    select * from {{ ref('interactions') }}
)

select
    periods.person_id,
    periods.stage_code,
    periods.stage_rank,
    periods.period_rank,
    periods.entered_at,
    periods.program_code,
    before.occurred_at as before_at,
    {{ whole_days_between('before.occurred_at', 'periods.entered_at') }} as before_days,
    before.interaction_type_code as before_interaction_type_code,
    before.program_code as before_program_code,
    before.channel_code as before_channel_code,
    before.collected_by_person_id as before_collected_by_person_id,
    before.source_id as before_source_id,
    before.record_type as before_record_type,
    before.record_id as before_record_id
from periods
left join lateral (
    select interactions.*
    from interactions
    where interactions.person_id = periods.person_id
        and interactions.occurred_at < periods.entered_at
        -- What led to it, not the same thing told in another way: its own sign-up.
        and (interactions.source_id, interactions.record_type, interactions.record_id)
        <> (periods.source_id, periods.record_type, periods.record_id)
    order by
        interactions.occurred_at desc, interactions.source_id, interactions.record_type,
        interactions.record_id, interactions.interaction_type_code
    limit 1
) as before on true
