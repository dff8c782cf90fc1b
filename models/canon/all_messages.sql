-- One row per message sent to or by a person in any tool.
with messages as (
    {{ every_tool('messages') }}
),

channels as (
    {{ words_of('channels') }}
),

message_directions as (
    {{ words_of('message_directions') }}
),

message_statuses as (
    {{ words_of('message_statuses') }}
)

select
    messages.*,
    {{ code_of('channels', 'messages.channel_raw') }} as channel_code,
    {{ code_of('message_directions', 'messages.direction_raw') }} as direction_code,
    {{ code_of('message_statuses', 'messages.status_raw') }} as status_code
from messages
left join channels on {{ means('channels', 'messages', 'channel_raw') }}
left join message_directions on {{ means('message_directions', 'messages', 'direction_raw') }}
left join message_statuses on {{ means('message_statuses', 'messages', 'status_raw') }}
