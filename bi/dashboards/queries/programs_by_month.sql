-- One row per program and month of an organization (or of all, null).
select
    program_name,
    month_date,
    sum(people_reached_count)::bigint as people_reached,
    sum(conversation_count)::bigint as conversations,
    sum(sign_up_count)::bigint as sign_ups,
    sum(show_count)::bigint as shows,
    sum(flake_count)::bigint as no_shows,
    sum(new_people_count)::bigint as new_people
from marts.program_360
where (organization_id = %(organization_id)s or %(organization_id)s is null)
    and month_date >= %(first_month)s
group by program_name, month_date
order by month_date, program_name
