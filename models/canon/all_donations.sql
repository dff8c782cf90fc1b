-- One row per donation of a person in any tool.
with donations as (
    {{ every_tool('donations') }}
),

donation_statuses as (
    {{ words_of('donation_statuses') }}
)

select
    donations.*,
    {{ code_of('donation_statuses', 'donations.status_raw') }} as status_code
from donations
left join donation_statuses on {{ means('donation_statuses', 'donations', 'status_raw') }}
