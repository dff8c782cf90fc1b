-- One row per person who recruited anybody: how many directly, and how many by way of recruits.
with recursive recruitments as (
    select * from {{ ref('recruitments') }}
    where recruiter_rank = 1
),

-- Pairs and not paths, so that people who recruited each other in a circle find an end.
chains as (
    select recruiter_person_id, person_id from recruitments
    union
    select chains.recruiter_person_id, recruitments.person_id
    from chains
    inner join recruitments on chains.person_id = recruitments.recruiter_person_id
    where recruitments.person_id <> chains.recruiter_person_id
),

counted as (
    select recruiter_person_id, count(*) as chain_count
    from chains
    group by recruiter_person_id
)

select
    recruitments.recruiter_person_id as person_id,
    count(*) as recruited_count,
    counted.chain_count,
    min(recruitments.recruited_at) as first_recruited_at,
    max(recruitments.recruited_at) as latest_recruited_at
from recruitments
inner join counted on recruitments.recruiter_person_id = counted.recruiter_person_id
group by recruitments.recruiter_person_id, counted.chain_count
