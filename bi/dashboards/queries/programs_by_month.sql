-- One row per program and month of the period, zeros included, of an organization (or of all, null).
with shown as (
    select
        *,
        max(month_date) over () as latest_month_date
    from marts.program_360
),
chosen as (
    select * from shown
    where (organization_id = %(organization_id)s or %(organization_id)s is null)
        and month_date > latest_month_date - make_interval(months => %(months)s)
),
calendar as (
    select program_code, program_name, month_date::date
    from (select distinct program_code, program_name from chosen) as programs
    cross join (select min(month_date) as first_date, max(month_date) as last_date from chosen) as ends
    cross join generate_series(first_date, last_date, interval '1 month') as month_date
)
select
    calendar.program_code,
    calendar.program_name,
    calendar.month_date,
    calendar.month_date = date_trunc('month', now())::date as is_unfinished,
    coalesce(max(reached_people.people_reached_count), 0)::bigint as people_reached,
    coalesce(sum(attempt_count), 0)::bigint as attempts,
    coalesce(sum(contact_count), 0)::bigint as contacts,
    coalesce(sum(conversation_count), 0)::bigint as conversations,
    coalesce(sum(sign_up_count), 0)::bigint as sign_ups,
    coalesce(sum(show_count), 0)::bigint as shows,
    coalesce(max(new_people.new_people_count), 0)::bigint as new_people
from calendar
left join chosen using (program_code, month_date)
left join marts.new_people_months as new_people
    on new_people.organization_id = coalesce(%(organization_id)s, 'all')
    and new_people.program_code = calendar.program_code
    and new_people.month_date = calendar.month_date
left join marts.reached_people_months as reached_people
    on reached_people.organization_id = coalesce(%(organization_id)s, 'all')
    and reached_people.program_code = calendar.program_code
    and reached_people.month_date = calendar.month_date
group by calendar.program_code, calendar.program_name, calendar.month_date
order by calendar.program_name, calendar.month_date
limit 2000
