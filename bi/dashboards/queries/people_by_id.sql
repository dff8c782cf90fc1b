-- The person of an id, for a login that may not search by name.
select
    people.person_id,
    summaries.highest_stage_code,
    summaries.last_interaction_at
from marts.people
left join marts.member_summaries as summaries using (person_id)
where people.person_id = trim(%(words)s)
