-- One row per program over the period, of an organization (or of all, null).
with new_people as (
    select program_code, sum(last_new_people_count) as people_count
    from marts.new_people_months
    where organization_id = coalesce(%(organization_id)s, 'all')
        and month_date > (select max(month_date) from marts.program_360) - make_interval(months => %(months)s)
    group by program_code
)
select
    program_code,
    program_name,
    sum(attempt_count)::bigint as attempts,
    sum(contact_count)::bigint as contacts,
    sum(conversation_count)::bigint as conversations,
    sum(mailing_sent_count)::bigint as mailings,
    sum(action_count)::bigint as actions,
    sum(registration_count)::bigint as registrations,
    sum(sign_up_count)::bigint as sign_ups,
    sum(show_count)::bigint as shows,
    sum(flake_count)::bigint as no_shows,
    sum(show_count) / nullif(sum(show_count + flake_count), 0) as show_share,
    sum(donation_count)::bigint as gifts,
    sum(donation_cents)::bigint as gift_cents,
    coalesce(max(new_people.people_count), 0)::bigint as new_people,
    sum(cost_cents)::bigint as cost_cents,
    round(sum(cost_cents) / nullif(sum(conversation_count) filter (where cost_cents is not null), 0))::bigint
        as conversation_cost_cents,
    round(sum(cost_cents) / nullif(sum(show_count) filter (where cost_cents is not null), 0))::bigint
        as show_cost_cents
from marts.program_360
left join new_people using (program_code)
where (organization_id = %(organization_id)s or %(organization_id)s is null)
    and month_date > (select max(month_date) from marts.program_360) - make_interval(months => %(months)s)
group by program_code, program_name
order by attempts desc, sign_ups desc, program_name
limit 50
