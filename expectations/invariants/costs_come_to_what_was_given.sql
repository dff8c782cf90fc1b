-- The months of a program come to what its costs were given as, to the cent.
with program_360 as (
    select
        organization_id,
        program_code,
        sum(cost_cents) as cost_cents
    from {{ ref('program_360') }}
    group by organization_id, program_code
),

given as (
    select
        organization_id,
        program_code,
        sum(amount_cents) as cost_cents
    from {{ ref('program_costs') }}
    group by organization_id, program_code
)

select
    program_360.organization_id,
    program_360.program_code
from program_360
full join given
    on program_360.organization_id = given.organization_id
    and program_360.program_code = given.program_code
where program_360.cost_cents is distinct from given.cost_cents
