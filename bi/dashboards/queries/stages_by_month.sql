-- One row per stage and month of the period, zeros included: people who reached it for the first time.
with shown as (
    select *, max(month_date) over () as latest_month_date
    from marts.stage_months
),
chosen as (
    select * from shown
    where month_date > latest_month_date - make_interval(months => %(months)s)
),
calendar as (
    select stage_code, stage_name, stage_rank, month_date::date
    from (select distinct stage_code, stage_name, stage_rank from chosen) as stages
    cross join (select min(month_date) as first_date, max(month_date) as last_date from chosen) as ends
    cross join generate_series(first_date, last_date, interval '1 month') as month_date
)
select
    calendar.stage_code,
    calendar.stage_name,
    calendar.stage_rank,
    calendar.month_date,
    calendar.month_date = date_trunc('month', now())::date as is_unfinished,
    coalesce(chosen.people_count, 0) as people
from calendar
left join chosen using (stage_code, month_date)
order by calendar.stage_rank, calendar.month_date
limit 2000
