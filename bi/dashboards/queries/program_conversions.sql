-- One row per program and window: of the people who came to it in the period, how many did
-- something more of their own accord within so many days.
select
    program_code,
    program_name,
    window_days,
    sum(people_count)::bigint as people,
    sum(converted_people_count)::bigint as converted_people,
    sum(converted_people_count) / nullif(sum(people_count), 0) as converted_share
from marts.program_conversions
inner join (select distinct program_code, program_name from marts.program_360) as names
    using (program_code)
where (organization_id = %(organization_id)s or %(organization_id)s is null)
    and month_date > (select max(month_date) from marts.program_360) - make_interval(months => %(months)s)
group by program_code, program_name, window_days
order by program_name, window_days
limit 200
