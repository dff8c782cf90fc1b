-- One row per person id that was retired, with the id that stands for it now.
with recursive id_merges as (
    select * from {{ ref('person_id_events') }} where event_type = 'merged'
),

followed as (
    select person_id as retired_person_id, other_person_id as person_id, happened_at
    from id_merges
    union all
    select followed.retired_person_id, id_merges.other_person_id, followed.happened_at
    from followed
    inner join id_merges on followed.person_id = id_merges.person_id
),

retired as (
    select person_id from id_merges
)

select
    followed.retired_person_id,
    followed.person_id,
    followed.happened_at as retired_at
from followed
left join retired on followed.person_id = retired.person_id
where retired.person_id is null
