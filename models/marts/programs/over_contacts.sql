-- One row per day a program reached out to somebody who had been contacted often enough.
with contact_days as (
    select * from {{ ref('contact_days') }}
),

rules as (
    select * from {{ ref('contact_rules') }}
    where rule_code = 'over_contact'
),

-- As many occasions ago as are allowed: if that is within the window, this one is too many.
counted as (
    select
        contact_days.*,
        rules.contact_count as allowed_count,
        rules.window_days,
        lag(contact_days.first_contacted_at, rules.contact_count) over (
            partition by contact_days.person_id
            order by
                contact_days.first_contacted_at, contact_days.organization_id,
                contact_days.program_code
        ) as window_began_at
    from contact_days
    cross join rules
)

select
    person_id,
    organization_id,
    program_code,
    local_date,
    first_contacted_at,
    window_began_at,
    allowed_count,
    window_days
from counted
where first_contacted_at <= {{ days_after('window_began_at', 'window_days') }}
