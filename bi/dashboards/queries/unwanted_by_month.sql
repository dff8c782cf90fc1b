-- One row per month of the period, zeros included: contacts after the person had said no.
with shown as (
    select
        *,
        date_trunc('month', local_date)::date as month_date,
        date_trunc('month', max(local_date) over ())::date as latest_month_date
    from marts.unwanted_contact_days
),
chosen as (
    select * from shown
    where (organization_id = %(organization_id)s or %(organization_id)s is null)
        and month_date > latest_month_date - make_interval(months => %(months)s)
),
calendar as (
    select month_date::date
    from (select min(month_date) as first_date, max(month_date) as last_date from chosen) as ends
    cross join generate_series(first_date, last_date, interval '1 month') as month_date
)
select
    calendar.month_date,
    calendar.month_date = date_trunc('month', now())::date as is_unfinished,
    coalesce(sum(contact_count), 0)::bigint as contacts
from calendar
left join chosen using (month_date)
group by calendar.month_date
order by calendar.month_date
limit 200
