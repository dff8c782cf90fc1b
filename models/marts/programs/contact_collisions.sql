-- One row per day a program reached out to somebody whom another had reached out to just before.
with contact_days as (
    select * from {{ ref('contact_days') }}
),

rules as (
    select * from {{ ref('contact_rules') }}
    where rule_code = 'collision'
),

one_after_another as (
    select
        contact_days.*,
        lag(organization_id) over one_by_one as earlier_organization_id,
        lag(program_code) over one_by_one as earlier_program_code,
        lag(first_contacted_at) over one_by_one as earlier_contacted_at
    from contact_days
    window one_by_one as (
        partition by person_id
        order by first_contacted_at, organization_id, program_code
    )
)

select
    one_after_another.person_id,
    one_after_another.organization_id,
    one_after_another.program_code,
    one_after_another.local_date,
    one_after_another.first_contacted_at,
    one_after_another.earlier_organization_id,
    one_after_another.earlier_program_code,
    one_after_another.earlier_contacted_at,
    one_after_another.organization_id
    <> one_after_another.earlier_organization_id as is_other_organization
from one_after_another
cross join rules
where (one_after_another.organization_id, one_after_another.program_code)
    <> (one_after_another.earlier_organization_id, one_after_another.earlier_program_code)
    and one_after_another.first_contacted_at
    <= {{ days_after('one_after_another.earlier_contacted_at', 'rules.window_days') }}
