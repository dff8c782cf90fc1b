-- What members are said to have done, added up, is what the timeline holds: none lost, none twice.
with summaries as (
    select * from {{ ref('member_summaries') }}
),

interactions as (
    select * from {{ ref('interactions') }}
),

said as (
    select
        sum(interaction_count) as interaction_count,
        sum(own_activity_count) as own_activity_count,
        count(*) as person_count
    from summaries
),

held as (
    select
        count(*) as interaction_count,
        count(*) filter (where is_own_activity) as own_activity_count,
        count(distinct person_id) as person_count
    from interactions
)

select said.interaction_count, held.interaction_count as held_count
from said
cross join held
where (said.interaction_count, said.own_activity_count, said.person_count)
    is distinct from (held.interaction_count, held.own_activity_count, held.person_count)
    and held.interaction_count > 0
