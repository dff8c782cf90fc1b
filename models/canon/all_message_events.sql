-- One row per thing that happened to a message: sent, opened, clicked, bounced.
with message_events as (
    {{ every_tool('message_events') }}
),

channels as (
    {{ words_of('channels') }}
),

message_activities as (
    {{ words_of('message_activities') }}
)

select
    message_events.*,
    {{ code_of('channels', 'message_events.channel_raw') }} as channel_code,
    {{ code_of('message_activities', 'message_events.activity_raw') }} as activity_code
from message_events
left join channels on {{ means('channels', 'message_events', 'channel_raw') }}
left join message_activities on {{ means('message_activities', 'message_events', 'activity_raw') }}
