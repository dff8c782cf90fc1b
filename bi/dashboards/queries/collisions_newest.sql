-- The newest 20 people whom a program reached out to just after another.
select
    person_id,
    local_date,
    program_code,
    organization_id,
    first_contacted_at,
    earlier_program_code,
    earlier_organization_id,
    earlier_contacted_at
from marts.contact_collisions
where organization_id = %(organization_id)s or %(organization_id)s is null
order by first_contacted_at desc
limit 20
