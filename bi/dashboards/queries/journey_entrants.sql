-- One row per stage and month: people who reached it then.
select
    stage_code,
    stage_rank,
    date_trunc('month', entered_at at time zone 'UTC')::date as month_date,
    count(*) as people
from marts.member_journeys
where entered_at >= %(first_month)s
group by stage_code, stage_rank, 3
order by 3, stage_rank
