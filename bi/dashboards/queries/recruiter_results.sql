-- The 15 recruiters whose recruits did the most, ever; people are counted in the program with the most.
select
    recruiter_person_id as person_id,
    max(people_count)::bigint as people,
    sum(interaction_count)::bigint as doings,
    sum(action_count)::bigint as actions,
    sum(sign_up_count)::bigint as sign_ups,
    sum(show_count)::bigint as shows,
    sum(donation_cents)::bigint as gift_cents
from marts.recruiter_results
where organization_id = %(organization_id)s or %(organization_id)s is null
group by recruiter_person_id
order by doings desc, recruiter_person_id
limit 15
