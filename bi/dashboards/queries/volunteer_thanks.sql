-- What volunteers did in the week that ends with the newest export, whom to thank first on top.
select
    thanks_rank, person_id, organization_name, authored_type_name, recent_count, record_count,
    round_number_count, is_first_work, is_welcomed_back, last_worked_at
from marts.volunteer_thanks
where thanks_rank <= 40
    and (organization_id = %(organization_id)s or %(organization_id)s is null)
order by thanks_rank, organization_name, person_id
limit 60
