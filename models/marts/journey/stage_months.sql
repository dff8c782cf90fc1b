-- One row per stage and month: how many people reached it for the first time.
with journeys as (
    select * from {{ ref('member_journeys') }}
),

stages as (
    select * from {{ ref('journey_stages') }}
),

dated as (
    select stage_code, {{ month_of('entered_at', "'UTC'") }} as month_date
    from journeys
)

select
    dated.stage_code,
    stages.stage_name,
    stages.stage_rank,
    dated.month_date,
    count(*) as people_count
from dated
inner join stages on dated.stage_code = stages.stage_code
group by dated.stage_code, stages.stage_name, stages.stage_rank, dated.month_date
