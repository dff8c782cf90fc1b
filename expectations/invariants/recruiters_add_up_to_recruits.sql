-- Each recruit counts for one recruiter directly, and for all above in the chain at least once.
with recruiters as (
    select * from {{ ref('recruiters') }}
),

recruits as (
    select * from {{ ref('recruitments') }}
    where recruiter_rank = 1
),

counted as (
    select recruiter_person_id, count(*) as recruited_count
    from recruits
    group by recruiter_person_id
)

select
    coalesce(counted.recruiter_person_id, recruiters.person_id) as person_id,
    counted.recruited_count, recruiters.recruited_count as said_count, recruiters.chain_count
from counted
full join recruiters on counted.recruiter_person_id = recruiters.person_id
where counted.recruited_count is distinct from recruiters.recruited_count
    or recruiters.chain_count < recruiters.recruited_count
