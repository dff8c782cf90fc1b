-- The months of a program come to what its costs were given as, to the cent; program_360 has them.
with program_360 as (
    select * from {{ ref('program_360') }}
),

months as (
    select * from {{ ref('program_month_costs') }}
),

given as (
    select
        organization_id,
        program_code,
        sum(amount_cents) as cost_cents
    from {{ ref('program_costs') }}
    group by organization_id, program_code
),

spread as (
    select
        organization_id,
        program_code,
        sum(cost_cents) as cost_cents
    from months
    group by organization_id, program_code
)

select
    given.organization_id,
    given.program_code
from given
left join spread
    on given.organization_id = spread.organization_id
    and given.program_code = spread.program_code
where spread.cost_cents is distinct from given.cost_cents
union all
select
    program_360.organization_id,
    program_360.program_code
from program_360
left join months
    on program_360.organization_id = months.organization_id
    and program_360.program_code = months.program_code
    and program_360.month_date = months.month_date
where program_360.cost_cents is distinct from months.cost_cents
