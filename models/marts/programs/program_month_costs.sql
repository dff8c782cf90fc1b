-- One row per organization, program and month it has a cost in: the part of what its costs come to.
{{ config(materialized='ephemeral') }}
with costs as (
    select * from {{ ref('program_costs') }}
),

months as (
    select
        costs.*,
        months.month_date,
        costs.until_date + 1 - costs.since_date as all_days,
        greatest(months.month_date, costs.since_date) - costs.since_date as days_before,
        least({{ month_after('months.month_date') }}, costs.until_date + 1) - costs.since_date
            as days_by_its_end
    from costs
    cross join lateral {{ months_between('costs.since_date', 'costs.until_date') }} as months
)

-- Rounded where a month begins and ends, so that the months come to the whole to the cent.
select
    organization_id,
    program_code,
    month_date,
    cast(sum(
        round(cast(amount_cents as numeric) * days_by_its_end / all_days)
        - round(cast(amount_cents as numeric) * days_before / all_days)
    ) as bigint) as cost_cents
from months
group by organization_id, program_code, month_date
