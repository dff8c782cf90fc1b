-- One row per membership of a person in a group of any tool.
with memberships as (
    {{ every_tool('memberships') }}
),

membership_statuses as (
    {{ words_of('membership_statuses') }}
)

select
    memberships.*,
    {{ code_of('membership_statuses', 'memberships.status_raw') }} as status_code
from memberships
left join membership_statuses on {{ means('membership_statuses', 'memberships', 'status_raw') }}
