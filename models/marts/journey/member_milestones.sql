-- One row per turning point of a person's journey, in the order they came.
with periods as (
    select * from {{ ref('member_stage_periods') }}
),

assessments as (
    select * from {{ ref('member_assessments') }}
),

gaps as (
    select * from {{ ref('member_gaps') }}
),

recruitments as (
    select * from {{ ref('recruitments') }}
),

organizers as (
    select * from {{ ref('organizer_members') }}
),

milestones as (
    select
        person_id,
        case when stage_rank = 1 then 'first_touch' else 'stage_entered' end as milestone_code,
        entered_at as occurred_at, stage_code, stage_rank, cast(null as text) as other_person_id,
        source_id, tool, record_type, record_id
    from periods
    union all
    select
        person_id, 'stage_left', left_at, stage_code, stage_rank, null,
        source_id, tool, record_type, record_id
    from periods
    where left_at is not null
    union all
    select
        person_id, 'assessed', assessed_at, stage_code, stage_rank, assessed_by_person_id,
        source_id, tool, record_type, record_id
    from assessments
    union all
    select
        person_id, 'lapsed', lapsed_at, null, null, null, source_id, tool, record_type, record_id
    from gaps
    union all
    select
        person_id, 'returned', returned_at, null, null, null,
        returned_source_id, returned_tool, returned_record_type, returned_record_id
    from gaps
    where returned_at is not null
    union all
    select
        person_id, 'recruited', recruited_at, null, null, recruiter_person_id,
        source_id, tool, record_type, record_id
    from recruitments
    union all
    select
        recruiter_person_id, 'recruited_somebody', recruited_at, null, null, person_id,
        source_id, tool, record_type, record_id
    from recruitments
    union all
    select
        person_id, 'organized', since_at, null, null, organizer_person_id,
        source_id, tool, record_type, record_id
    from organizers
)

select
    milestones.*,
    cast(row_number() over (
        partition by person_id
        order by
            occurred_at nulls last, stage_rank nulls last, milestone_code, source_id, record_type,
            record_id, other_person_id
    ) as integer) as milestone_rank
from milestones
