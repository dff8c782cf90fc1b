-- What names a person and reaches them; only for a login that may see it.
select
    concat_ws(' ', first_name, last_name, name_suffix) as person_name,
    email,
    phone_e164,
    city,
    region_code
from marts.people
where person_id = %(person_id)s
