-- The 15 volunteers who spoke with the most people in the period, and what else they did.
with recent as (
    select *
    from marts.volunteer_months
    where month_date > date_trunc('month', now())::date - make_interval(months => %(months)s)
        and (organization_id = %(organization_id)s or %(organization_id)s is null)
)
select
    person_id,
    sum(conversation_count)::bigint as conversations,
    coalesce(sum(record_count) filter (where authored_type_code = 'contact_attempt'), 0)::bigint as attempts,
    coalesce(sum(record_count) filter (where authored_type_code = 'message'), 0)::bigint as messages,
    coalesce(sum(record_count) filter (where authored_type_code = 'survey_answer'), 0)::bigint as answers,
    coalesce(
        sum(record_count) filter (where authored_type_code in ('event', 'event_led')), 0
    )::bigint as events,
    coalesce(
        sum(record_count) filter (where authored_type_code in ('recruitment', 'relational_contact')), 0
    )::bigint as people_brought,
    max(last_worked_at) as last_worked_at
from recent
group by person_id
order by conversations desc, attempts desc, messages desc, person_id
limit 15
