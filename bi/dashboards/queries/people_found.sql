-- At most 20 people whose name begins with the words typed, or holds them.
select
    person_id,
    concat_ws(' ', first_name, last_name) as person_name
from marts.people
where concat_ws(' ', first_name, last_name) ilike '%%' || %(words)s || '%%'
order by
    concat_ws(' ', first_name, last_name) not ilike %(words)s || '%%',
    last_name,
    first_name,
    person_id
limit 20
