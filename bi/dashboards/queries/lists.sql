-- The newest 12 lists worked lately: of the people on each, how many were sought and reached.
select
    effort_name,
    effort_id,
    program_code,
    tool,
    first_at,
    last_at,
    universe_count as sought,
    people_attempted_count as attempted,
    people_contacted_count as reached
from marts.program_efforts
where universe_count is not null
    and (organization_id = %(organization_id)s or %(organization_id)s is null)
    and last_at > (select max(last_at) from marts.program_efforts) - make_interval(days => %(days)s)
order by last_at desc, source_id, effort_id
limit 12
