-- One row per campaign and kind of code: what people who came by it did in the period, the most first.
select
    campaign_code,
    attribution_type_code,
    sum(interaction_count)::bigint as doings,
    sum(action_count)::bigint as actions,
    sum(sign_up_count)::bigint as sign_ups,
    sum(show_count)::bigint as shows,
    sum(registration_count)::bigint as registrations,
    sum(donation_count)::bigint as gifts,
    sum(donation_cents)::bigint as gift_cents
from marts.campaign_results
where (organization_id = %(organization_id)s or %(organization_id)s is null)
    and month_date > (select max(month_date) from marts.program_360) - make_interval(months => %(months)s)
group by campaign_code, attribution_type_code
order by doings desc, campaign_code, attribution_type_code
limit 200
