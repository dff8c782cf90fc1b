-- One row per month of the period: contacts with people who had had enough of them by the rule.
select
    date_trunc('month', local_date)::date as month_date,
    max(allowed_count) as allowed_count,
    max(window_days) as window_days,
    sum(people_count)::bigint as contacts
from marts.over_contact_days
where (organization_id = %(organization_id)s or %(organization_id)s is null)
    and local_date >= date_trunc('month', (select max(local_date) from marts.over_contact_days))
    - make_interval(months => %(months)s - 1)
group by 1
order by 1
limit 200
