-- One row per month of the period, zeros included: how many volunteers did anything, and how much.
with chosen as (
    select *
    from marts.volunteer_months
    where month_date > date_trunc('month', now())::date - make_interval(months => %(months)s)
        and (organization_id = %(organization_id)s or %(organization_id)s is null)
),
calendar as (
    select month_date::date
    from (select min(month_date) as first_date, max(month_date) as last_date from chosen) as ends
    cross join generate_series(first_date, last_date, interval '1 month') as month_date
)
select
    calendar.month_date,
    calendar.month_date >= date_trunc('month', now())::date as is_unfinished,
    count(distinct chosen.person_id) as volunteers,
    coalesce(sum(chosen.record_count), 0)::bigint as records,
    coalesce(sum(chosen.conversation_count), 0)::bigint as conversations
from calendar
left join chosen using (month_date)
group by calendar.month_date
order by calendar.month_date
limit 200
