-- One row per organization, program and month: what the program did, whom it reached, what it cost.
with program_months as (
    select * from {{ ref('program_months') }}
),

participations as (
    select * from {{ ref('program_participations') }}
),

programs as (
    select * from {{ ref('programs') }}
),

universes as (
    select * from {{ ref('program_universes') }}
),

costs as (
    select * from {{ ref('program_month_costs') }}
),

summed as (
    select
        program_months.organization_id,
        program_months.program_code,
        program_months.month_date,
        count(participations.person_id) as people_count,
        count(*) filter (where participations.is_reached) as people_reached_count,
        count(*) filter (where participations.is_new) as new_people_count,
        count(*) filter (where participations.is_shared) as people_shared_count,
        {{ program_totals('participations') }}
    from program_months
    left join participations
        on program_months.organization_id = participations.organization_id
        and program_months.program_code = participations.program_code
        and program_months.month_date = participations.month_date
    group by
        program_months.organization_id, program_months.program_code, program_months.month_date
)

select
    summed.*,
    programs.program_name,
    universes.universe_count,
    costs.cost_cents,
    {{ cost_of_each('costs.cost_cents', 'summed.contact_count') }} as contact_cost_cents,
    {{ cost_of_each('costs.cost_cents', 'summed.conversation_count') }} as conversation_cost_cents,
    {{ cost_of_each('costs.cost_cents', 'summed.sign_up_count') }} as sign_up_cost_cents,
    {{ cost_of_each('costs.cost_cents', 'summed.show_count') }} as show_cost_cents
from summed
inner join programs on summed.program_code = programs.program_code
left join universes
    on summed.organization_id = universes.organization_id
    and summed.program_code = universes.program_code
    and summed.month_date = universes.month_date
left join costs
    on summed.organization_id = costs.organization_id
    and summed.program_code = costs.program_code
    and summed.month_date = costs.month_date
