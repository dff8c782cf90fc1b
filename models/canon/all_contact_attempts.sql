-- One row per attempt to reach a person in any tool.
with contact_attempts as (
    {{ every_tool('contact_attempts') }}
),

channels as (
    select * from {{ ref('channels') }}
),

contact_results as (
    select * from {{ ref('contact_results') }}
)

select
    contact_attempts.*,
    {{ code_of('channels', 'contact_attempts.channel_raw') }} as channel_code,
    {{ code_of('contact_results', 'contact_attempts.result_raw') }} as result_code,
    contact_results.is_contact,
    contact_results.is_conversation
from contact_attempts
left join channels on {{ means('channels', 'contact_attempts', 'channel_raw') }}
left join contact_results on {{ means('contact_results', 'contact_attempts', 'result_raw') }}
