-- One row per answer a person gave in any tool.
with survey_responses as (
    {{ every_tool('survey_responses') }}
),

channels as (
    {{ words_of('channels') }}
)

select
    survey_responses.*,
    {{ code_of('channels', 'survey_responses.channel_raw') }} as channel_code
from survey_responses
left join channels on {{ means('channels', 'survey_responses', 'channel_raw') }}
