-- Every stage entered or left is a turning point of somebody's story, once.
with milestones as (
    select * from {{ ref('member_milestones') }}
),

periods as (
    select * from {{ ref('member_stage_periods') }}
),

told as (
    select
        person_id, stage_code,
        count(*) filter (where milestone_code in ('first_touch', 'stage_entered')) as entered_count,
        count(*) filter (where milestone_code = 'stage_left') as left_count
    from milestones
    where milestone_code in ('first_touch', 'stage_entered', 'stage_left')
    group by person_id, stage_code
),

held as (
    select person_id, stage_code, count(*) as entered_count, count(left_at) as left_count
    from periods
    group by person_id, stage_code
)

select coalesce(told.person_id, held.person_id) as person_id, held.stage_code
from told
full join held on told.person_id = held.person_id and told.stage_code = held.stage_code
where (told.entered_count, told.left_count)
    is distinct from (held.entered_count, held.left_count)
