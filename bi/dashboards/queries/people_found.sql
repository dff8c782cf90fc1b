-- At most 20 people whose name has the words typed, those that begin with them first; accents
-- and capitals don't matter.
with named as (
    select
        person_id,
        concat_ws(' ', first_name, last_name) as person_name
    from marts.people
),
compared as (
    select
        named.*,
        position(
            translate(lower(%(words)s), 'áàâäãéèêëíìîïóòôöõúùûüñç', 'aaaaaeeeeiiiiooooouuuunc')
            in translate(lower(person_name), 'áàâäãéèêëíìîïóòôöõúùûüñç', 'aaaaaeeeeiiiiooooouuuunc')
        ) as place
    from named
)
select
    person_id,
    person_name
from compared
where place > 0
order by place > 1, person_name, person_id
limit 20
