-- One row per campaign with a code and month of the period, zeros included: what people did by it.
with chosen as (
    select campaign_code, month_date, interaction_count
    from marts.campaign_results
    where (organization_id = %(organization_id)s or %(organization_id)s is null)
        and campaign_code <> 'no_code'
        and month_date > (select max(month_date) from marts.program_360) - make_interval(months => %(months)s)
),
calendar as (
    select campaign_code, month_date::date
    from (
        select campaign_code
        from chosen
        group by campaign_code
        order by sum(interaction_count) desc, campaign_code
        limit 8
    ) as campaigns
    cross join (select min(month_date) as first_date, max(month_date) as last_date from chosen) as ends
    cross join generate_series(first_date, last_date, interval '1 month') as month_date
)
select
    campaign_code,
    month_date,
    month_date = date_trunc('month', now())::date as is_unfinished,
    coalesce(sum(interaction_count), 0)::bigint as doings
from calendar
left join chosen using (campaign_code, month_date)
group by campaign_code, month_date
order by campaign_code, month_date
limit 1000
