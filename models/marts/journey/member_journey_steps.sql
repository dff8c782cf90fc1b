-- One row per person, period at a stage, and thing done that it took.
with activities as (
    select * from {{ ref('stage_activities') }}
),

-- When the first of as many as the stage asks for was done, and the last of the spell.
done as (
    select
        activities.*,
        row_number() over one_by_one as step,
        lag(occurred_at, required_count - 1) over one_by_one as begun_at,
        max(occurred_at) over (partition by person_id, stage_code, spell_rank) as last_at
    from activities
    window one_by_one as (partition by person_id, stage_code, spell_rank order by place_rank)
),

-- Enough: this one and the required ones before it lie within the window, its ends included.
entered as (
    select
        done.*,
        min(case
            when window_days is null and begun_at is not null then step
            when occurred_at <= {{ days_after('begun_at', 'window_days') }} then step
        end) over (partition by person_id, stage_code, spell_rank) as entry_step
    from done
)

select
    person_id,
    stage_code,
    stage_rank,
    cast(
        dense_rank() over (partition by person_id, stage_code order by spell_rank) as integer
    ) as period_rank,
    cast(step - entry_step + required_count as integer) as step_rank,
    step = entry_step as is_entry,
    occurred_at,
    {{ days_after('last_at', 'kept_days') }} as kept_until_at,
    organization_id,
    program_code,
    interaction_type_code,
    source_id,
    tool,
    record_type,
    record_id,
    attribution_raw
from entered
where step between entry_step - required_count + 1 and entry_step
