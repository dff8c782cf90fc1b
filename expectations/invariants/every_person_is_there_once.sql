-- The people of the marts are the people identity knows: none twice, none missing, none made up,
-- and none under an id that has come to stand for somebody else.
with people as (
    select person_id, count(*) as row_count
    from {{ ref('people') }}
    group by person_id
),

known as (
    select distinct person_id from {{ ref('record_persons') }}
)

select
    coalesce(people.person_id, known.person_id) as person_id,
    people.row_count
from people
full join known on people.person_id = known.person_id
where people.person_id is null or known.person_id is null or people.row_count <> 1
