-- One row per two programs that reached out to the same people within the window, most first.
with names as (
    select distinct program_code, program_name from marts.program_360
)
select
    earlier_names.program_name as earlier_program_name,
    names.program_name,
    collisions.earlier_organization_id <> collisions.organization_id as is_other_organization,
    sum(collisions.people_count)::bigint as contacts
from marts.collision_days as collisions
inner join names on collisions.program_code = names.program_code
inner join names as earlier_names on collisions.earlier_program_code = earlier_names.program_code
where (collisions.organization_id = %(organization_id)s or %(organization_id)s is null)
    and collisions.local_date >= date_trunc('month', (select max(local_date) from marts.collision_days))
    - make_interval(months => %(months)s - 1)
group by earlier_names.program_name, names.program_name, is_other_organization
order by contacts desc, earlier_program_name, program_name
limit 12
