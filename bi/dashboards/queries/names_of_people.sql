-- What these people are called, for a login that may see it.
select person_id, concat_ws(' ', first_name, last_name) as person_name
from marts.people
where person_id = any(%(person_ids)s::text[])
limit 200
