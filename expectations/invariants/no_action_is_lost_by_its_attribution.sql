-- Everything anybody did of their own accord, with a date, is attributed once, with its money.
with activities as (
    select organization_id, program_code, month_date, amount_cents from {{ ref('interactions') }}
    where is_own_activity and occurred_at is not null
),

campaign_results as (
    select * from {{ ref('campaign_results') }}
),

done as (
    select
        organization_id,
        program_code,
        month_date,
        count(*) as interaction_count,
        coalesce(sum(amount_cents), 0) as donation_cents
    from activities
    group by organization_id, program_code, month_date
),

attributed as (
    select
        organization_id,
        program_code,
        month_date,
        sum(interaction_count) as interaction_count,
        sum(donation_cents) as donation_cents
    from campaign_results
    group by organization_id, program_code, month_date
)

select
    coalesce(done.organization_id, attributed.organization_id) as organization_id,
    coalesce(done.program_code, attributed.program_code) as program_code,
    coalesce(done.month_date, attributed.month_date) as month_date
from done
full join attributed
    on done.organization_id = attributed.organization_id
    and done.program_code = attributed.program_code
    and done.month_date = attributed.month_date
where done.interaction_count is distinct from attributed.interaction_count
    or done.donation_cents is distinct from attributed.donation_cents
