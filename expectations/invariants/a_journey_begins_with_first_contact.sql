-- The contact stage is entered by everybody on the timeline, and a stage never before it.
with journeys as (
    select * from {{ ref('member_journeys') }}
),

first_interactions as (
    select person_id, min(occurred_at) as first_at
    from {{ ref('interactions') }}
    where occurred_at is not null
    group by person_id
),

first_contacts as (
    select * from journeys
    where stage_rank = 1
)

select
    first_interactions.person_id, first_interactions.first_at, journeys.stage_code,
    journeys.entered_at
from first_interactions
left join first_contacts on first_interactions.person_id = first_contacts.person_id
left join journeys on first_interactions.person_id = journeys.person_id
where first_contacts.entered_at is distinct from first_interactions.first_at
    or journeys.entered_at < first_interactions.first_at
