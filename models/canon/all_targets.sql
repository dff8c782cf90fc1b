-- One row per person on the list of an effort, reached yet or not, in any tool.
with targets as (
    {{ every_tool('targets') }}
),

channels as (
    {{ words_of('channels') }}
)

select
    targets.*,
    {{ code_of('channels', 'targets.channel_raw') }} as channel_code
from targets
left join channels on {{ means('channels', 'targets', 'channel_raw') }}
