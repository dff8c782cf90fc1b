-- One row per attempt to reach a person in any tool.
with contact_attempts as (
    {{ every_tool('contact_attempts') }}
),

channels as (
    {{ words_of('channels') }}
),

contact_results as (
    {{ words_of('contact_results') }}
),

contact_outcomes as (
    select * from {{ ref('contact_outcomes') }}
)

select
    contact_attempts.*,
    {{ code_of('channels', 'contact_attempts.channel_raw') }} as channel_code,
    {{ code_of('contact_results', 'contact_attempts.result_raw') }} as result_code,
    contact_outcomes.is_contact,
    contact_outcomes.is_conversation
from contact_attempts
left join channels on {{ means('channels', 'contact_attempts', 'channel_raw') }}
left join contact_results on {{ means('contact_results', 'contact_attempts', 'result_raw') }}
left join contact_outcomes on contact_results.code = contact_outcomes.result_code
