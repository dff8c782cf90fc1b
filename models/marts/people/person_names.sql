-- One row per person and word of their name: how the name goes on from there, to find them by.
with people as (
    select * from {{ ref('people') }}
),

-- The last name first as well, as lists have it.
named as (
    select
        person_id,
        string_to_array(
            {{ search_key("concat_ws(' ', first_name, last_name, first_name, middle_name)") }}, ' '
        ) as words
    from people
)

select distinct
    named.person_id,
    array_to_string(named.words[places.place:], ' ') as name_key
from named
cross join lateral generate_subscripts(named.words, 1) as places (place)
